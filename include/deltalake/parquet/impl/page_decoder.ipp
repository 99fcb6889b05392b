#pragma once
#include <algorithm>
#include <string>

#include <deltalake/parquet/page_decoder.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// Repetition levels are decoded ahead in runs of so many, to find where rows begin.
inline constexpr std::uint32_t pending_levels_max = 16'384;
// So many indexes of words stay in the first cache.
inline constexpr std::uint32_t words_step = 8'192;

inline error wrong_encoding(const leaf_column& leaf, encoding how) {
  return error(errc::unsupported_parquet, "encoding " + std::to_string(static_cast<int>(how)) + " of physical type " +
                                              std::to_string(static_cast<int>(leaf.physical)));
}

inline error too_many_levels(std::uint32_t most) {
  return error(errc::value_too_large, "more than " + std::to_string(most) + " values in one batch of rows");
}

inline error too_few_indexes() { return error(errc::invalid_parquet, "fewer dictionary indexes than levels"); }

inline error too_long_row(std::uint32_t most) {
  return error(errc::value_too_large, "more than " + std::to_string(most) + " bytes in one row (row_bytes)");
}

}  // namespace detail

DELTALAKE_DECL result<void> page_decoder::open(const leaf_column& leaf, const page_header& header, page_parts parts,
                                               const dictionary* words, value_form form) {
  leaf_ = &leaf;
  form_ = form;
  left_ = undecoded_ = header.num_values;
  pending_.clear();
  pending_at_ = 0;
  const bool v2 = header.type == page_type::data_v2;
  if (leaf.max_repetition != 0) {
    result<level_decoder> made =
        level_decoder::make(parts.repetition, leaf.max_repetition, v2 ? encoding::rle : header.repetition_encoding);
    if (!made) return made.error();
    repetition_ = *made;
  }
  if (leaf.max_definition != 0) {
    result<level_decoder> made =
        level_decoder::make(parts.definition, leaf.max_definition, v2 ? encoding::rle : header.definition_encoding);
    if (!made) return made.error();
    definition_ = *made;
  }
  return open_values(header, parts.values, words);
}

DELTALAKE_DECL result<void> page_decoder::open_values(const page_header& header, std::string_view values,
                                                      const dictionary* words) {
  const physical_type physical = leaf_->physical;
  const bool bytes = physical == physical_type::byte_array;
  const bool fixed_bytes = physical == physical_type::fixed_len_byte_array;
  words_ = words;
  values_ = values;
  first_ = 0;
  switch (header.encoding) {
    case encoding::plain: how_ = how::plain; return {};
    case encoding::plain_dictionary:
    case encoding::rle_dictionary: return open_dictionary(values);
    case encoding::rle: {
      if (physical != physical_type::boolean) return detail::wrong_encoding(*leaf_, header.encoding);
      // The length in front is there in v2 pages too.
      if (values.size() >= 4) values.remove_prefix(4);
      how_ = how::rle_boolean;
      result<rle_decoder> runs = rle_decoder::make(values, 1);
      if (!runs) return runs.error();
      indexes_ = *runs;
      return {};
    }
    case encoding::delta_binary_packed:
      how_ = how::delta_binary;
      if (physical == physical_type::int32) return set(delta32_, delta_binary_decoder<std::int32_t>::make(values));
      if (physical == physical_type::int64) return set(delta64_, delta_binary_decoder<std::int64_t>::make(values));
      break;
    case encoding::delta_length_byte_array:
      if (!bytes) break;
      how_ = how::delta_length;
      return set(lengths_, delta_length_decoder::make(values));
    case encoding::delta_byte_array:
      if (!bytes && !fixed_bytes) break;
      how_ = how::delta_bytes;
      return set(fronts_, delta_byte_array_decoder::make(values));
    case encoding::byte_stream_split: {
      const std::size_t width = detail::physical_width(*leaf_);
      if (width == 0 || physical == physical_type::int96) break;
      how_ = how::split;
      return {};
    }
    case encoding::bit_packed:
    case encoding::unknown: break;
  }
  return detail::wrong_encoding(*leaf_, header.encoding);
}

DELTALAKE_DECL result<void> page_decoder::open_dictionary(std::string_view values) {
  if (words_ == nullptr) return error(errc::invalid_parquet, "a page of dictionary indexes without a dictionary");
  how_ = how::dictionary;
  if (values.empty()) {
    // A page without any value but null may leave even the width away.
    indexes_ = *rle_decoder::make({}, 0);
    return {};
  }
  const auto width = static_cast<std::uint8_t>(values.front());
  return set(indexes_, rle_decoder::make(values.substr(1), width));
}

