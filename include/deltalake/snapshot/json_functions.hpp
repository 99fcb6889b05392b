#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include <deltalake/action/commit_info_json.hpp>
#include <deltalake/log/decoder.hpp>
#include <deltalake/schema/schema_json.hpp>
#include <deltalake/snapshot/snapshot_state.hpp>

namespace deltalake::inline v0 {
namespace detail {

// Takes the commit info out of a commit and leaves the rest.
template <class Json>
class commit_info_receiver final : public basic_action_receiver<Json> {
 public:
  action_kind wants() const override { return action_kind::info; }
  void on_commit_info(typename Json::value&& value) override { found = std::move(value); }
  std::optional<typename Json::value> found;
};

template <class Json>
std::optional<std::int64_t> in_commit_timestamp(std::string_view commit) {
  log::json_decoder<Json> decoder{json::limits()};
  commit_info_receiver<Json> receiver;
  decoder.decode(commit, receiver);
  if (!receiver.found) return std::nullopt;
  return make_commit_info<Json>(0, std::move(*receiver.found)).in_commit_timestamp;
}

}  // namespace detail

/// The functions of a JSON policy for reading tables.
template <class Json>
json_functions make_json_functions() {
  json_functions functions;
  functions.make_decoders = &log::make_decoder_factory<Json>;
  functions.parse_schema = &schema::parse_schema<Json>;
  functions.in_commit_timestamp = &detail::in_commit_timestamp<Json>;
  functions.parse_last_checkpoint = &log::parse_last_checkpoint<Json>;
  functions.parse_version_checksum = &log::parse_version_checksum<Json>;
  functions.parse_node = &json::parse_node<Json>;
  return functions;
}

}  // namespace deltalake::inline v0
