#pragma once
#include <algorithm>
#include <cstring>
#include <utility>

#include <deltalake/base/hash.hpp>
#include <deltalake/parquet/encoding/bits.hpp>
#include <deltalake/parquet/encoding/dictionary_encoder.hpp>
#include <deltalake/parquet/leaf_texts.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline constexpr std::size_t dictionary_slots_least = 1024;

inline std::uint64_t dictionary_hash(std::uint64_t word, std::uint64_t seed) noexcept {
  word = (word ^ seed) * 0x9E37'79B9'7F4A'7C15U;
  word = (word ^ word >> 32) * 0xBF58'476D'1CE4'E5B9U;
  return word ^ word >> 29;
}

}  // namespace detail

DELTALAKE_DECL dictionary_encoder::dictionary_encoder(const leaf_column& leaf, dictionary_bounds bounds,
                                                      std::uint64_t seed)
    : slots_(detail::dictionary_slots_least), bounds_(bounds), seed_(seed),
      width_(static_cast<std::uint32_t>(detail::physical_width(leaf))),
      texts_(leaf.physical == physical_type::byte_array) {
  // Where a text ends is told in 31 bits.
  bounds_.bytes = (std::min)(bounds_.bytes, std::size_t{0x7FFF'FFFF});
  bounds_.entries = (std::min)(bounds_.entries, std::uint32_t{1} << 31);
}

DELTALAKE_DECL std::int64_t dictionary_encoder::enter(const leaf_values& values, std::int64_t first, std::int64_t count,
                                                      column::buffer& indexes) {
  if (count == 0) return 0;
  const std::size_t begin = indexes.size();
  auto* const to = reinterpret_cast<std::uint32_t*>(indexes.extend(static_cast<std::size_t>(count) * 4));
  std::int64_t taken = 0;
  if (texts_ || (width_ != 4 && width_ != 8)) {
    taken = enter_bytes(values, first, count, to);
  } else if (width_ == 4) {
    taken = enter_words<std::uint32_t>(values, first, count, to);
  } else {
    taken = enter_words<std::uint64_t>(values, first, count, to);
  }
  indexes.resize(begin + static_cast<std::size_t>(taken) * 4);
  entered_ += static_cast<std::uint64_t>(taken);
  return taken;
}

// The place of a value: one that equals it, or the first free one.
template <class Equal>
dictionary_encoder::slot& dictionary_encoder::find(std::uint64_t hash, Equal equal) noexcept {
  const std::size_t mask = slots_.size() - 1;
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    slot& found = slots_[at];
    if (found.number == 0 || (found.tag == tag && equal(found.number - 1))) {
      found.tag = tag;
      return found;
    }
  }
}

template <class Word>
std::int64_t dictionary_encoder::enter_words(const leaf_values& values, std::int64_t first, std::int64_t count,
                                             std::uint32_t* to) {
  const Word* const from = values.fixed.as<Word>() + first;
  Word last = 0;
  std::uint32_t index = 0;
  bool any = false;
  std::int64_t i = 0;
  for (; i < count; ++i) {
    const Word value = from[i];
    if (any && value == last) {
      to[i] = index;
      continue;
    }
    const Word* const entries = page_.as<Word>();
    slot& found = find(detail::dictionary_hash(value, seed_), [&](std::uint32_t at) { return entries[at] == value; });
    if (found.number == 0) {
      if (!has_room_for(sizeof(Word))) break;
      page_.push_back(value);
      found.number = ++entries_;
      index = entries_ - 1;
      if (entries_ * std::size_t{2} > slots_.size()) grow_table();
    } else {
      index = found.number - 1;
    }
    to[i] = index;
    last = value;
    any = true;
  }
  plain_bytes_ += static_cast<std::uint64_t>(i) * sizeof(Word);
  return i;
}

DELTALAKE_DECL std::int64_t dictionary_encoder::enter_bytes(const leaf_values& values, std::int64_t first,
                                                            std::int64_t count, std::uint32_t* to) {
  leaf_texts texts;
  texts.bytes = texts_ ? values.bytes.data() : values.fixed.data();
  texts.offsets = texts_ ? values.offsets.as<std::int32_t>() : nullptr;
  texts.width = width_;
  const std::size_t front = texts_ ? 4 : 0;
  std::int64_t i = 0;
  for (; i < count; ++i) {
    const std::string_view value = texts[static_cast<std::size_t>(first + i)];
    const std::size_t length = value.size();
    slot& found = find(hash_of(value, seed_), [&](std::uint32_t index) { return entry(index) == value; });
    if (found.number == 0) {
      if (!has_room_for(front + length)) break;
      if (texts_) {
        begins_.push_back(static_cast<std::uint32_t>(page_.size() + front));
        page_.push_back(static_cast<std::uint32_t>(length));
      }
      page_.append(value.data(), length);
      found.number = ++entries_;
      to[i] = entries_ - 1;
      if (entries_ * std::size_t{2} > slots_.size()) grow_table();
    } else {
      to[i] = found.number - 1;
    }
    plain_bytes_ += front + length;
  }
  return i;
}

DELTALAKE_DECL std::string_view dictionary_encoder::entry(std::uint32_t index) const noexcept {
  const std::string_view page = page_.view();
  if (!texts_) return page.substr(std::size_t{index} * width_, width_);
  const std::size_t begin = begins_.as<std::uint32_t>()[index];
  std::uint32_t length = 0;
  std::memcpy(&length, page.data() + begin - 4, 4);
  return {page.data() + begin, length};
}

DELTALAKE_DECL bool dictionary_encoder::has_room_for(std::size_t bytes) const noexcept {
  return entries_ < bounds_.entries && page_.size() <= bounds_.bytes && bytes <= bounds_.bytes - page_.size();
}

// Enters all values again: the table keeps a part of each hash only.
DELTALAKE_DECL void dictionary_encoder::grow_table() {
  std::vector<slot> larger(slots_.size() * 2);
  const std::size_t mask = larger.size() - 1;
  for (std::uint32_t index = 0; index < entries_; ++index) {
    const std::string_view value = entry(index);
    std::uint64_t hash = 0, word = 0;
    if (texts_ || (width_ != 4 && width_ != 8)) {
      hash = hash_of(value, seed_);
    } else {
      std::memcpy(&word, value.data(), value.size());
      hash = detail::dictionary_hash(word, seed_);
    }
    std::size_t at = hash & mask;
    while (larger[at].number != 0) at = (at + 1) & mask;
    larger[at].tag = static_cast<std::uint32_t>(hash >> 32);
    larger[at].number = index + 1;
  }
  slots_ = std::move(larger);
}

DELTALAKE_DECL bool dictionary_encoder::pays() const noexcept {
  return page_.size() + entered_ * bit_width() / 8 < plain_bytes_;
}

DELTALAKE_DECL void dictionary_encoder::values(leaf_values& to) const {
  to.clear();
  to.levels = to.values = entries_;
  if (!texts_) {
    to.fixed.append(page_.data(), page_.size());
    return;
  }
  to.offsets.push_back(std::int32_t{0});
  for (std::uint32_t index = 0; index < entries_; ++index) {
    const std::string_view value = entry(index);
    to.bytes.append(value.data(), value.size());
    to.offsets.push_back(static_cast<std::int32_t>(to.bytes.size()));
  }
}

DELTALAKE_DECL void dictionary_encoder::clear() noexcept {
  page_.clear();
  begins_.clear();
  std::fill(slots_.begin(), slots_.end(), slot{});
  entries_ = 0;
  entered_ = plain_bytes_ = 0;
}

}  // namespace deltalake::inline v0::parquet
