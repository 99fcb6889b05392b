#pragma once
#include <algorithm>
#include <cstdint>
#include <string_view>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0::json {

/// Where the first byte at or after `at` stands that is no JSON white space; the end of `text` if there is none.
inline std::size_t skip_space(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) ++at;
  return at;
}

/// The length of the byte-order mark at the start of a file: 3 or 0. Some editors and writers put one there.
inline std::size_t byte_order_mark(std::string_view start_of_file) noexcept {
  return start_of_file.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
}

/// Where a stream of JSON values may be cut: returns the offset of the first '{' at or after `from` that begins a line
/// right behind a line that ends in '}', or npos. In valid JSON the two meet only between top-level values: inside a
/// value a comma stands between objects, and a line feed inside a text is escaped. So a large commit is parsed in
/// parallel.
inline std::size_t find_cut(std::string_view text, std::size_t from) noexcept {
  for (std::size_t at = text.find('\n', from == 0 ? 0 : from - 1); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    const std::size_t close = at >= 1 && text[at - 1] == '\r' ? at - 1 : at;
    if (close == 0 || text[close - 1] != '}') continue;
    if (at + 1 < text.size() && text[at + 1] == '{') return at + 1;
  }
  return std::string_view::npos;
}

/// The line, from 1, on which the byte at `offset` stands.
inline std::int64_t line_at(std::string_view text, std::size_t offset) noexcept {
  const std::string_view before = text.substr(0, offset);
  return 1 + static_cast<std::int64_t>(std::count(before.begin(), before.end(), '\n'));
}

}  // namespace deltalake::inline v0::json
