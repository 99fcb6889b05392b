#pragma once
#include <deltalake/action/commit_info_json.hpp>

namespace deltalake::inline v0::detail {

DELTALAKE_DECL void fill_commit_info(commit_info_fields& info, const json::node& from) {
  const auto text = [&from](std::string_view name) -> std::optional<std::string> {
    const json::node* const found = from.find(name);
    return found != nullptr && found->is(json::node::kind::string) ? std::optional(found->text()) : std::nullopt;
  };
  const auto number = [&from](std::string_view name) -> std::optional<std::int64_t> {
    const json::node* const found = from.find(name);
    return found != nullptr ? found->integer() : std::nullopt;
  };
  info.timestamp = number("timestamp");
  info.in_commit_timestamp = number("inCommitTimestamp");
  info.operation = text("operation");
  info.engine_info = text("engineInfo");
  info.user_id = text("userId");
  info.user_name = text("userName");
  info.user_metadata = text("userMetadata");
  info.isolation_level = text("isolationLevel");
  info.txn_id = text("txnId");
  info.read_version = number("readVersion");
  if (const json::node* const flag = from.find("isBlindAppend");
      flag != nullptr && flag->is(json::node::kind::boolean)) {
    info.is_blind_append = flag->boolean();
  }
}

}  // namespace deltalake::inline v0::detail
