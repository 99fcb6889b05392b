#pragma once
#include <limits>
#include <optional>

#include <deltalake/log/file_name.hpp>

namespace deltalake::inline v0::log {
namespace detail {

// Walks over a name; every take_ moves on only if it succeeds.
class name_cursor {
 public:
  explicit name_cursor(std::string_view text) noexcept : left_(text) {}

  bool take(std::string_view expected) noexcept {
    if (!left_.starts_with(expected)) return false;
    left_.remove_prefix(expected.size());
    return true;
  }
  // True if `expected` is all that is left.
  bool take_last(std::string_view expected) noexcept { return left_ == expected && take(expected); }
  // A number of exactly `width` digits.
  std::optional<std::int64_t> take_number(std::size_t width) noexcept {
    constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)();
    if (left_.size() < width) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : left_.substr(0, width)) {
      if (c < '0' || c > '9') return std::nullopt;
      const int digit = c - '0';
      if (value > (most - digit) / 10) return std::nullopt;
      value = value * 10 + digit;
    }
    left_.remove_prefix(width);
    return value;
  }
  std::optional<uuid> take_uuid() {
    const std::string_view text = left_.substr(0, 36);
    for (const char c : text) {
      if (c >= 'A' && c <= 'F') return std::nullopt;  // it could not be formatted back
      if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f') && c != '-') return std::nullopt;
    }
    const result<uuid> id = uuid::parse(text);
    if (!id) return std::nullopt;
    left_.remove_prefix(text.size());
    return *id;
  }

 private:
  std::string_view left_;
};

// What follows "<version>.checkpoint."; false if it is no checkpoint's.
inline bool parse_checkpoint_end(name_cursor at, file_name& out) {
  if (at.take_last("parquet")) {
    out.kind = file_kind::classic_checkpoint;
    return true;
  }
  if (name_cursor numbers = at; const std::optional<std::int64_t> part = numbers.take_number(10)) {
    const std::optional<std::int64_t> parts = numbers.take(".") ? numbers.take_number(10) : std::nullopt;
    if (parts && numbers.take_last(".parquet")) {
      out.kind = file_kind::multi_part_checkpoint;
      out.part = *part;
      out.parts = *parts;
      return *part >= 1 && *part <= *parts;
    }
  }
  const std::optional<uuid> id = at.take_uuid();
  if (!id) return false;
  out.kind = file_kind::uuid_checkpoint;
  out.id = *id;
  if (at.take_last(".parquet")) return true;
  out.format = checkpoint_format::json;
  return at.take_last(".json");
}

// What follows "<version>."; false if it is none of the log's.
inline bool parse_file_name_end(name_cursor at, file_name& out) {
  if (at.take_last("json")) {
    out.kind = file_kind::commit;
    return true;
  }
  if (at.take_last("crc")) {
    out.kind = file_kind::crc;
    return true;
  }
  if (at.take("checkpoint.")) return parse_checkpoint_end(at, out);
  if (name_cursor end = at; const std::optional<std::int64_t> last = end.take_number(20)) {
    out.kind = file_kind::compacted;
    out.version_end = *last;
    return end.take_last(".compacted.json") && *last > out.version;
  }
  const std::optional<uuid> id = at.take_uuid();
  if (!id) return false;
  out.kind = file_kind::staged_commit;
  out.id = *id;
  return at.take_last(".json");
}

// `number` as decimal text of `width` digits.
inline std::string padded_number(std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}
inline std::string version_text(std::int64_t version) { return padded_number(version, 20); }

}  // namespace detail

DELTALAKE_DECL file_name parse_file_name(std::string_view name) {
  file_name out;
  if (name == last_checkpoint_file_name) {
    out.kind = file_kind::last_checkpoint;
    return out;
  }
  detail::name_cursor at(name);
  const std::optional<std::int64_t> version = at.take_number(20);
  if (!version || !at.take(".")) return {};
  out.version = *version;
  if (!detail::parse_file_name_end(at, out)) return {};
  return out;
}

DELTALAKE_DECL std::string to_string(const file_name& name) {
  switch (name.kind) {
    case file_kind::commit: return commit_file_name(name.version);
    case file_kind::classic_checkpoint: return checkpoint_file_name(name.version);
    case file_kind::multi_part_checkpoint: return checkpoint_file_name(name.version, name.part, name.parts);
    case file_kind::uuid_checkpoint: return checkpoint_file_name(name.version, name.id, name.format);
    case file_kind::compacted: return compacted_file_name(name.version, name.version_end);
    case file_kind::crc: return crc_file_name(name.version);
    case file_kind::last_checkpoint: return std::string(last_checkpoint_file_name);
    case file_kind::staged_commit: return staged_commit_file_name(name.version, name.id);
    case file_kind::other: return {};
  }
  return {};
}

DELTALAKE_DECL std::string commit_file_name(std::int64_t version) { return detail::version_text(version) + ".json"; }
DELTALAKE_DECL std::string checkpoint_file_name(std::int64_t version) {
  return detail::version_text(version) + ".checkpoint.parquet";
}
DELTALAKE_DECL std::string checkpoint_file_name(std::int64_t version, std::int64_t part, std::int64_t parts) {
  return detail::version_text(version) + ".checkpoint." + detail::padded_number(part, 10) + '.' +
         detail::padded_number(parts, 10) + ".parquet";
}
DELTALAKE_DECL std::string checkpoint_file_name(std::int64_t version, const uuid& id, checkpoint_format format) {
  return detail::version_text(version) + ".checkpoint." + id.to_string() +
         (format == checkpoint_format::json ? ".json" : ".parquet");
}
DELTALAKE_DECL std::string compacted_file_name(std::int64_t version, std::int64_t version_end) {
  return detail::version_text(version) + '.' + detail::version_text(version_end) + ".compacted.json";
}
DELTALAKE_DECL std::string crc_file_name(std::int64_t version) { return detail::version_text(version) + ".crc"; }
DELTALAKE_DECL std::string staged_commit_file_name(std::int64_t version, const uuid& id) {
  return detail::version_text(version) + '.' + id.to_string() + ".json";
}

DELTALAKE_DECL std::string below_table(std::string_view name) {
  return std::string(log_folder) + '/' + std::string(name);
}

}  // namespace deltalake::inline v0::log
