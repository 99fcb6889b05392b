#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/base/crc32.hpp>
#include <deltalake/base/xxhash64.hpp>
#include <deltalake/parquet/chunk_writer.hpp>
#include <deltalake/parquet/encoding/byte_stream_split_encoder.hpp>
#include <deltalake/parquet/encoding/delta_encoder.hpp>
#include <deltalake/parquet/encoding/dictionary_encoder.hpp>
#include <deltalake/parquet/encoding/plain_encoder.hpp>
#include <deltalake/parquet/encoding/rle_encoder.hpp>
#include <deltalake/parquet/leaf_rows.hpp>
#include <deltalake/parquet/page_header_write.hpp>
#include <deltalake/parquet/write_schema.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// A level between speed and size where the caller names none.
inline int default_level(compression codec) noexcept {
  switch (codec) {
    case compression::gzip: return 6;
    case compression::brotli: return 4;
    case compression::zstd: return 3;
    case compression::uncompressed:
    case compression::snappy:
    case compression::lzo:
    case compression::lz4:
    case compression::lz4_raw:
    case compression::unknown: break;
  }
  return 0;
}

inline encoding encoding_for(const leaf_column& leaf, const write_options& options) {
  const column_options* const wanted = options.find(leaf.path);
  const encoding how = wanted != nullptr && wanted->get_encoding() ? *wanted->get_encoding() : options.get_encoding();
  if (!can_encode(leaf, how)) return encoding::plain;
  return how == encoding::rle_dictionary && !dictionary_encoder::can_encode(leaf) ? encoding::plain : how;
}

// The hashes of a chunk's values, for its filter. Equal ones are thrown out whenever they have doubled.
class hash_collector {
 public:
  void add(std::uint64_t hash) {
    hashes_.push_back(hash);
    if (hashes_.size() < next_) return;
    make_distinct();
    next_ = (std::max)(hashes_.size() * 2, first_);
  }
  bloom_filter make(double false_positive_rate) {
    make_distinct();
    bloom_filter made = bloom_filter::sized_for(hashes_.size(), false_positive_rate);
    for (const std::uint64_t hash : hashes_) made.insert(hash);
    hashes_.clear();
    next_ = first_;
    return made;
  }

 private:
  static constexpr std::size_t first_ = 1 << 16;
  void make_distinct() {
    std::sort(hashes_.begin(), hashes_.end());
    hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
  }
  std::vector<std::uint64_t> hashes_;
  std::size_t next_ = first_;
};

}  // namespace detail

struct chunk_writer::state {
  state(const leaf_column& column, const write_options& how, std::uint8_t null_below)
      : leaf(&column), options(&how), wanted(detail::encoding_for(column, how)),
        level(how.get_level().value_or(detail::default_level(how.get_codec()))), words(column, bounds_of(how)),
        made(column), page_values(column), order(column), null_level(null_below) {
    if (const column_options* const own = how.find(column.path)) bloom_rate = own->get_bloom_filter();
    begin();
  }

  static dictionary_bounds bounds_of(const write_options& how) {
    dictionary_bounds made;
    made.bytes = how.get_dictionary_bytes();
    return made;
  }

  const leaf_column* leaf;
  const write_options* options;
  encoding wanted;
  int level;
  std::optional<double> bloom_rate;
  dictionary_encoder words;
  bool uses_dictionary = false;       // the next page may
  std::int32_t dictionary_pages = 0;  // pages that need the dictionary
  encoded_chunk made;
  statistics_builder page_values;
  boundary_order_finder order;
  bool has_index = true;    // every page has bounds, or no values
  std::uint8_t null_level;  // a row whose first level is below this counts as null
  detail::hash_collector hashes;
  // Kept for their memory:
  column::buffer indexes, body, packed, header;
  leaf_values distinct;

  void begin();
  leaf_place page_end(const leaf_values& rows, leaf_place from) const noexcept;
  result<leaf_place> encode_pages(const leaf_values& rows, bool all);
  bool enter_dictionary(const leaf_values& rows, leaf_place from, leaf_place to, bool is_last);
  result<void> encode_page(const leaf_values& rows, leaf_place from, leaf_place to);
  void put_levels(const leaf_values& rows, leaf_place from, leaf_place to, page_header& of);
  encoding put_values(const leaf_values& rows, leaf_place from, leaf_place to);
  void count(const leaf_values& rows, leaf_place from, leaf_place to);
  void hash(const leaf_values& rows, std::int64_t first, std::int64_t end);
  void note_page(std::size_t size, leaf_place from, leaf_place to);
  result<std::string_view> compress(std::string_view from);
  result<void> store(page_header of, std::size_t level_bytes, column::buffer& to);
  void note_encoding(page_type type, encoding how);
  result<void> put_dictionary();
  void finish_metadata();
};

