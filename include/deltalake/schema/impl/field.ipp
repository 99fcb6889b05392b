#pragma once
#include <algorithm>
#include <charconv>
#include <numeric>

#include <deltalake/json/node.hpp>
#include <deltalake/schema/field.hpp>

namespace deltalake::inline v0::schema {

namespace detail {

/// The four hexadecimal digits behind \u, or -1.
inline int hex_quad(std::string_view text) noexcept {
  int value = 0;
  if (text.size() < 4) return -1;
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + 4, value, 16);
  return problem == std::errc() && stop == text.data() + 4 && value >= 0 && text.front() != '-' ? value : -1;
}

inline void append_code_point(std::string& out, std::uint32_t code) {
  const auto tail = [&out, code](int shift) { out += static_cast<char>(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | code >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0 | code >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

/// Takes what follows "\u" from the front of `from`. A lone surrogate is no text.
inline bool take_unicode_escape(std::string_view& from, std::string& out) {
  const int first = hex_quad(from);
  if (first < 0) return false;
  from.remove_prefix(4);
  if (first < 0xd800 || first > 0xdfff) {
    append_code_point(out, static_cast<std::uint32_t>(first));
    return true;
  }
  const int second = first < 0xdc00 && from.starts_with("\\u") ? hex_quad(from.substr(2)) : -1;
  if (second < 0xdc00 || second > 0xdfff) return false;
  from.remove_prefix(6);
  append_code_point(
      out, 0x10000 + (static_cast<std::uint32_t>(first - 0xd800) << 10) + static_cast<std::uint32_t>(second - 0xdc00));
  return true;
}

/// The text of a JSON string literal, quotes included; nothing if it is none.
inline std::optional<std::string> unescape_json(std::string_view from) {
  static constexpr std::string_view letters = "\"\\/bfnrt";
  static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  if (from.size() < 2 || from.front() != '"' || from.back() != '"') return std::nullopt;
  from = from.substr(1, from.size() - 2);
  std::string out;
  while (!from.empty()) {
    const char c = from.front();
    from.remove_prefix(1);
    if (c == '"') return std::nullopt;
    if (c != '\\') {
      out += c;
      continue;
    }
    if (from.empty()) return std::nullopt;
    const char escaped = from.front();
    from.remove_prefix(1);
    const std::size_t letter = letters.find(escaped);
    if (letter != std::string_view::npos) {
      out += meanings[letter];
    } else if (escaped != 'u' || !take_unicode_escape(from, out)) {
      return std::nullopt;
    }
  }
  return out;
}

/// Positions of entries in the order of their keys, equal keys in the order of the entries.
inline std::vector<std::size_t> order_by_key(const std::vector<field_metadata::entry>& entries) {
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&entries](std::size_t a, std::size_t b) { return entries[a].first < entries[b].first; });
  return order;
}

}  // namespace detail

DELTALAKE_DECL field_metadata::field_metadata(std::vector<entry> entries) : entries_(std::move(entries)) {
  const std::vector<std::size_t> order = detail::order_by_key(entries_);
  std::vector<bool> dropped(entries_.size(), false);
  bool any = false;
  for (std::size_t i = 0; i < order.size();) {
    const std::size_t first = order[i];
    for (++i; i < order.size() && entries_[order[i]].first == entries_[first].first; ++i) {
      entries_[first].second = std::move(entries_[order[i]].second);
      dropped[order[i]] = any = true;
    }
  }
  if (!any) return;
  std::vector<entry> kept;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (!dropped[i]) kept.push_back(std::move(entries_[i]));
  }
  entries_ = std::move(kept);
}

DELTALAKE_DECL const std::string* field_metadata::find(std::string_view key) const noexcept {
  for (const entry& one : entries_) {
    if (one.first == key) return &one.second;
  }
  return nullptr;
}

DELTALAKE_DECL std::optional<std::int64_t> field_metadata::integer(std::string_view key) const noexcept {
  const std::string* const text = find(key);
  std::int64_t value = 0;
  if (!text || text->empty()) return std::nullopt;
  const auto [stop, problem] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (problem != std::errc() || stop != text->data() + text->size()) return std::nullopt;
  return value;
}

DELTALAKE_DECL std::optional<std::string> field_metadata::string(std::string_view key) const {
  const std::string* const text = find(key);
  return text ? detail::unescape_json(*text) : std::nullopt;
}

DELTALAKE_DECL std::optional<bool> field_metadata::boolean(std::string_view key) const noexcept {
  const std::string* const text = find(key);
  if (!text || (*text != "true" && *text != "false")) return std::nullopt;
  return *text == "true";
}

DELTALAKE_DECL void field_metadata::set_json(std::string_view key, std::string json_text) {
  for (entry& one : entries_) {
    if (one.first != key) continue;
    one.second = std::move(json_text);
    return;
  }
  entries_.emplace_back(std::string(key), std::move(json_text));
}

DELTALAKE_DECL void field_metadata::set_string(std::string_view key, std::string_view value) {
  std::string text;
  json::append_quoted(text, value);
  set_json(key, std::move(text));
}

DELTALAKE_DECL void field_metadata::erase(std::string_view key) {
  std::erase_if(entries_, [key](const entry& one) { return one.first == key; });
}

DELTALAKE_DECL bool field_metadata::equals(const field_metadata& other) const {
  if (entries_ == other.entries_) return true;
  if (entries_.size() != other.entries_.size()) return false;
  const std::vector<std::size_t> mine = detail::order_by_key(entries_);
  const std::vector<std::size_t> theirs = detail::order_by_key(other.entries_);
  for (std::size_t i = 0; i < mine.size(); ++i) {
    if (entries_[mine[i]] != other.entries_[theirs[i]]) return false;
  }
  return true;
}

}  // namespace deltalake::inline v0::schema
