#pragma once
#include <utility>

#include <deltalake/json/object_reader.hpp>
#include <deltalake/log/last_checkpoint.hpp>

namespace deltalake::inline v0::log {
namespace detail {

// A multi-part checkpoint has ten digits for the number of its parts.
inline constexpr std::int64_t checkpoint_parts_max = 9'999'999'999;

inline void take_tags(json::object_reader& in, std::map<std::string, std::string>& tags) {
  const json::node* const found = in.find("tags", json::node::kind::object);
  if (found == nullptr) return;
  json::object_reader entries(*found, "tags");
  for (const auto& [key, value] : found->members()) {
    if (std::optional<std::string> text = entries.text(key)) tags.insert_or_assign(key, std::move(*text));
  }
  if (entries.failure()) in.fail({}, *entries.failure());
}

inline void take_v2_checkpoint(json::object_reader& in, std::optional<v2_checkpoint_hint>& hint) {
  const json::node* const found = in.find("v2Checkpoint", json::node::kind::object);
  if (found == nullptr) return;
  json::object_reader inner(*found, "v2Checkpoint");
  hint.emplace();
  hint->path = inner.required_text("path");
  hint->size_in_bytes = inner.integer("sizeInBytes", 0);
  hint->modification_time = inner.integer("modificationTime");
  hint->non_file_actions = inner.any_text("nonFileActions");
  hint->sidecar_files = inner.any_text("sidecarFiles");
  if (inner.failure()) in.fail({}, *inner.failure());
}

}  // namespace detail

DELTALAKE_DECL result<last_checkpoint> decode_last_checkpoint(const json::node& from) {
  json::object_reader in(from);
  last_checkpoint made;
  made.version = in.required_integer("version", 0);
  made.size = in.required_integer("size", -1);
  made.parts = in.integer("parts", 1, detail::checkpoint_parts_max);
  made.size_in_bytes = in.integer("sizeInBytes", 0);
  made.num_of_add_files = in.integer("numOfAddFiles", 0);
  made.checkpoint_schema = in.any_text("checkpointSchema");
  made.checksum = in.text("checksum");
  detail::take_tags(in, made.tags);
  detail::take_v2_checkpoint(in, made.v2_checkpoint);
  if (in.failure()) return *in.failure();
  return made;
}

}  // namespace deltalake::inline v0::log
