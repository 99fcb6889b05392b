#pragma once
#include <algorithm>
#include <utility>

#include <deltalake/base/hash.hpp>
#include <deltalake/log/file_columns.hpp>
#include <deltalake/log/path_key.hpp>

namespace deltalake::inline v0::log {

DELTALAKE_DECL file_columns::file_columns(std::uint64_t seed)
    : seed_(seed), tuples_(std::make_shared<partition_tuples>(seed)) {}
DELTALAKE_DECL file_columns::file_columns(const file_columns&) = default;
DELTALAKE_DECL file_columns::~file_columns() = default;

DELTALAKE_DECL std::optional<std::string_view> file_columns::stats(std::size_t row, packed_texts::cursor& at) const {
  const std::string_view text = stats_.text(row, at);
  if (text.empty()) return std::nullopt;
  return text;
}

DELTALAKE_DECL std::optional<std::string> file_columns::stats(std::size_t row) const {
  packed_texts::cursor at;
  const std::optional<std::string_view> text = stats(row, at);
  if (!text) return std::nullopt;
  return std::string(*text);
}

DELTALAKE_DECL const file_columns::rare* file_columns::find_rare(std::size_t row) const noexcept {
  const auto at = std::lower_bound(rare_.begin(), rare_.end(), row,
                                   [](const auto& entry, std::size_t wanted) { return entry.first < wanted; });
  return at != rare_.end() && at->first == row ? &at->second : nullptr;
}

DELTALAKE_DECL const deletion_vector_descriptor* file_columns::deletion_vector(std::size_t row) const noexcept {
  const rare* const extra = find_rare(row);
  return extra != nullptr && extra->deletion_vector ? &*extra->deletion_vector : nullptr;
}

DELTALAKE_DECL std::string file_columns::deletion_vector_id(std::size_t row) const {
  const deletion_vector_descriptor* const vector = deletion_vector(row);
  return vector == nullptr ? std::string() : vector->unique_id();
}

DELTALAKE_DECL std::int64_t file_columns::version(std::size_t row) const noexcept {
  const auto after =
      std::upper_bound(versions_.begin(), versions_.end(), row,
                       [](std::size_t wanted, const version_run& run) { return wanted < run.first_row; });
  return after == versions_.begin() ? -1 : std::prev(after)->version;
}

DELTALAKE_DECL add_file file_columns::add(std::size_t row) const {
  packed_texts::cursor at;
  return add(row, at);
}

DELTALAKE_DECL add_file file_columns::add(std::size_t row, packed_texts::cursor& at) const {
  add_file file;
  file.path = path(row);
  file.partition_values = partition_values(row);
  file.size = size_[row];
  file.modification_time = modified_[row];
  if (const auto text = stats(row, at)) file.stats.emplace(*text);
  if (const rare* const extra = find_rare(row)) {
    file.deletion_vector = extra->deletion_vector;
    file.base_row_id = extra->base_row_id;
    file.default_row_commit_version = extra->default_row_commit_version;
    file.clustering_provider = extra->clustering_provider;
    file.tags = extra->tags;
    file.data_change = extra->data_change;
  }
  return file;
}

DELTALAKE_DECL void file_columns::append_common(std::string_view where, std::uint32_t hash, std::int64_t size,
                                                std::int64_t modified, std::uint32_t tuple, std::int64_t version) {
  const auto row = static_cast<std::uint32_t>(path_end_.size());
  tuple_.push_back(tuple);
  paths_ += where;
  path_end_.push_back(static_cast<std::uint32_t>(paths_.size()));
  path_hash_.push_back(hash);
  size_.push_back(size);
  modified_.push_back(modified);
  if (versions_.empty() || versions_.back().version != version) versions_.push_back({row, version});
}

DELTALAKE_DECL void file_columns::append(const add_file& file, std::int64_t version, keep_stats stats) {
  const auto row = static_cast<std::uint32_t>(size());
  append_common(file.path, static_cast<std::uint32_t>(hash_of(path_key(file.path), seed_)), file.size,
                file.modification_time, tuples_->enter(file.partition_values), version);
  stats_.append(stats == keep_stats::yes && file.stats ? std::string_view(*file.stats) : std::string_view());
  if (file.deletion_vector || file.base_row_id || file.default_row_commit_version || file.clustering_provider ||
      !file.tags.empty() || !file.data_change) {
    rare_.emplace_back(row, rare{file.deletion_vector, file.base_row_id, file.default_row_commit_version,
                                 file.clustering_provider, file.tags, file.data_change});
  }
}

DELTALAKE_DECL std::uint32_t file_columns::enter_partition(const string_map& values) { return tuples_->enter(values); }

DELTALAKE_DECL void file_columns::reserve(std::size_t rows, std::size_t path_bytes, std::size_t stats_bytes) {
  paths_.reserve(path_bytes);
  stats_.reserve(rows, stats_bytes);
  for (auto* column : {&path_end_, &path_hash_, &tuple_}) column->reserve(rows);
  size_.reserve(rows);
  modified_.reserve(rows);
}

DELTALAKE_DECL void file_columns::append_row(std::string_view where, std::int64_t size, std::int64_t modified,
                                             std::uint32_t tuple, std::string_view stats, std::int64_t version) {
  append_common(where, static_cast<std::uint32_t>(hash_of(path_key(where), seed_)), size, modified, tuple, version);
  stats_.append(stats);
}

DELTALAKE_DECL void file_columns::append(const file_columns& other, std::size_t row, packed_texts::cursor& at) {
  const auto made = static_cast<std::uint32_t>(size());
  append_common(other.path(row), other.path_hash_[row], other.size_[row], other.modified_[row],
                tuples_->enter(other.partition_values(row)), other.version(row));
  stats_.append(other.stats_.text(row, at));
  if (const rare* const extra = other.find_rare(row)) rare_.emplace_back(made, *extra);
}

DELTALAKE_DECL void file_columns::clear() {
  paths_.clear();
  stats_.clear();
  for (auto* column : {&path_end_, &path_hash_, &tuple_}) column->clear();
  size_.clear();
  modified_.clear();
  versions_.clear();
  rare_.clear();
  tuples_->clear();
}

// Copies of strings and vectors reserve nothing beyond their size.
DELTALAKE_DECL std::shared_ptr<file_columns> file_columns::exact_copy(std::shared_ptr<partition_tuples> common) const {
  auto copy = std::make_shared<file_columns>(*this);
  copy->share_tuples(common != nullptr ? std::move(common) : std::make_shared<partition_tuples>(seed_));
  return copy;
}

DELTALAKE_DECL void file_columns::share_tuples(std::shared_ptr<partition_tuples> common) {
  const std::vector<std::uint32_t> numbers = common->enter_all(*tuples_);
  for (std::uint32_t& number : tuple_) number = numbers[number];
  tuples_ = std::move(common);
}

}  // namespace deltalake::inline v0::log