DELTALAKE_DECL void chunk_writer::state::begin() {
  made = encoded_chunk(*leaf);
  made.bounds.emplace();
  words.clear();
  uses_dictionary = wanted == encoding::rle_dictionary;
  dictionary_pages = 0;
  order = boundary_order_finder(*leaf);
  has_index = true;
}

// Where the page that begins at `from` ends at most. Indexes of a dictionary are small: their pages may stand for more.
DELTALAKE_DECL leaf_place chunk_writer::state::page_end(const leaf_values& rows, leaf_place from) const noexcept {
  const std::uint64_t bytes = options->get_page_bytes();
  return detail::leaf_pass_rows(*leaf, rows, from, {options->get_page_rows(), uses_dictionary ? bytes * 4 : bytes});
}

// Encodes the pages that `rows` fill, or all rows. Returns where the rows begin that are left.
DELTALAKE_DECL result<leaf_place> chunk_writer::state::encode_pages(const leaf_values& rows, bool all) {
  leaf_place at;
  while (at.levels < rows.levels) {
    const leaf_place end = page_end(rows, at);
    const bool is_last = end.levels == rows.levels;
    if (is_last && !all && end.rows - at.rows < options->get_page_rows()) break;
    // Without the dictionary the page may have to be a shorter one.
    if (uses_dictionary && !enter_dictionary(rows, at, end, is_last && all)) continue;
    if (result<void> done = encode_page(rows, at, end); !done) return done.error();
    at = end;
  }
  return at;
}

// Enters a page's values. False if the dictionary is full, or does not pay: then it is given up.
DELTALAKE_DECL bool chunk_writer::state::enter_dictionary(const leaf_values& rows, leaf_place from, leaf_place to,
                                                          bool is_last) {
  constexpr std::uint64_t telling = 4096;  // so many values tell whether a dictionary pays
  const std::int64_t count = to.values - from.values;
  indexes.clear();
  if (count == 0) return true;
  const bool fits = words.enter(rows, from.values, count, indexes) == count;
  const bool is_judged = words.entered() >= telling || (is_last && dictionary_pages == 0);
  uses_dictionary = fits && (!is_judged || words.pays());
  if (!uses_dictionary && dictionary_pages == 0) words.clear();
  return uses_dictionary;
}

DELTALAKE_DECL result<void> chunk_writer::state::encode_page(const leaf_values& rows, leaf_place from, leaf_place to) {
  const bool is_v2 = options->get_pages() == page_version::v2;
  page_header of;
  of.type = is_v2 ? page_type::data_v2 : page_type::data_v1;
  body.clear();
  put_levels(rows, from, to, of);
  const std::size_t level_bytes = is_v2 ? body.size() : 0;
  of.encoding = put_values(rows, from, to);
  of.num_values = static_cast<std::uint32_t>(to.levels - from.levels);
  of.num_rows = static_cast<std::uint32_t>(to.rows - from.rows);
  of.num_nulls = static_cast<std::uint32_t>(of.num_values - static_cast<std::uint32_t>(to.values - from.values));
  note_encoding(of.type, of.encoding);
  count(rows, from, to);
  if (bloom_rate && of.encoding != encoding::rle_dictionary) hash(rows, from.values, to.values);
  const std::size_t before = made.pages.size();
  if (result<void> done = store(std::move(of), level_bytes, made.pages); !done) return done;
  note_page(made.pages.size() - before, from, to);
  return {};
}

DELTALAKE_DECL void chunk_writer::state::put_levels(const leaf_values& rows, leaf_place from, leaf_place to,
                                                    page_header& of) {
  const rle_front front = of.type == page_type::data_v2 ? rle_front::nothing : rle_front::length;
  const auto levels = static_cast<std::size_t>(to.levels - from.levels);
  if (leaf->max_repetition != 0) {
    encode_levels(rows.repetition_levels.data() + from.levels, levels, leaf->max_repetition, front, body);
  }
  of.repetition_bytes = static_cast<std::uint32_t>(body.size());
  if (leaf->max_definition != 0) {
    encode_levels(rows.definition_levels.data() + from.levels, levels, leaf->max_definition, front, body);
  }
  of.definition_bytes = static_cast<std::uint32_t>(body.size()) - of.repetition_bytes;
}

