#pragma once
#include <algorithm>
#include <utility>
#include <vector>

#include <deltalake/deletion_vector/deletion_vector_io.hpp>
#include <deltalake/deletion_vector/vector_file.hpp>
#include <deltalake/parquet/batch_reader_io.hpp>
#include <deltalake/scan/data_file_io.hpp>
#include <deltalake/scan/location_io.hpp>

namespace deltalake::inline v0::scan {

DELTALAKE_DECL data_file data_file_of(const add_file& from, std::int64_t version,
                                      std::shared_ptr<const logical_schema> schema) {
  data_file made;
  made.log_path = from.path;
  if (from.size > 0) made.size_bytes = static_cast<std::uint64_t>(from.size);
  made.version = version;
  made.values.partition_values = from.partition_values;
  made.values.base_row_id = from.base_row_id;
  made.values.default_row_commit_version = from.default_row_commit_version;
  made.without = from.deletion_vector;
  made.schema = std::move(schema);
  return made;
}

DELTALAKE_DECL task<deletion_vector::roaring_bitmap> read_deletion_vector(shared_snapshot of,
                                                                          deletion_vector_descriptor from) {
  location file;
  if (from.storage_type != 'i') {
    const result<std::string> log_path = deletion_vector::vector_file_path(from);
    if (!log_path) throw_error(log_path.error());
    result<location> found = locate(*of, *log_path);
    if (!found) throw_error(std::move(found.error().in_field("deletionVector.pathOrInlineDv")));
    file = std::move(*found);
  }
  auto read = deletion_vector::read_vector(std::move(file.store), std::move(file.where), std::move(from));
  deletion_vector::roaring_bitmap rows = co_await std::move(read);
  co_return rows;
}

struct data_file_reader::state {
  shared_snapshot of;
  data_file from;
  data_file_options options;
  std::int64_t batch_rows = 0;
  std::shared_ptr<const parquet::file> file;
  transform rows;
  std::optional<deletion_vector::roaring_bitmap> without, only;
  std::optional<parquet::batch_reader> reader;
  std::int64_t next_row = 0;   // of the file
  std::int64_t uncounted = 0;  // rows that have nothing to be read