// How many levels up to the row that is not wanted any more; `full` if that row's beginning was seen.
DELTALAKE_DECL std::uint32_t page_decoder::take_rows(std::int64_t rows, std::uint32_t most, leaf_values& out,
                                                     bool& full) {
  if (leaf_->max_repetition == 0) {
    const std::int64_t some = (std::min)(std::int64_t{(std::min)(left_, most)}, rows - out.rows);
    out.rows += some;
    full = out.rows == rows;
    return static_cast<std::uint32_t>(some);
  }
  const std::uint8_t* const levels = pending_.data() + pending_at_;
  const std::size_t there = (std::min)(pending_.size() - pending_at_, std::size_t{most});
  std::size_t count = 0;
  for (; count < there; ++count) {
    if (levels[count] != 0) continue;
    if (out.rows == rows) {
      full = true;
      break;
    }
    ++out.rows;
  }
  out.repetition_levels.append(levels, count);
  pending_at_ += count;
  return static_cast<std::uint32_t>(count);
}

DELTALAKE_DECL result<void> page_decoder::fill_pending() {
  if (pending_at_ < pending_.size()) return {};
  const std::uint32_t count = (std::min)(undecoded_, detail::pending_levels_max);
  pending_.resize(count);
  pending_at_ = 0;
  undecoded_ -= count;
  return repetition_.decode(pending_.data(), count);
}

DELTALAKE_DECL result<std::uint32_t> page_decoder::take_definition(std::uint32_t count, leaf_values& out) {
  if (leaf_->max_definition == 0) return count;
  std::uint8_t* const to = out.definition_levels.extend(count);
  if (auto done = definition_.decode(to, count); !done) return done.error();
  std::uint32_t values = 0;
  for (std::uint32_t i = 0; i < count; ++i) values += to[i] == leaf_->max_definition ? 1U : 0U;
  return values;
}

// Makes the next repetition levels pending, where there are any.
DELTALAKE_DECL result<void> page_decoder::begin_run(const leaf_values& out) {
  if (leaf_->max_repetition == 0) return {};
  if (auto done = fill_pending(); !done) return done;
  if (out.levels != 0 || pending_.data()[pending_at_] == 0) return {};
  return error(errc::invalid_parquet, "a column that does not begin with a row");
}

// Where the next value is beyond the bound in bytes: whether at least one row is whole, so that reading may end.
DELTALAKE_DECL bool page_decoder::may_end(leaf_values& out) const noexcept {
  out.row_open = leaf_->max_repetition != 0 && pending_.data()[pending_at_] != 0;
  return out.rows > (out.row_open ? 1 : 0);
}

DELTALAKE_DECL result<void> page_decoder::read(const row_bounds& bounds, const limits& most, leaf_values& out) {
  row_bounds to = bounds;
  bool full = false;
  while (left_ != 0 && !full) {
    if (auto done = begin_run(out); !done) return done;
    const std::uint32_t some = detail::levels_within(to, *leaf_, out);
    const std::uint32_t count = take_rows(to.rows, some, out, full);
    if (out.levels + count > most.batch_levels) return detail::too_many_levels(most.batch_levels);
    left_ -= count;
    out.levels += count;
    const level_decoder before = definition_;
    const result<std::uint32_t> values = take_definition(count, out);
    if (!values) return values.error();
    const result<std::uint32_t> taken = take_values(*values, detail::texts_within(to, *leaf_, most, out), out);
    if (!taken) return taken.error();
    if (*taken < *values) {
      if (to.bytes == row_bounds::any_bytes) return detail::too_long_row(most.row_bytes);
      if (auto done = put_back(count, *taken, before, out); !done) return done;
    } else if (full || some != 0) {
      continue;
    }
    if (may_end(out)) return {};
    to = {1, row_bounds::any_bytes};
    full = false;
  }
  out.row_open = leaf_->max_repetition != 0 && !full;
  return {};
}

// Gives the levels back from that of the first value on that was not taken.
DELTALAKE_DECL result<void> page_decoder::put_back(std::uint32_t count, std::uint32_t taken,
                                                   const level_decoder& before, leaf_values& out) {
  std::uint32_t kept = taken;
  if (leaf_->max_definition != 0) {
    const std::size_t begin = out.definition_levels.size() - count;
    const std::uint8_t* const levels = out.definition_levels.data() + begin;
    std::uint32_t seen = 0;
    for (kept = 0;; ++kept) {
      if (levels[kept] == leaf_->max_definition && seen++ == taken) break;
    }
    definition_ = before;
    if (auto done = definition_.decode(out.definition_levels.data() + begin, kept); !done) return done;
    out.definition_levels.resize(begin + kept);
  }
  const std::uint32_t back = count - kept;
  left_ += back;
  out.levels -= back;
  if (leaf_->max_repetition == 0) {
    out.rows -= back;
    return {};
  }
  pending_at_ -= back;
  const std::uint8_t* const levels = pending_.data() + pending_at_;
  out.rows -= std::count(levels, levels + back, std::uint8_t{0});
  out.repetition_levels.resize(out.repetition_levels.size() - back);
  return {};
}