DELTALAKE_DECL encoding chunk_writer::state::put_values(const leaf_values& rows, leaf_place from, leaf_place to) {
  const std::int64_t first = from.values, many = to.values - from.values;
  // While the dictionary is empty, a page of nulls needs none.
  if (uses_dictionary && words.entries() != 0) {
    encode_indexes(indexes.as<std::uint32_t>(), static_cast<std::size_t>(many), words.bit_width(), rle_front::bit_width,
                   body);
    ++dictionary_pages;
    return encoding::rle_dictionary;
  }
  if (many == 0) return encoding::plain;
  switch (wanted) {
    case encoding::rle:
      encode_booleans(rows.fixed.data(), static_cast<std::size_t>(first), static_cast<std::size_t>(many),
                      rle_front::length, body);
      return wanted;
    case encoding::delta_binary_packed: encode_delta_binary(*leaf, rows, first, many, body); return wanted;
    case encoding::delta_length_byte_array: encode_delta_length(*leaf, rows, first, many, body); return wanted;
    case encoding::delta_byte_array: encode_delta_byte_array(*leaf, rows, first, many, body); return wanted;
    case encoding::byte_stream_split: encode_byte_stream_split(*leaf, rows, first, many, body); return wanted;
    case encoding::plain:
    case encoding::plain_dictionary:
    case encoding::bit_packed:
    case encoding::rle_dictionary:
    case encoding::unknown: break;
  }
  encode_plain(*leaf, rows, first, many, body);
  return encoding::plain;
}

// What pages say of their values.
DELTALAKE_DECL void chunk_writer::state::count(const leaf_values& rows, leaf_place from, leaf_place to) {
  page_values.clear();
  page_values.add(rows, from, to);
  made.values.merge(page_values);
  made.rows += to.rows - from.rows;
  made.null_rows += count_null_rows(*leaf, rows, from, to, null_level);
}

DELTALAKE_DECL void chunk_writer::state::hash(const leaf_values& rows, std::int64_t first, std::int64_t end) {
  const std::size_t width = detail::physical_width(*leaf);
  for (std::int64_t i = first; i < end; ++i) {
    std::string_view value;
    if (width != 0) {
      value = rows.fixed.view().substr(static_cast<std::size_t>(i) * width, width);
    } else {
      const std::int32_t* const ends = rows.offsets.as<std::int32_t>() + i;
      value = rows.bytes.view().substr(static_cast<std::size_t>(ends[0]), static_cast<std::size_t>(ends[1] - ends[0]));
    }
    hashes.add(xxhash64(value));
  }
}

DELTALAKE_DECL void chunk_writer::state::note_page(std::size_t size, leaf_place from, leaf_place to) {
  const std::int64_t offset =
      made.offsets.pages.empty() ? 0 : made.offsets.pages.back().offset + made.offsets.pages.back().compressed_size;
  made.offsets.pages.push_back({offset, static_cast<std::int32_t>(size), made.rows - (to.rows - from.rows)});
  column_index& index = *made.bounds;
  const bool is_null = page_values.value_count() == 0;
  statistics bounds = page_values.make(options->get_bound_bytes());
  // An upper bound that cannot be shortened stays as it is: the index has to have one.
  if (!is_null && !bounds.max_value && page_values.has_bounds())
    bounds = page_values.make(statistics_builder::any_bytes);
  if (!is_null && (!bounds.min_value || !bounds.max_value)) has_index = false;
  if (!is_null && has_index) order.add(*bounds.min_value, *bounds.max_value);
  index.null_pages.push_back(is_null);
  index.min_values.push_back(is_null ? std::string() : std::move(bounds.min_value).value_or(std::string()));
  index.max_values.push_back(is_null ? std::string() : std::move(bounds.max_value).value_or(std::string()));
  index.null_counts.push_back(page_values.null_count());
}

DELTALAKE_DECL result<std::string_view> chunk_writer::state::compress(std::string_view from) {
  packed.clear();
  result<void> done = options->get_codecs().compress(options->get_codec(), from, level, packed);
  if (!done) return done.error();
  return packed.view();
}

