#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/base/crc32.hpp>
#include <deltalake/parquet/chunk_reader.hpp>
#include <deltalake/parquet/convert.hpp>
#include <deltalake/parquet/encoding/dictionary.hpp>
#include <deltalake/parquet/page_decoder.hpp>
#include <deltalake/parquet/page_header.hpp>
#include <deltalake/parquet/page_index.hpp>

namespace deltalake::inline v0::parquet {

struct chunk_reader::state {
  state(const leaf_column& column, const column_chunk& chunk, std::int64_t rows, std::uint64_t size,
        codec_registry registry, parquet::limits bounds)
      : leaf(&column), codec(chunk.codec), values_left(chunk.num_values), rows_left(rows), file_bytes(size),
        codecs(std::move(registry)), limits(bounds) {}

  const leaf_column* leaf;
  compression codec;
  std::int64_t values_left;  // in pages that were not opened yet, with nulls
  std::int64_t rows_left;    // of the row group, that were not handed out yet
  std::uint64_t file_bytes;
  codec_registry codecs;
  parquet::limits limits;
  std::uint64_t at = 0;  // of the next page, in the file
  bytes window;
  std::uint64_t window_begin = 0;
  dictionary words;
  bool has_words = false;
  value_form form = value_form::flat;
  std::shared_ptr<const column::array> word_values;  // if arrays have the form of a dictionary
  page_decoder page;
  bytes held;              // what an uncompressed page's parts lie in
  column::buffer content;  // what a compressed page's parts lie in
  std::optional<error> broken;

  // Of the rows that are wanted, if not all are:
  std::optional<row_ranges> chosen;
  std::size_t range_at = 0;  // the range that is read
  std::int64_t row = 0;      // the next row that begins
  std::int64_t num_rows = 0;
  bool passing = false;      // some of its predecessors were passed over, the last perhaps not to its end
  offset_index index;
  bool jumped = false;  // pages were left out, so that nobody knows how many values are to come