// Returns how many values there are: less if texts would pass `size_max` bytes.
DELTALAKE_DECL result<std::uint32_t> page_decoder::take_values(std::uint32_t count, std::size_t size_max,
                                                               leaf_values& out) {
  if (count == 0) return count;
  if (as_indexes()) return take_indexes(count, out);
  if (leaf_->physical != physical_type::byte_array) {
    if (auto done = take_numbers(count, out); !done) return done.error();
    out.values += count;
    return count;
  }
  const result<std::size_t> taken = take_texts(count, size_max, out);
  if (!taken) return taken.error();
  out.values += static_cast<std::int64_t>(*taken);
  return static_cast<std::uint32_t>(*taken);
}

DELTALAKE_DECL result<std::size_t> page_decoder::take_texts(std::uint32_t count, std::size_t size_max,
                                                            leaf_values& out) {
  switch (how_) {
    case how::dictionary: return take_text_words(count, size_max, out);
    case how::delta_length: return lengths_.decode(count, out.offsets, out.bytes, size_max);
    case how::delta_bytes: return fronts_.decode(count, out.offsets, out.bytes, size_max);
    case how::plain:
    case how::rle_boolean:
    case how::delta_binary:
    case how::split: break;  // open() lets none but PLAIN come here
  }
  const result<plain_taken> taken = plain_byte_arrays(values_, count, out.offsets, out.bytes, size_max);
  if (!taken) return taken.error();
  values_.remove_prefix(taken->bytes);
  return taken->count;
}

DELTALAKE_DECL result<void> page_decoder::take_numbers(std::uint32_t count, leaf_values& out) {
  const auto before = static_cast<std::size_t>(out.values);
  switch (how_) {
    case how::plain: return take_plain(count, before, out);
    case how::dictionary: return take_words(count, out);
    case how::rle_boolean: return take_rle_booleans(count, before, out);
    case how::delta_binary: return take_delta(count, out);
    case how::delta_bytes: return fronts_.decode_fixed(count, detail::physical_width(*leaf_), out.fixed);
    case how::split: return take_split(count, out);
    case how::delta_length: break;  // open() lets it through for texts alone
  }
  return {};
}

DELTALAKE_DECL result<void> page_decoder::take_plain(std::uint32_t count, std::size_t before, leaf_values& out) {
  if (leaf_->physical == physical_type::boolean) {
    const std::size_t first = first_;
    first_ += count;
    return plain_booleans(values_, first, count, out.fixed, before);
  }
  const result<std::size_t> used = plain_fixed(values_, count, detail::physical_width(*leaf_), out.fixed);
  if (!used) return used.error();
  values_.remove_prefix(*used);
  return {};
}

DELTALAKE_DECL result<void> page_decoder::take_rle_booleans(std::uint32_t count, std::size_t before, leaf_values& out) {
  out.fixed.resize((before + count + 7) / 8);
  std::size_t ones = 0;
  if (indexes_.decode_bits(out.fixed.data(), before, count, ones) != count) {
    return error(errc::invalid_parquet, "fewer booleans than levels");
  }
  return {};
}

DELTALAKE_DECL result<std::uint32_t> page_decoder::take_indexes(std::uint32_t count, leaf_values& out) {
  auto* const indexes = reinterpret_cast<std::uint32_t*>(out.fixed.extend(count * sizeof(std::uint32_t)));
  if (indexes_.decode_u32(indexes, count) != count) return detail::too_few_indexes();
  if (auto done = words_->check(indexes, count); !done) return done.error();
  out.values += count;
  return count;
}

DELTALAKE_DECL result<void> page_decoder::take_words(std::uint32_t count, leaf_values& out) {
  for (std::uint32_t done = 0; done < count; done += detail::words_step) {
    const std::uint32_t some = (std::min)(detail::words_step, count - done);
    scratch_.resize(some * sizeof(std::uint32_t));
    auto* const indexes = scratch_.as<std::uint32_t>();
    if (indexes_.decode_u32(indexes, some) != some) return detail::too_few_indexes();
    if (auto gathered = words_->gather_fixed(indexes, some, out.fixed); !gathered) return gathered;
  }
  return {};
}