  std::vector<column::row_stretch> kept_of(std::int64_t rows_read) const;
  task<void> open_file();
  bool has_kept(std::int64_t there) const;
  void open_reader();
  task<void> open();
  task<std::optional<column::batch>> read();
  task<std::optional<column::batch>> next();
  result<column::batch> make(column::batch&& read);
};

namespace detail {

// Appends what `rows` leaves of [begin, end), or has of it, as stretches that count from `origin`.
inline void append_stretches(const deletion_vector::roaring_bitmap& rows, std::uint64_t begin, std::uint64_t end,
                             std::uint64_t origin, bool inside, std::vector<column::row_stretch>& to) {
  const auto add = [&to, origin](std::uint64_t from, std::uint64_t until) {
    if (from < until) {
      to.push_back({static_cast<std::int64_t>(from - origin), static_cast<std::int64_t>(until - origin)});
    }
  };
  std::uint64_t at = begin;
  rows.for_each_stretch(begin, end, [&](std::uint64_t from, std::uint64_t until) {
    if (inside) return add(from, until);
    add(at, from);
    at = until;
  });
  if (!inside) add(at, end);
}

inline void check_rows(const std::optional<deletion_vector::roaring_bitmap>& rows, std::int64_t there) {
  if (!rows || rows->empty() || rows->max() < static_cast<std::uint64_t>(there)) return;
  throw_error(error(errc::invalid_deletion_vector, "it has row " + std::to_string(rows->max()) + " of a file of " +
                                                       std::to_string(there) + " rows"));
}

// The places of rows in the file follow from the sizes of its row groups.
inline void check_row_groups(const parquet::file_metadata& file) {
  std::int64_t rows = 0;
  bool fits = true;
  for (const parquet::row_group& one : file.row_groups) {
    fits = fits && one.num_rows >= 0 && one.num_rows <= file.num_rows - rows;
    if (fits) rows += one.num_rows;
  }
  if (fits && rows == file.num_rows) return;
  throw_error(error(errc::invalid_parquet, "the row groups of a file of " + std::to_string(file.num_rows) +
                                               " rows have another number of rows"));
}

// Awaits a part of the reading of a file; whatever it throws names the file and the version.
template <class T>
task<T> name_file(const data_file& from, task<T> work) {
  std::optional<error> failure;
  try {
    T made = co_await std::move(work);
    co_return made;
  } catch (const delta_error& thrown) {
    failure = thrown.where();
  }
  throw_error(std::move(failure->in_file(from.log_path).at_version(from.version)));
}

}  // namespace detail

DELTALAKE_DECL std::vector<column::row_stretch> data_file_reader::state::kept_of(std::int64_t rows_read) const {
  std::vector<column::row_stretch> made;
  const auto begin = static_cast<std::uint64_t>(next_row), end = begin + static_cast<std::uint64_t>(rows_read);
  if (!only) {
    if (without) {
      detail::append_stretches(*without, begin, end, begin, false, made);
    } else if (rows_read > 0) {
      made.push_back({0, rows_read});
    }
    return made;
  }
  if (!without) {
    detail::append_stretches(*only, begin, end, begin, true, made);
    return made;
  }
  only->for_each_stretch(begin, end, [&](std::uint64_t first, std::uint64_t last) {
    detail::append_stretches(*without, first, last, begin, false, made);
  });
  return made;
}

// The size that the log has of the file spares a request; where it is wrong, the store's counts.
DELTALAKE_DECL task<void> data_file_reader::state::open_file() {
  result<location> found = locate(*of, from.log_path);
  if (!found) throw_error(found.error());
  std::optional<std::uint64_t> real;
  try {
    parquet::read_options how = options.reading;
    file = co_await parquet::open_file(found->store, found->where, from.size_bytes, std::move(how));
    co_return;
  } catch (const delta_error& failure) {
    if (failure.reason() != errc::invalid_parquet || !from.size_bytes) throw;
  }
  const std::optional<storage::object_meta> meta = co_await found->store.head(found->where);
  if (meta) real = meta->size_bytes;
  parquet::read_options how = options.reading;
  file = co_await parquet::open_file(found->store, found->where, real, std::move(how));
}

DELTALAKE_DECL task<void> data_file_reader::state::open() {
  if (from.without) without = co_await read_deletion_vector(of, *from.without);
  if (from.only) only = co_await read_deletion_vector(of, *from.only);
  if (!file) co_await open_file();
  detail::check_row_groups(file->metadata);
  detail::check_rows(without, file->metadata.num_rows);
  detail::check_rows(only, file->metadata.num_rows);
  result<transform> made = transform::make(*from.schema, file->schema, from.values);
  if (!made) throw_error(made.error());
  rows = std::move(*made);
  const std::uint64_t fitting = options.reading.batch_bytes / (rows.constant_bytes() + 1) + 1;
  if (fitting < static_cast<std::uint64_t>(options.reading.batch_rows)) {
    options.reading.batch_rows = static_cast<std::int64_t>(fitting);
  }
  batch_rows = options.reading.batch_rows;
  open_reader();
}

DELTALAKE_DECL bool data_file_reader::state::has_kept(std::int64_t there) const {
  if (only) return !kept_of(there).empty();
  const auto begin = static_cast<std::uint64_t>(next_row), rows_there = static_cast<std::uint64_t>(there);
  return !without ? there != 0 : without->count(begin, begin + rows_there) != rows_there;
}

// Row groups that are gone as a whole, or in which no row meets the condition, are not read.
DELTALAKE_DECL void data_file_reader::state::open_reader() {
  parquet::batch_reader_options how;
  how.leaves = rows.leaves();
  how.ahead = options.row_groups_ahead;
  how.budget = options.budget;
  how.reading = std::move(options.reading);
  how.groups.emplace();
  std::vector<parquet::leaf_condition> conditions;
  if (from.filter) conditions = from.filter->conditions_on(file->schema);
  const auto may_be_wanted = [this, &conditions](std::size_t group) {
    return std::all_of(conditions.begin(), conditions.end(), [&](const parquet::leaf_condition& one) {
      return parquet::may_match(file->metadata, group, file->schema.leaves[one.leaf], one);
    });
  };
  const std::vector<parquet::row_group>& groups = file->metadata.row_groups;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    parquet::group_rows all;
    all.row_group = i;
    if (has_kept(groups[i].num_rows) && may_be_wanted(i)) how.groups->push_back(std::move(all));
    next_row += groups[i].num_rows;
  }
  next_row = 0;
  reader.emplace(file, std::move(how));
}

