#pragma once
#include <deltalake/expression/sql_parse.hpp>
#include <deltalake/scan/scan_options.hpp>

namespace deltalake::inline v0::scan {

DELTALAKE_DECL options::options() = default;
DELTALAKE_DECL options::options(const options&) = default;
DELTALAKE_DECL options::options(options&&) noexcept = default;
DELTALAKE_DECL options& options::operator=(const options&) = default;
DELTALAKE_DECL options& options::operator=(options&&) noexcept = default;
DELTALAKE_DECL options::~options() = default;

DELTALAKE_DECL result<std::optional<expression::expression>> options::condition() const {
  if (!where_sql_) return where_;
  result<expression::expression> parsed = expression::parse_sql(*where_sql_);
  if (!parsed) return parsed.error();
  return std::optional<expression::expression>(std::move(*parsed));
}

}  // namespace deltalake::inline v0::scan
