#pragma once
#include <algorithm>
#include <cstring>
#include <utility>

#include <deltalake/base/hash.hpp>
#include <deltalake/log/checkpoint_adds.hpp>

namespace deltalake::inline v0::log {
namespace detail {

// In place of the number of a tuple whose files are not wanted, or were not met in these columns.
inline constexpr std::uint32_t unwanted_tuple = 0xFFFFFFFF;
inline constexpr std::uint32_t unmet_tuple = 0xFFFFFFFE;

// All texts of a row's list, which stand one behind the other.
inline std::string_view joined_texts(const column::array& texts, std::int64_t begin, std::int64_t end) noexcept {
  const char* const bytes = reinterpret_cast<const char*>(texts.values.data());
  return {bytes + texts.offset(begin), static_cast<std::size_t>(texts.offset(end) - texts.offset(begin))};
}

// What only few files have: such rows are read one by one.
class rare_columns {
 public:
  explicit rare_columns(const struct_column& adds) {
    for (const std::string_view name : {"tags", "baseRowId", "defaultRowCommitVersion", "clusteringProvider"}) {
      const column::array* const found = adds.find(name);
      if (found != nullptr && found->null_count != found->length) present_.push_back(found);
    }
    vector_ = adds.child("deletionVector");
    kind_ = vector_.find("storageType");
    if (kind_ != nullptr && kind_->null_count == kind_->length) kind_ = nullptr;
  }
  bool any(std::int64_t row) const noexcept {
    if (kind_ != nullptr && kind_->is_valid(row)) return true;
    for (const column::array* const one : present_) {
      if (one->is_valid(row)) return true;
    }
    return false;
  }

 private:
  std::vector<const column::array*> present_;
  struct_column vector_;
  const column::array* kind_ = nullptr;
};

}  // namespace detail

DELTALAKE_DECL bool checkpoint_adds::is_same(const known_tuple& one, std::uint64_t hash, std::string_view keys,
                                             std::string_view values) const noexcept {
  const std::size_t lengths_bytes = lengths_.size() * sizeof(std::uint32_t);
  if (one.hash != hash || one.lengths_bytes != lengths_bytes || one.keys_bytes != keys.size() ||
      one.values_bytes != values.size()) {
    return false;
  }
  const char* const stored = texts_.data() + one.begin;
  const auto equal = [](const char* a, const void* b, std::size_t size) {
    return size == 0 || std::memcmp(a, b, size) == 0;
  };
  return equal(stored, lengths_.data(), lengths_bytes) && equal(stored + lengths_bytes, keys.data(), keys.size()) &&
         equal(stored + lengths_bytes + keys.size(), values.data(), values.size());
}

DELTALAKE_DECL void checkpoint_adds::begin_columns(file_columns& into) {
  columns_ = &into;
  for (known_tuple& one : known_) one.number = detail::unmet_tuple;
}

DELTALAKE_DECL result<std::uint32_t> checkpoint_adds::enter(const struct_column& adds, std::int64_t row,
                                                            known_tuple made, std::string_view keys,
                                                            std::string_view values) {
  auto tuple = adds.map("partitionValues", row);
  if (!tuple) return tuple.error();
  made.values = std::move(*tuple).value_or(string_map());
  if (wanted_) {
    const result<bool> wanted = wanted_(made.values);
    if (!wanted) return wanted.error();
    made.wanted = *wanted;
  }
  made.begin = texts_.size();
  made.lengths_bytes = lengths_.size() * sizeof(std::uint32_t);
  made.keys_bytes = keys.size();
  made.values_bytes = values.size();
  made.number = detail::unmet_tuple;
  texts_.append(reinterpret_cast<const char*>(lengths_.data()), made.lengths_bytes).append(keys).append(values);
  known_.push_back(std::move(made));
  if (known_.size() * 2 > slots_.size()) {
    slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, 0);
    for (std::size_t i = 0; i < known_.size(); ++i) {
      std::size_t at = known_[i].hash & (slots_.size() - 1);
      while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = static_cast<std::uint32_t>(i + 1);
    }
  } else {
    std::size_t at = known_.back().hash & (slots_.size() - 1);
    while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = static_cast<std::uint32_t>(known_.size());
  }
  return static_cast<std::uint32_t>(known_.size() - 1);
}

