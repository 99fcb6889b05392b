#pragma once
#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/base/md5.hpp>
#include <deltalake/base/percent.hpp>
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

// Puts the leaves of a document together with their paths. Each leaf repeats the names above it, so that a small text
// can have a large canonical form: that is bounded.
class canonical_leaves {
 public:
  static constexpr std::size_t bytes_max = std::size_t{16} << 20;

  void add(const json::node& from) {
    if (from.is(json::node::kind::object)) return add_members(from);
    if (!from.is(json::node::kind::array)) return add_leaf(from);
    for (std::size_t i = 0; i < from.items().size() && !failure_; ++i) add_below(std::to_string(i), from.items()[i]);
  }
  result<std::string> take() && {
    if (failure_) return *failure_;
    std::sort(leaves_.begin(), leaves_.end());
    std::string made;
    for (const auto& [path, value] : leaves_) {
      made.append(made.empty() ? "" : ",").append(path).append("=").append(value);
    }
    return made;
  }

 private:
  static std::string quoted(std::string_view text) { return '"' + percent_encode(text) + '"'; }

  void add_below(std::string_view name, const json::node& value) {
    const std::size_t length = path_.size();
    path_.append(length == 0 ? "" : "+").append(name);
    add(value);
    path_.resize(length);
  }
  void add_members(const json::node& from) {
    std::set<std::string_view> names;
    for (const auto& [name, value] : from.members()) {
      if (failure_) return;
      if (!names.insert(name).second) {
        failure_ = error(errc::invalid_value, "'" + name + "' stands twice in one object");
      } else if (!path_.empty() || name != "checksum") {
        add_below(quoted(name), value);
      }
    }
  }
  void add_leaf(const json::node& from) {
    std::string value = from.is(json::node::kind::null)     ? "null"
                        : from.is(json::node::kind::string) ? quoted(from.text())
                                                            : from.text();
    bytes_ += path_.size() + value.size() + 2;
    if (bytes_ <= bytes_max) {
      leaves_.emplace_back(path_, std::move(value));
    } else {
      failure_ = error(errc::value_too_large, "the canonical form is longer than " + std::to_string(bytes_max));
    }
  }

  std::string path_;
  std::vector<std::pair<std::string, std::string>> leaves_;
  std::size_t bytes_ = 0;
  std::optional<error> failure_;
};

inline result<void> check_sum(const json::node& from, const std::string& stored) {
  const result<std::string> text = canonical_text(from);
  if (!text) return text.error();
  const std::string found = md5_hex(*text);
  if (found == stored) return {};
  return error(errc::checksum_mismatch, "it says '" + stored + "', its content has " + found).in_field("checksum");
}

}  // namespace detail

DELTALAKE_DECL result<std::string> canonical_text(const json::node& from) {
  detail::canonical_leaves leaves;
  leaves.add(from);
  return std::move(leaves).take();
}

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
  if (made.checksum) {
    const result<void> checked = detail::check_sum(from, *made.checksum);
    if (!checked) return checked.error();
  }
  return made;
}

}  // namespace deltalake::inline v0::log
