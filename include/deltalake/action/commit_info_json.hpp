#pragma once
#include <cstdint>
#include <utility>

#include <deltalake/action/commit_info.hpp>
#include <deltalake/json/node.hpp>

namespace deltalake::inline v0 {
namespace detail {
/// Takes the members that are there and have the expected type; others stay absent: a reader never fails on them.
DELTALAKE_DECL void fill_commit_info(commit_info_fields& info, const json::node& from);
}  // namespace detail

/// Makes the commit info of a version from the value of its commitInfo action.
template <class Json>
basic_commit_info<Json> make_commit_info(std::int64_t version, typename Json::value value) {
  basic_commit_info<Json> info;
  info.version = version;
  // The policy's value says nothing of its members; its text does, whatever the policy.
  const result<json::node> fields = json::parse_node<Json>(Json::write(value));
  if (fields) detail::fill_commit_info(info, *fields);
  info.value = std::move(value);
  return info;
}

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/action/impl/commit_info_json.ipp>
#endif
