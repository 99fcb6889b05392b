#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <deltalake/base/crc32.hpp>
#include <deltalake/parquet/chunk_reader.hpp>
#include <deltalake/parquet/encoding/dictionary.hpp>
#include <deltalake/parquet/page_decoder.hpp>
#include <deltalake/parquet/page_header.hpp>

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
  std::optional<dictionary> words;
  page_decoder page;
  bytes held;              // what an uncompressed page's parts lie in
  column::buffer content;  // what a compressed page's parts lie in
  std::optional<error> broken;

  std::string_view seen() const noexcept {
    if (at < window_begin || at - window_begin > window.size()) return {};
    return window.view().substr(at - window_begin);
  }
  bool at_end() const noexcept { return page.left() == 0 && values_left == 0; }
  bool has_enough(const row_bounds& to, const leaf_values& out) const noexcept;
  result<std::uint64_t> read(const row_bounds& to, leaf_values& out);
  result<std::uint64_t> next_page();
  result<void> open_page(const page_header& header, std::string_view body);
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
      if (auto done = page.read(to, limits, out); !done) return done.error();
      // A row may go on in the next page, unless this one has more.
      if (page.left() != 0) return std::uint64_t{0};
    }
    if (values_left == 0) {
      out.row_open = false;
      return std::uint64_t{0};
    }
    if (has_enough(to, out)) return std::uint64_t{0};
    const result<std::uint64_t> needed = next_page();
    if (!needed || *needed != 0) return needed;
  }
}

// Opens the next data page. Returns 0, or how many bytes are needed from `at` on.
DELTALAKE_DECL result<std::uint64_t> chunk_reader::state::next_page() {
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
    if (size > there.size()) return size;
    if (auto done = open_page(**header, there.substr((*header)->header_bytes, (*header)->compressed_bytes)); !done) {
      error found = done.error();
      if (found.detail.empty()) found.detail = "in the page at byte " + std::to_string(at);
      return found;
    }
    at += size;
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
  if (words) return error(errc::invalid_parquet, "a second dictionary in a column chunk");
  const std::size_t size = codec == compression::uncompressed ? body.size() : header.uncompressed_bytes;
  if (size > limits.dictionary_bytes) {
    return error(errc::value_too_large, "a dictionary of " + std::to_string(size) + " bytes; the limit is " +
                                            std::to_string(limits.dictionary_bytes) + " (dictionary_bytes)");
  }
  column::buffer plain;
  if (codec == compression::uncompressed) {
    plain.append(body.data(), body.size());
  } else if (auto done = decompress(body, header.uncompressed_bytes, plain); !done) {
    return done;
  }
  result<dictionary> made = dictionary::make(leaf->physical, leaf->type_length, header.num_values, std::move(plain));
  if (!made) return made.error();
  words.emplace(std::move(*made));
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
  return page.open(*leaf, header, parts, words ? &*words : nullptr);
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

DELTALAKE_DECL std::uint64_t chunk_reader::position() const noexcept { return state_->at; }
DELTALAKE_DECL std::uint64_t chunk_reader::there() const noexcept { return state_->seen().size(); }

DELTALAKE_DECL bool chunk_reader::at_end() const noexcept { return state_->at_end(); }

DELTALAKE_DECL result<std::uint64_t> chunk_reader::read(const row_bounds& to, leaf_values& out) {
  state& now = *state_;
  if (now.broken) return *now.broken;
  const std::int64_t before = out.rows;
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
