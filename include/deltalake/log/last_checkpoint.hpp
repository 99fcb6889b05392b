#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <deltalake/json/node.hpp>

namespace deltalake::inline v0::log {

/// What some writers tell of a V2 checkpoint in the hint, so that its top file need not be read.
struct v2_checkpoint_hint {
  std::string path;  ///< the name of the top file, as it was written: not checked
  std::optional<std::int64_t> size_in_bytes;
  std::optional<std::int64_t> modification_time;  ///< milliseconds since 1970-01-01T00:00:00Z
  std::optional<std::string> non_file_actions;    ///< JSON text: an array of actions
  std::optional<std::string> sidecar_files;       ///< JSON text: an array of sidecars

  friend bool operator==(const v2_checkpoint_hint&, const v2_checkpoint_hint&) = default;
};

/// The content of `_last_checkpoint`: where the reading of a log may begin. A hint and no more: it may be stale, half
/// overwritten or name what is gone, so nothing is believed of it that a listing does not show.
/// PROTOCOL.md "Last Checkpoint File".
struct last_checkpoint {
  std::int64_t version = 0;           ///< of the checkpoint
  std::int64_t size = 0;              ///< actions in the checkpoint; -1 if the writer did not know
  std::optional<std::int64_t> parts;  ///< of a multi-part checkpoint: from 1 to 9,999,999,999
  std::optional<std::int64_t> size_in_bytes;
  std::optional<std::int64_t> num_of_add_files;
  std::optional<std::string> checkpoint_schema;  ///< JSON text
  std::map<std::string, std::string> tags;
  std::optional<std::string> checksum;  ///< MD5 of the rest in canonical form, hexadecimal
  std::optional<v2_checkpoint_hint> v2_checkpoint;

  friend bool operator==(const last_checkpoint&, const last_checkpoint&) = default;
};

/// The text of which the hint's checksum is the MD5 digest: a line of all leaves with their paths, without the member
/// `checksum`. PROTOCOL.md "JSON checksum". Errors: invalid_value if a name stands twice in an object, value_too_large.
DELTALAKE_DECL result<std::string> canonical_text(const json::node& from);

/// Decodes the hint. Unknown members are ignored, a null is as good as an absent one.
/// Errors: wrong_type, missing_field, invalid_value; they name the member. Where there is a checksum also
/// checksum_mismatch, if it is not that of the rest, and what `canonical_text` returns.
DELTALAKE_DECL result<last_checkpoint> decode_last_checkpoint(const json::node& from);

/// Parses the text of `_last_checkpoint`. Errors: as `decode_last_checkpoint`, and those of the policy.
template <class Json>
result<last_checkpoint> parse_last_checkpoint(std::string_view text, json::limits bounds = {}) {
  const auto tree = json::parse_node<Json>(text, bounds);
  if (!tree) return tree.error();
  return decode_last_checkpoint(*tree);
}

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/last_checkpoint.ipp>
#endif