DELTALAKE_DECL result<std::size_t> page_decoder::take_text_words(std::uint32_t count, std::size_t size_max,
                                                                 leaf_values& out) {
  std::size_t done = 0;
  while (done < count) {
    const std::size_t some = (std::min)(std::size_t{detail::words_step}, count - done);
    scratch_.resize(some * sizeof(std::uint32_t));
    auto* const indexes = scratch_.as<std::uint32_t>();
    const rle_decoder before = indexes_;
    if (indexes_.decode_u32(indexes, some) != some) return detail::too_few_indexes();
    const result<std::size_t> gathered = words_->gather_byte_arrays(indexes, some, out.offsets, out.bytes, size_max);
    if (!gathered) return gathered;
    done += *gathered;
    if (*gathered == some) continue;
    indexes_ = before;
    indexes_.skip(*gathered);
    break;
  }
  return done;
}

DELTALAKE_DECL result<void> page_decoder::take_split(std::uint32_t count, leaf_values& out) {
  const std::size_t width = detail::physical_width(*leaf_);
  const std::size_t first = first_;
  first_ += count;
  return byte_stream_split(values_, values_.size() / width, first, count, width, out.fixed);
}

DELTALAKE_DECL result<void> page_decoder::take_delta(std::uint32_t count, leaf_values& out) {
  return leaf_->physical == physical_type::int32 ? delta32_.decode(count, out.fixed)
                                                 : delta64_.decode(count, out.fixed);
}

DELTALAKE_DECL result<std::int64_t> page_decoder::skip(std::int64_t rows, bool in_row) {
  std::int64_t begun = 0;
  while (left_ != 0) {
    std::uint32_t count = 0;
    if (leaf_->max_repetition == 0) {
      const std::uint32_t most = (std::min)(left_, detail::pending_levels_max);
      count = static_cast<std::uint32_t>((std::min)(std::int64_t{most}, rows - begun));
      begun += count;
    } else {
      if (auto done = fill_pending(); !done) return done.error();
      const std::uint8_t* const levels = pending_.data() + pending_at_;
      if (!in_row && levels[0] != 0) return error(errc::invalid_parquet, "a column that does not begin with a row");
      in_row = true;
      const std::size_t there = pending_.size() - pending_at_;
      for (; count < there && (levels[count] != 0 || begun < rows); ++count) begun += levels[count] == 0 ? 1 : 0;
      pending_at_ += count;
    }
    if (count == 0) break;
    left_ -= count;
    const result<std::uint32_t> values = skip_levels(count);
    if (!values) return values.error();
    if (auto done = skip_values(*values); !done) return done.error();
  }
  return begun;
}

// Returns how many of the next values are not null.
DELTALAKE_DECL result<std::uint32_t> page_decoder::skip_levels(std::uint32_t count) {
  if (leaf_->max_definition == 0) return count;
  scratch_.resize(count);
  if (auto done = definition_.decode(scratch_.data(), count); !done) return done.error();
  const std::uint8_t* const levels = scratch_.data();
  return static_cast<std::uint32_t>(std::count(levels, levels + count, leaf_->max_definition));
}

DELTALAKE_DECL result<void> page_decoder::skip_values(std::uint32_t count) {
  if (count == 0) return {};
  switch (how_) {
    case how::plain: return skip_plain(count);
    case how::dictionary:
    case how::rle_boolean:
      if (indexes_.skip(count) == count) return {};
      return how_ == how::dictionary ? detail::too_few_indexes()
                                     : error(errc::invalid_parquet, "fewer booleans than levels");
    case how::delta_binary:
      return leaf_->physical == physical_type::int32 ? delta32_.skip(count) : delta64_.skip(count);
    case how::delta_length: return lengths_.skip(count);
    case how::delta_bytes: return fronts_.skip(count);
    case how::split: first_ += count; return {};  // whoever reads behind the page's end is told
  }
  return {};
}

DELTALAKE_DECL result<void> page_decoder::skip_plain(std::uint32_t count) {
  if (leaf_->physical == physical_type::boolean) {
    first_ += count;
    return {};
  }
  std::size_t used = 0;
  if (leaf_->physical == physical_type::byte_array) {
    const result<std::size_t> passed = plain_skip_byte_arrays(values_, count);
    if (!passed) return passed.error();
    used = *passed;
  } else {
    const std::size_t width = detail::physical_width(*leaf_);
    if (width == 0 || count > values_.size() / width) {
      return error(errc::invalid_parquet,
                   std::to_string(count) + " more plain values in " + std::to_string(values_.size()) + " bytes");
    }
    used = count * width;
  }
  values_.remove_prefix(used);
  return {};
}

}  // namespace deltalake::inline v0::parquet