  std::string_view seen() const noexcept {
    if (at < window_begin || at - window_begin > window.size()) return {};
    return window.view().substr(at - window_begin);
  }
  bool no_more_pages() const noexcept {
    if (!jumped) return values_left == 0;
    const page_location& last = index.pages.back();
    return at >= static_cast<std::uint64_t>(last.offset) + static_cast<std::uint64_t>(last.compressed_size);
  }
  bool at_end() const noexcept {
    if (chosen && range_at == chosen->ranges().size()) return true;
    return page.left() == 0 && no_more_pages();
  }
  bool has_enough(const row_bounds& to, const leaf_values& out) const noexcept;
  result<std::uint64_t> read(const row_bounds& to, leaf_values& out);
  result<std::uint64_t> read_chosen(const row_bounds& to, leaf_values& out);
  result<std::uint64_t> skip_to(std::int64_t target);
  result<void> jump_to(std::int64_t target);
  bool pass_page(const page_header& header, std::int64_t target);
  result<void> check_index(const page_header& header) const;
  result<std::uint64_t> next_page(std::int64_t target = 0);
  result<void> open_page(const page_header& header, std::string_view body);
  result<void> make_word_values();
  result<void> open_dictionary(const page_header& header, std::string_view body);
  result<void> open_data(const page_header& header, std::string_view body);
  result<void> check(const page_header& header, std::string_view body) const;
  result<void> decompress(std::string_view from, std::uint32_t size, column::buffer& to) const;
};

// At the end of a page: whether the next one need not be looked at. The row of a list may go on there.
DELTALAKE_DECL bool chunk_reader::state::has_enough(const row_bounds& to, const leaf_values& out) const noexcept {
  if (leaf->max_repetition == 0 && out.rows == to.rows) return true;
  return out.rows > (out.row_open ? 1 : 0) && decoded_bytes(*leaf, out) >= to.bytes;
}

// Appends rows, until there are so many and the next one begins.
DELTALAKE_DECL result<std::uint64_t> chunk_reader::state::read(const row_bounds& to, leaf_values& out) {
  while (true) {
    if (page.left() != 0) {
      if (out.levels != 0 && page.as_indexes() != (out.words != nullptr)) return std::uint64_t{0};
      out.form = form;
      out.words = page.as_indexes() ? word_values : nullptr;
      if (auto done = page.read(to, limits, out); !done) return done.error();
      // A row may go on in the next page, unless this one has more.
      if (page.left() != 0) return std::uint64_t{0};
    }
    if (no_more_pages()) {
      out.row_open = false;
      return std::uint64_t{0};
    }
    if (has_enough(to, out)) return std::uint64_t{0};
    const result<std::uint64_t> needed = next_page();
    if (!needed || *needed != 0) return needed;
  }
}

// Reads on in the ranges of rows that are wanted.
DELTALAKE_DECL result<std::uint64_t> chunk_reader::state::read_chosen(const row_bounds& to, leaf_values& out) {
  while (range_at < chosen->ranges().size()) {
    const row_range& range = chosen->ranges()[range_at];
    if (row < range.begin || passing) {
      const result<std::uint64_t> needed = skip_to(range.begin);
      if (!needed || *needed != 0) return needed;
    }
    const std::int64_t before = out.rows;
    const row_bounds here{(std::min)(to.rows, out.rows + (range.end - row)), to.bytes};
    const result<std::uint64_t> needed = read(here, out);
    row += out.rows - before;
    if (!needed || *needed != 0) return needed;
    if (row < range.end || out.row_open) break;
    ++range_at;
    if (out.rows == to.rows) break;
  }
  return std::uint64_t{0};
}

// Passes over the rows before `target`. Returns 0, or how many bytes are needed from `at` on.
DELTALAKE_DECL result<std::uint64_t> chunk_reader::state::skip_to(std::int64_t target) {
  while (true) {
    if (auto done = jump_to(target); !done) return done.error();
    if (page.left() != 0) {
      const result<std::int64_t> begun = page.skip(target - row, passing);
      if (!begun) return begun.error();
      row += *begun;
      passing = true;
      if (page.left() != 0) break;
    }
    if (no_more_pages()) {
      if (row == target) break;
      return error(errc::invalid_parquet, "the column ends " + std::to_string(target - row) + " rows before row " +
                                              std::to_string(target) + " of its row group");
    }
    if (leaf->max_repetition == 0 && row == target) break;
    const result<std::uint64_t> needed = next_page(target);
    if (!needed || *needed != 0) return needed;
  }
  passing = false;
  return std::uint64_t{0};
}

// Goes to the page of a row, if the index tells where it is, and it is not the open one nor the one that follows.
DELTALAKE_DECL result<void> chunk_reader::state::jump_to(std::int64_t target) {
  if (index.pages.empty() || at < static_cast<std::uint64_t>(index.pages.front().offset)) return {};  // the dictionary
  const auto behind = std::upper_bound(index.pages.begin(), index.pages.end(), target,
                                       [](std::int64_t r, const page_location& p) { return r < p.first_row; });
  if (behind == index.pages.begin()) return {};
  const page_location& found = *(behind - 1);
  const auto offset = static_cast<std::uint64_t>(found.offset);
  if (offset < at || (offset == at && page.left() == 0)) return {};
  if (found.first_row < row) {
    return error(errc::invalid_parquet, "row " + std::to_string(row) + " lies before row " +
                                            std::to_string(found.first_row) + " of the offset index's next page");
  }
  page = page_decoder();
  at = offset;
  row = found.first_row;
  passing = false;
  jumped = true;
  return {};
}

// Passes over a page whose header tells that it has no row from `target` on. Of lists only version 2 does.
DELTALAKE_DECL bool chunk_reader::state::pass_page(const page_header& header, std::int64_t target) {
  const bool v2 = header.type == page_type::data_v2;
  if (!v2 && header.type != page_type::data_v1) return false;
  if (leaf->max_repetition != 0 && (!v2 || header.num_rows == 0 || header.num_rows > header.num_values)) return false;
  const std::int64_t rows = leaf->max_repetition == 0 ? header.num_values : header.num_rows;
  if (rows > target - row || static_cast<std::int64_t>(header.num_values) > values_left) return false;
  values_left -= header.num_values;
  row += rows;
  passing = false;
  return true;
}

// A page that the index sent us to has the rows that the index says.
DELTALAKE_DECL result<void> chunk_reader::state::check_index(const page_header& header) const {
  const bool is_data = header.type == page_type::data_v1 || header.type == page_type::data_v2;
  const bool tells_rows = leaf->max_repetition == 0 || header.type == page_type::data_v2;
  if (!jumped || !is_data || !tells_rows) return {};
  const auto found = std::lower_bound(index.pages.begin(), index.pages.end(), at,
                                      [](const page_location& p, std::uint64_t offset) {
                                        return static_cast<std::uint64_t>(p.offset) < offset;
                                      });
  const std::int64_t rows = leaf->max_repetition == 0 ? header.num_values : header.num_rows;
  if (found != index.pages.end() && static_cast<std::uint64_t>(found->offset) == at) {
    const auto page_number = static_cast<std::size_t>(found - index.pages.begin());
    const bool last = page_number + 1 == index.pages.size();
    const std::int64_t said = last ? num_rows - found->first_row : (found + 1)->first_row - found->first_row;
    if (said == rows) return {};
  }
  return error(errc::invalid_parquet, "a page of " + std::to_string(rows) + " rows at byte " + std::to_string(at) +
                                          ", which is not what the offset index says");
}

// Opens the next data page, or passes over one that ends before row `target`. Returns 0, or how many bytes are needed
// from `at` on.
DELTALAKE_DECL result<std::uint64_t> chunk_reader::state::next_page(std::int64_t target) {
  constexpr std::uint64_t header_guess = 1024;
  while (page.left() == 0) {
    if (at >= file_bytes) {
      return error(errc::invalid_parquet, "the file ends " + std::to_string(values_left) + " values before the column");
    }
    const std::string_view there = seen();
    if (there.empty()) return header_guess <= file_bytes - at ? header_guess : file_bytes - at;
    result<std::optional<page_header>> header = parse_page_header(there, limits);
    if (!header) return header.error();
    if (!*header) {
      // Twice as much; and if the file has no more, the header is cut off.
      if (at + there.size() >= file_bytes) return error(errc::invalid_parquet, "the file ends inside a page header");
      return (std::min)(std::uint64_t{there.size()} * 2 + header_guess, file_bytes - at);
    }
    const std::uint64_t size = std::uint64_t{(*header)->header_bytes} + (*header)->compressed_bytes;
    if (size > file_bytes - at) {
      return error(errc::invalid_parquet, "a page of " + std::to_string(size) + " bytes at byte " + std::to_string(at) +
                                              " of a file of " + std::to_string(file_bytes));
    }
    if (target > row && pass_page(**header, target)) {
      at += size;
      return std::uint64_t{0};
    }
    if (size > there.size()) return size;
    if (auto done = check_index(**header); !done) return done.error();
    const bool had_words = has_words;
    if (auto done = open_page(**header, there.substr((*header)->header_bytes, (*header)->compressed_bytes)); !done) {
      error found = done.error();
      if (found.detail.empty()) found.detail = "in the page at byte " + std::to_string(at);
      return found;
    }
    at += size;
    if (target > row && has_words != had_words) break;  // from here on the index may be followed
  }
  return std::uint64_t{0};
}

DELTALAKE_DECL result<void> chunk_reader::state::open_page(const page_header& header, std::string_view body) {
  if (auto done = check(header, body); !done) return done;
  switch (header.type) {
    case page_type::dictionary: return open_dictionary(header, body);
    case page_type::data_v1:
    case page_type::data_v2: return open_data(header, body);
    case page_type::index:
    case page_type::unknown: return {};  // to be passed over
  }
  return {};
}

// The checksum is that of the bytes as they are stored.
DELTALAKE_DECL result<void> chunk_reader::state::check(const page_header& header, std::string_view body) const {
  if (!header.crc || !limits.check_crc || crc32(body) == *header.crc) return {};
  return error(errc::checksum_mismatch, "of the page at byte " + std::to_string(at));
}

DELTALAKE_DECL result<void> chunk_reader::state::decompress(std::string_view from, std::uint32_t size,
                                                            column::buffer& to) const {
  if (size > (std::uint64_t{from.size()} + 256) * limits.compression_ratio) {
    return error(errc::value_too_large, std::to_string(size) + " bytes out of " + std::to_string(from.size()) +
                                            ": more than limits::compression_ratio");
  }
  to.clear();
  to.resize(size);
  return codecs.decompress(codec, from, reinterpret_cast<char*>(to.data()), size);
}

DELTALAKE_DECL result<void> chunk_reader::state::open_dictionary(const page_header& header, std::string_view body) {
  if (has_words) return error(errc::invalid_parquet, "a second dictionary in a column chunk");
  const std::size_t size = codec == compression::uncompressed ? body.size() : header.uncompressed_bytes;
  if (size > limits.dictionary_bytes) {
    return error(errc::value_too_large, "a dictionary of " + std::to_string(size) + " bytes; the limit is " +
                                            std::to_string(limits.dictionary_bytes) + " (dictionary_bytes)");
  }
  column::buffer plain = words.take_page();
  if (codec == compression::uncompressed) {
    plain.append(body.data(), body.size());
  } else if (auto done = decompress(body, header.uncompressed_bytes, plain); !done) {
    return done;
  }
  result<dictionary> made = dictionary::make(leaf->physical, leaf->type_length, header.num_values, std::move(plain),
                                            std::move(words));
  if (!made) return made.error();
  words = std::move(*made);
  has_words = true;
  return form == value_form::dictionary ? make_word_values() : result<void>();
}

// All values of the dictionary as an array.
DELTALAKE_DECL result<void> chunk_reader::state::make_word_values() {
  leaf_values all;
  std::vector<std::uint32_t> indexes(words.size());
  for (std::size_t i = 0; i < indexes.size(); ++i) indexes[i] = static_cast<std::uint32_t>(i);
  all.values = static_cast<std::int64_t>(indexes.size());
  if (leaf->physical == physical_type::byte_array) {
    const result<std::size_t> got = words.gather_byte_arrays(indexes.data(), indexes.size(), all.offsets, all.bytes);
    if (!got) return got.error();
  } else if (auto done = words.gather_fixed(indexes.data(), indexes.size(), all.fixed); !done) {
    return done;
  }
  result<column::array> made = convert(*leaf, all);
  if (!made) return made.error();
  word_values = std::make_shared<const column::array>(std::move(*made));
  return {};
}

DELTALAKE_DECL result<void> chunk_reader::state::open_data(const page_header& header, std::string_view body) {
  if (static_cast<std::int64_t>(header.num_values) > values_left) {
    return error(errc::invalid_parquet, "a page of " + std::to_string(header.num_values) +
                                            " values in a column chunk with " + std::to_string(values_left) + " left");
  }
  values_left -= header.num_values;
  page_parts parts;
  const bool v2 = header.type == page_type::data_v2;
  std::uint32_t levels_bytes = 0;
  if (v2) {
    // The levels of a v2 page are never compressed.
    const std::uint64_t both = std::uint64_t{header.repetition_bytes} + header.definition_bytes;
    if (both > body.size() || both > header.uncompressed_bytes) {
      return error(errc::invalid_parquet,
                   "levels of " + std::to_string(both) + " bytes in a page of " + std::to_string(body.size()));
    }
    levels_bytes = static_cast<std::uint32_t>(both);
  }
  held = window;
  // Old versions of Arrow's writer said of compressed v2 pages that they are not (ARROW-10353): their size tells.
  const bool compressed = codec != compression::uncompressed &&
                          (!v2 || header.is_compressed || header.compressed_bytes != header.uncompressed_bytes);
  std::string_view plain = body.substr(levels_bytes);
  if (compressed && header.uncompressed_bytes > levels_bytes) {
    if (auto done = decompress(plain, header.uncompressed_bytes - levels_bytes, content); !done) return done;
    plain = content.view();
  } else if (compressed) {
    plain = {};
  }
  if (v2) {
    parts.repetition = body.substr(0, header.repetition_bytes);
    parts.definition = body.substr(header.repetition_bytes, header.definition_bytes);
    parts.values = plain;
  } else {
    result<page_parts> cut = split_page_v1(*leaf, header, plain);
    if (!cut) return cut.error();
    parts = *cut;
  }
  return page.open(*leaf, header, parts, has_words ? &words : nullptr, form);
}

DELTALAKE_DECL chunk_reader::chunk_reader(const leaf_column& leaf, const column_chunk& chunk, std::int64_t num_rows,
                                          std::uint64_t file_bytes, codec_registry codecs, limits bounds)
    : state_(std::make_unique<state>(leaf, chunk, num_rows, file_bytes, std::move(codecs), bounds)) {
  const result<range> where = range_of(chunk, file_bytes);
  if (where)
    state_->at = where->begin;
  else
    state_->broken = where.error();
}
DELTALAKE_DECL chunk_reader::chunk_reader(chunk_reader&&) noexcept = default;
DELTALAKE_DECL chunk_reader& chunk_reader::operator=(chunk_reader&&) noexcept = default;
DELTALAKE_DECL chunk_reader::~chunk_reader() = default;

DELTALAKE_DECL result<chunk_reader::range> chunk_reader::range_of(const column_chunk& chunk, std::uint64_t file_bytes) {
  // Some writers set the dictionary's offset to 0 when there is none, others leave it away where there is one: then the
  // data page's is the dictionary's.
  if (chunk.encrypted) return error(errc::unsupported_parquet, "an encrypted column");
  if (!chunk.file_path.empty()) return error(errc::unsupported_parquet, "a column in file '" + chunk.file_path + "'");
  std::int64_t begin = chunk.data_page_offset;
  const std::int64_t dictionary_at = chunk.dictionary_page_offset.value_or(0);
  if (dictionary_at > 0 && dictionary_at < begin) begin = dictionary_at;
  const std::uint64_t first = static_cast<std::uint64_t>(begin);
  const auto size = static_cast<std::uint64_t>(chunk.total_compressed_size);
  if (begin < 0 || chunk.total_compressed_size < 0 || first > file_bytes || size > file_bytes - first) {
    return error(errc::invalid_parquet, "a column chunk of " + std::to_string(chunk.total_compressed_size) +
                                            " bytes at " + std::to_string(begin) + " in a file of " +
                                            std::to_string(file_bytes));
  }
  return range{first, first + size};
}

DELTALAKE_DECL void chunk_reader::offer(bytes window, std::uint64_t offset) {
  state_->window = std::move(window);
  state_->window_begin = offset;
}

DELTALAKE_DECL void chunk_reader::select(row_ranges rows, offset_index pages) {
  state_->chosen = intersect(rows, row_ranges::all(state_->rows_left));
  state_->num_rows = state_->rows_left;
  state_->index = std::move(pages);
}

DELTALAKE_DECL void chunk_reader::select(row_ranges rows) { select(std::move(rows), offset_index()); }

DELTALAKE_DECL void chunk_reader::set_form(value_form form) noexcept { state_->form = form; }

DELTALAKE_DECL void chunk_reader::lend(chunk_memory used) noexcept {
  state_->content = std::move(used.page);
  state_->words = std::move(used.words);
}

DELTALAKE_DECL chunk_memory chunk_reader::take_memory() noexcept {
  state_->broken = error(errc::invalid_argument, "a column chunk whose reader gave its memory away");
  chunk_memory given;
  given.page = std::move(state_->content);
  given.words = std::move(state_->words);
  return given;
}

DELTALAKE_DECL std::uint64_t chunk_reader::memory_bytes() const noexcept {
  return std::uint64_t{state_->content.capacity()} + state_->words.memory_bytes() + state_->window.size();
}

DELTALAKE_DECL std::uint64_t chunk_reader::wanted_end() const noexcept {
  constexpr std::uint64_t all = ~std::uint64_t{0};
  const state& now = *state_;
  if (now.index.pages.empty() || !now.chosen) return all;
  if (now.at < static_cast<std::uint64_t>(now.index.pages.front().offset)) {
    return static_cast<std::uint64_t>(now.index.pages.front().offset);
  }
  std::uint64_t end = now.at;
  const auto next = std::lower_bound(now.index.pages.begin(), now.index.pages.end(), end,
                                     [](const page_location& p, std::uint64_t offset) {
                                       return static_cast<std::uint64_t>(p.offset) < offset;
                                     });
  for (auto i = static_cast<std::size_t>(next - now.index.pages.begin()); i < now.index.pages.size(); ++i) {
    const page_location& page = now.index.pages[i];
    const row_range rows = rows_of_page(now.index, i, now.num_rows);
    if (static_cast<std::uint64_t>(page.offset) != end || !now.chosen->overlaps(rows.begin, rows.end)) break;
    end += static_cast<std::uint64_t>(page.compressed_size);
  }
  return end;
}

DELTALAKE_DECL std::uint64_t chunk_reader::position() const noexcept { return state_->at; }
DELTALAKE_DECL std::uint64_t chunk_reader::there() const noexcept { return state_->seen().size(); }

DELTALAKE_DECL bool chunk_reader::at_end() const noexcept { return state_->at_end(); }

DELTALAKE_DECL result<std::uint64_t> chunk_reader::read(const row_bounds& to, leaf_values& out) {
  state& now = *state_;
  if (now.broken) return *now.broken;
  const std::int64_t before = out.rows;
  if (now.chosen) {
    result<std::uint64_t> needed = now.read_chosen(to, out);
    if (!needed) now.broken = needed.error();
    return needed;
  }
  result<std::uint64_t> needed = now.read(to, out);
  now.rows_left -= out.rows - before;
  const bool may_follow = out.row_open || now.at_end();
  if (needed && *needed == 0 && (now.rows_left < 0 || (now.rows_left == 0 && !may_follow))) {
    needed = error(errc::invalid_parquet, "a column with more rows than its row group");
  }
  if (!needed) now.broken = needed.error();
  return needed;
}

}  // namespace deltalake::inline v0::parquet