DELTALAKE_DECL result<std::uint32_t> checkpoint_adds::tuple_of(const struct_column& adds, const column::array* map,
                                                               std::int64_t row, file_columns& into) {
  if (columns_ != &into) begin_columns(into);
  std::string_view keys, values;
  lengths_.clear();
  if (map != nullptr && column::is_text_map(*map) && map->is_valid(row)) {
    const std::vector<column::array>& sides = map->children.front().children;
    const std::int64_t begin = map->offset(row), end = map->offset(row + 1);
    keys = detail::joined_texts(sides[0], begin, end);
    values = detail::joined_texts(sides[1], begin, end);
    for (std::int64_t i = begin; i < end; ++i) {
      lengths_.push_back(static_cast<std::uint32_t>(sides[0].offset(i + 1) - sides[0].offset(i)));
      lengths_.push_back(sides[1].is_null(i) ? 0xFFFFFFFFU
                                             : static_cast<std::uint32_t>(sides[1].offset(i + 1) - sides[1].offset(i)));
    }
  }
  known_tuple made;
  made.hash = hash_of({reinterpret_cast<const char*>(lengths_.data()), lengths_.size() * sizeof(std::uint32_t)},
                      hash_of(values, hash_of(keys, into.seed())));
  std::size_t index = last_;
  if (index >= known_.size() || !is_same(known_[index], made.hash, keys, values)) {
    index = known_.size();
    if (!slots_.empty()) {
      for (std::size_t at = made.hash & (slots_.size() - 1); slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
        if (is_same(known_[slots_[at] - 1], made.hash, keys, values)) {
          index = slots_[at] - 1;
          break;
        }
      }
    }
    if (index == known_.size()) {
      const result<std::uint32_t> entered = enter(adds, row, std::move(made), keys, values);
      if (!entered) return entered.error();
    }
    last_ = index;
  }
  known_tuple& one = known_[index];
  if (!one.wanted) return detail::unwanted_tuple;
  if (one.number == detail::unmet_tuple) one.number = into.enter_partition(one.values);
  return one.number;
}

DELTALAKE_DECL result<void> checkpoint_adds::append(const column::batch& from, file_columns& into) {
  const struct_column adds = action_column(from, action_kind::add);
  if (!adds.exists()) return {};
  if (into.size() == 0) columns_ = nullptr;  // new, or emptied: no number holds any longer
  const column::array* const paths = adds.find("path");
  const column::array* const sizes = adds.find("size");
  const column::array* const times = adds.find("modificationTime");
  const column::array* const partitions = adds.find("partitionValues");
  const column::array* const texts = stats_ == keep_stats::yes ? adds.find("stats") : nullptr;
  const column::array* const parsed = stats_ == keep_stats::yes ? adds.find("stats_parsed") : nullptr;
  const bool usual =
      paths != nullptr && column::is_text(*paths) && sizes != nullptr && sizes->type.id == column::type_id::int64 &&
      times != nullptr && times->type.id == column::type_id::int64 &&
      (partitions == nullptr || column::is_text_map(*partitions)) && (texts == nullptr || column::is_text(*texts));
  const detail::rare_columns rare(adds);
  if (!wanted_ && into.size() == 0 && adds.size() > 0) {
    // As if what comes were like what is here.
    const auto rows = static_cast<std::size_t>((std::max)(adds.size(), expected_rows_));
    const auto repeats = rows / static_cast<std::size_t>(adds.size()) + 1;
    into.reserve(rows, paths == nullptr ? 0 : paths->values.size() * repeats,
                 texts == nullptr ? 0 : texts->values.size() * repeats);
  }
  for (std::int64_t row = 0; row < adds.size(); ++row) {
    if (!adds.has(row)) continue;
    std::uint32_t tuple = 0;
    if (wanted_ || usual) {
      const result<std::uint32_t> number = tuple_of(adds, partitions, row, into);
      if (!number) return number.error();
      tuple = *number;
      if (tuple == detail::unwanted_tuple) continue;
    }
    // Deletion vectors and the like, and whatever is wrong or unusual, take the slow way, which finds the words for it.
    if (!usual || paths->is_null(row) || sizes->is_null(row) || times->is_null(row) || rare.any(row)) {
      result<add_file> one = read_add(adds, row);
      if (!one) return one.error();
      one->data_change = true;
      into.append(*one, version_, stats_);
      continue;
    }
    std::string_view text;
    std::optional<std::string> made;
    if (texts != nullptr && texts->is_valid(row)) {
      text = texts->text(row);
    } else if (parsed != nullptr) {
      auto stats = read_stats(adds, row);
      if (!stats) return stats.error();
      made = std::move(*stats);
      if (made) text = *made;
    }
    into.append_row(paths->text(row), sizes->value<std::int64_t>(row), times->value<std::int64_t>(row), tuple, text,
                    version_);
  }
  return {};
}

}  // namespace deltalake::inline v0::log
