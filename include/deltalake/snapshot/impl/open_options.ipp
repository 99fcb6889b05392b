#pragma once
#include <deltalake/base/timestamp.hpp>
#include <deltalake/snapshot/open_options.hpp>

namespace deltalake::inline v0 {

DELTALAKE_DECL open_options::open_options() : environment_(system_environment()) {}
DELTALAKE_DECL open_options::open_options(const open_options&) = default;
DELTALAKE_DECL open_options::open_options(open_options&&) noexcept = default;
DELTALAKE_DECL open_options& open_options::operator=(const open_options&) = default;
DELTALAKE_DECL open_options& open_options::operator=(open_options&&) noexcept = default;
DELTALAKE_DECL open_options::~open_options() = default;

DELTALAKE_DECL open_options& open_options::datestring(const std::string& text) & {
  const std::int64_t micros = parse_rfc3339(text).value();
  const std::int64_t ms = micros / 1000 - (micros % 1000 < 0 ? 1 : 0);
  return timestamp_ms(ms);
}

DELTALAKE_DECL open_options& open_options::stores(storage::registry known) & {
  stores_ = std::make_shared<storage::registry>(std::move(known));
  return *this;
}

}  // namespace deltalake::inline v0