// The next rows of the file. Of rows without a column to be read only the number is known, of all rows of a row group
// at once.
DELTALAKE_DECL task<std::optional<column::batch>> data_file_reader::state::read() {
  while (uncounted == 0) {
    std::optional<parquet::read_batch> some = co_await reader->next();
    if (!some) co_return std::nullopt;
    next_row = some->first_row;
    if (!some->rows.columns.empty()) co_return std::move(some->rows);
    uncounted = some->rows.num_rows;
  }
  column::batch bare;
  bare.num_rows = (std::min)(uncounted, batch_rows);
  uncounted -= bare.num_rows;
  co_return bare;
}

DELTALAKE_DECL result<column::batch> data_file_reader::state::make(column::batch&& some) {
  const std::int64_t first_row = next_row;
  const std::vector<column::row_stretch> kept = kept_of(some.num_rows);
  next_row += some.num_rows;
  result<column::batch> made = rows.apply(std::move(some), kept, first_row);
  if (!made || !from.filter || made->num_rows == 0) return made;
  return from.filter->apply(std::move(*made));
}

DELTALAKE_DECL task<std::optional<column::batch>> data_file_reader::state::next() {
  if (!reader) co_await open();
  while (true) {
    std::optional<column::batch> some = co_await read();
    if (!some) co_return std::nullopt;
    result<column::batch> made = make(std::move(*some));
    if (!made) throw_error(made.error());
    if (made->num_rows > 0) co_return std::move(*made);
  }
}

DELTALAKE_DECL data_file_reader::data_file_reader(shared_snapshot of, data_file from, data_file_options options)
    : state_(std::make_unique<state>()) {
  state_->of = std::move(of);
  state_->from = std::move(from);
  state_->options = std::move(options);
}
DELTALAKE_DECL data_file_reader::data_file_reader(data_file_reader&&) noexcept = default;
DELTALAKE_DECL data_file_reader& data_file_reader::operator=(data_file_reader&&) noexcept = default;
DELTALAKE_DECL data_file_reader::~data_file_reader() = default;

DELTALAKE_DECL task<std::optional<column::batch>> data_file_reader::next() {
  task<std::optional<column::batch>> reading = state_->next();
  return detail::name_file(state_->from, std::move(reading));
}

namespace detail {

template <class State>
task<std::int64_t> count_rows_of(State& of) {
  if (!of.reader) co_await of.open();
  const std::int64_t there = of.file->metadata.num_rows;
  if (!of.only) co_return there - (of.without ? static_cast<std::int64_t>(of.without->count()) : 0);
  std::int64_t rows = 0;
  for (const column::row_stretch& one : of.kept_of(there)) rows += one.end - one.begin;
  co_return rows;
}

}  // namespace detail

DELTALAKE_DECL task<std::int64_t> data_file_reader::count_rows() {
  task<std::int64_t> counting = detail::count_rows_of(*state_);
  return detail::name_file(state_->from, std::move(counting));
}

}  // namespace deltalake::inline v0::scan