// Appends the page whose content is `body`, of which the first `level_bytes` stay as they are.
DELTALAKE_DECL result<void> chunk_writer::state::store(page_header of, std::size_t level_bytes, column::buffer& to) {
  constexpr std::size_t page_bytes_max = 0x7FFF'FFFF;
  const std::string_view levels = body.view().substr(0, level_bytes);
  std::string_view values = body.view().substr(level_bytes);
  of.is_compressed =
      options->get_codec() != compression::uncompressed && !(of.type == page_type::data_v2 && values.empty());
  if (of.is_compressed) {
    result<std::string_view> smaller = compress(values);
    if (!smaller) return smaller.error();
    const bool keeps = of.type == page_type::data_v2 && smaller->size() >= values.size();
    of.is_compressed = !keeps;
    if (!keeps) values = *smaller;
  }
  const std::size_t size = levels.size() + values.size();
  if (body.size() > page_bytes_max || size > page_bytes_max) {
    return error(errc::value_too_large, "a page of " + std::to_string(body.size()) + " bytes; 2^31 - 1 are the most");
  }
  of.uncompressed_bytes = static_cast<std::uint32_t>(body.size());
  of.compressed_bytes = static_cast<std::uint32_t>(size);
  if (options->get_checksums() == page_checksums::crc32) of.crc = crc32(values, crc32(levels));
  header.clear();
  write_page_header(of, header);
  to.append(header.data(), header.size());
  to.append(levels.data(), levels.size());
  to.append(values.data(), values.size());
  made.metadata.total_uncompressed_size += static_cast<std::int64_t>(header.size() + body.size());
  made.metadata.total_compressed_size += static_cast<std::int64_t>(header.size() + size);
  return {};
}

DELTALAKE_DECL void chunk_writer::state::note_encoding(page_type type, encoding how) {
  for (page_encoding_stats& known : made.metadata.encoding_stats) {
    if (known.type == type && known.encoding == how) {
      ++known.count;
      return;
    }
  }
  made.metadata.encoding_stats.push_back({type, how, 1});
}

DELTALAKE_DECL result<void> chunk_writer::state::put_dictionary() {
  if (dictionary_pages == 0) return {};
  if (bloom_rate) {
    distinct.clear();
    words.values(distinct);
    hash(distinct, 0, distinct.values);
  }
  body.clear();
  body.append(words.page().data(), words.page().size());
  page_header of;
  of.type = page_type::dictionary;
  of.num_values = words.entries();
  note_encoding(of.type, of.encoding);
  return store(std::move(of), 0, made.dictionary);
}

DELTALAKE_DECL void chunk_writer::state::finish_metadata() {
  column_chunk& of = made.metadata;
  const auto dictionary_bytes = static_cast<std::int64_t>(made.dictionary.size());
  of.type = leaf->physical;
  of.path_in_schema = leaf->path;
  of.codec = options->get_codec();
  of.num_values = made.values.value_count() + made.values.null_count();
  if (dictionary_bytes != 0) of.dictionary_page_offset = 0;
  of.data_page_offset = dictionary_bytes;
  for (const page_encoding_stats& pages : of.encoding_stats) {
    if (std::find(of.encodings.begin(), of.encodings.end(), pages.encoding) == of.encodings.end()) {
      of.encodings.push_back(pages.encoding);
    }
  }
  const bool has_rle = std::find(of.encodings.begin(), of.encodings.end(), encoding::rle) != of.encodings.end();
  if (!has_rle && leaf->max_definition != 0) of.encodings.push_back(encoding::rle);
  of.statistics = made.values.make(options->get_bound_bytes());
  for (page_location& page : made.offsets.pages) page.offset += dictionary_bytes;
  made.bounds->order = order.order();
  if (!has_index) made.bounds.reset();
}

DELTALAKE_DECL chunk_writer::chunk_writer(const leaf_column& leaf, const write_options& options,
                                          std::optional<std::uint8_t> null_level)
    : state_(std::make_unique<state>(leaf, options, null_level.value_or(leaf.max_definition))) {}
DELTALAKE_DECL chunk_writer::chunk_writer(chunk_writer&&) noexcept = default;
DELTALAKE_DECL chunk_writer& chunk_writer::operator=(chunk_writer&&) noexcept = default;
DELTALAKE_DECL chunk_writer::~chunk_writer() = default;

DELTALAKE_DECL result<void> chunk_writer::add(leaf_values& rows) {
  result<leaf_place> taken = state_->encode_pages(rows, false);
  if (!taken) return taken.error();
  if (taken->levels == 0) return {};
  leaf_values left;
  detail::leaf_copy(*state_->leaf, rows, *taken, {rows.rows, rows.levels, rows.values}, left);
  std::swap(rows, left);
  return {};
}

DELTALAKE_DECL result<encoded_chunk> chunk_writer::finish(leaf_values& rows) {
  state& self = *state_;
  result<leaf_place> taken = self.encode_pages(rows, true);
  if (!taken) return taken.error();
  rows.clear();
  if (result<void> done = self.put_dictionary(); !done) return done.error();
  if (self.bloom_rate) self.made.bloom = self.hashes.make(*self.bloom_rate);
  self.finish_metadata();
  encoded_chunk made = std::move(self.made);
  self.begin();
  return made;
}

DELTALAKE_DECL std::uint64_t chunk_writer::size_bytes() const noexcept {
  return state_->made.pages.size() + state_->words.page().size();
}

}  // namespace deltalake::inline v0::parquet
