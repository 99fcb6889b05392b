#pragma once
#include <algorithm>
#include <atomic>
#include <deque>
#include <exception>
#include <string>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include <deltalake/base/environment.hpp>
#include <deltalake/base/workers.hpp>
#include <deltalake/parquet/assemble.hpp>
#include <deltalake/parquet/batch_reader_io.hpp>
#include <deltalake/parquet/reader_io.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// Sums of what a footer says, which may be nonsense.
inline std::int64_t row_number(std::int64_t base, std::int64_t rows) noexcept {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(base) + static_cast<std::uint64_t>(rows));
}

// Hands out the numbers of rows that were chosen, as they are read.
class row_numbers {
 public:
  row_numbers() = default;
  explicit row_numbers(row_ranges rows) : rows_(std::move(rows)) {}

  // The next `count` rows; `base` is added to their numbers.
  std::vector<row_range> take(std::int64_t count, std::int64_t base) {
    std::vector<row_range> taken;
    while (count > 0 && at_ < rows_.ranges().size()) {
      const row_range& range = rows_.ranges()[at_];
      const std::int64_t some = (std::min)(count, range.end - range.begin - done_);
      const std::int64_t begin = row_number(base, range.begin + done_);
      taken.push_back({begin, row_number(begin, some)});
      done_ += some;
      count -= some;
      if (range.begin + done_ < range.end) continue;
      ++at_;
      done_ = 0;
    }
    return taken;
  }

 private:
  row_ranges rows_;
  std::size_t at_ = 0;
  std::int64_t done_ = 0;  // of the range
};

// Of rows that are known by their places in a batch, the numbers.
inline void add_kept(const row_ranges& places, const std::vector<row_range>& numbers, row_ranges& kept) {
  std::int64_t place = 0;
  auto wanted = places.ranges().begin();
  for (const row_range& range : numbers) {
    const std::int64_t end = place + (range.end - range.begin);
    while (wanted != places.ranges().end() && wanted->begin < end) {
      const std::int64_t from = (std::max)(wanted->begin, place), to = (std::min)(wanted->end, end);
      kept.add(range.begin + (from - place), range.begin + (to - place));
      if (wanted->end > end) break;
      ++wanted;
    }
    place = end;
  }
}

inline std::uint64_t memory_of(const column::array& of) noexcept {
  std::uint64_t sum = std::uint64_t{of.validity.capacity()} + of.offsets.capacity() + of.values.capacity();
  for (const column::array& child : of.children) sum += memory_of(child);
  return sum;
}

inline std::uint64_t memory_of(const column::batch& of) noexcept {
  std::uint64_t sum = 0;
  for (const column::array& column : of.columns) sum += memory_of(column);
  return sum;
}

// A row group that is being read: first the columns of the filter, if there is one, then the others.
struct open_group {
  std::size_t number = 0;  // in the order of reading
  std::int64_t first_row = 0;
  row_ranges rows;
  bool begun = false, done = false;
  std::optional<row_group_reader> filter, reader;
  row_numbers filtered, read;
  row_ranges kept;
  std::deque<read_batch> ready;
  std::exception_ptr failure;
  std::uint64_t held = 0;  // of the budget

  std::uint64_t reader_memory_bytes() const noexcept {
    return (filter ? filter->memory_bytes() : 0) + (reader ? reader->memory_bytes() : 0);
  }
  std::uint64_t memory_bytes() const noexcept {
    std::uint64_t sum = reader_memory_bytes();
    for (const read_batch& one : ready) sum += memory_of(one.rows);
    return sum;
  }
};

}  // namespace detail

struct batch_reader::state {
  std::shared_ptr<const file> from;
  batch_reader_options options;
  std::deque<std::unique_ptr<detail::open_group>> open;
  std::vector<std::int64_t> first_rows;  // of the row groups of the file
  std::size_t next_group = 0;
  mutable std::atomic<std::uint64_t> reader_bytes{0};  // the most that a row group's reader took beside its batches
  std::uint64_t handed_out = 0;  // what the last batch takes of the budget

  ~state() {
    options.budget->give(handed_out);
    for (const auto& one : open) options.budget->give(one->held);
  }

  void prepare();
  void shrink();
  bool open_one();
  void begin(detail::open_group& one) const;
  void begin_rows(detail::open_group& one) const;
  void keep_rows(detail::open_group& one, const column::batch& batch) const;
  std::uint64_t step_bytes() const;
  std::uint64_t columns() const;
  bool reserve(detail::open_group& one, bool has_turn) const;
  void settle(detail::open_group& one) const;
  void settle_last(std::uint64_t size);
  read_batch take_front();
  const group_rows& what(const detail::open_group& one) const { return (*options.groups)[one.number]; }

  static task<void> step(std::shared_ptr<state> self, detail::open_group* one);
  static task<void> advance(std::shared_ptr<state> self, std::size_t index, std::size_t most);
  static task<void> advance_all(std::shared_ptr<state> self);
  static task<std::optional<read_batch>> next(std::shared_ptr<state> self);
};

DELTALAKE_DECL void batch_reader::state::prepare() {
  if (!options.budget) options.budget = std::make_shared<memory_budget>(std::uint64_t{256} << 20);
  if (options.reading.memory == nullptr) options.reading.memory = std::make_shared<spare_memory>();
  options.leaves.resize(from->schema.leaves.size(), options.leaves.empty());
  for (const schema_node& field : from->schema.fields) project(field, options.leaves);  // sides of maps come along
  options.filter_leaves.resize(from->schema.leaves.size());
  if (options.ahead == 0) options.ahead = (std::max)(hardware_threads(), std::size_t{1});
  if (!options.groups) {
    options.groups.emplace();
    for (std::size_t i = 0; i < from->metadata.row_groups.size(); ++i) options.groups->push_back({i, {}, {}});
  }
  std::int64_t first = 0;
  for (const row_group& one : from->metadata.row_groups) {
    first_rows.push_back(first);
    first = detail::row_number(first, one.num_rows);
  }
  shrink();
}

// What a step takes at most: windows and pages, as many as were seen so far, and a batch in buffers that grow by
// doubling.
DELTALAKE_DECL std::uint64_t batch_reader::state::step_bytes() const {
  const read_options& how = options.reading;
  const std::uint64_t guess = (std::max)(how.ahead_bytes, how.window_bytes * columns());
  const std::uint64_t seen = reader_bytes;
  return (seen != 0 ? seen : (std::min)(guess, options.budget->max() / 4)) + 2 * how.batch_bytes;
}

DELTALAKE_DECL std::uint64_t batch_reader::state::columns() const {
  const auto count = std::count(options.leaves.begin(), options.leaves.end(), true);
  return (std::max)(static_cast<std::uint64_t>(count), std::uint64_t{1});
}

// Makes batches and windows so small that the row group whose turn it is has room.
DELTALAKE_DECL void batch_reader::state::shrink() {
  read_options& how = options.reading;
  const std::uint64_t part = options.budget->max() / 8;
  how.batch_bytes = (std::min)(how.batch_bytes, part);
  how.ahead_bytes = (std::min)(how.ahead_bytes, part);
  how.window_bytes = (std::min)(how.window_bytes, part / columns());
}

// Opens the next row group; false if there is none. That its columns can be read is seen when its turn comes.
DELTALAKE_DECL bool batch_reader::state::open_one() {
  if (next_group == options.groups->size()) return false;
  auto made = std::make_unique<detail::open_group>();
  made->number = next_group++;
  open.push_back(std::move(made));
  return true;
}

DELTALAKE_DECL void batch_reader::state::begin(detail::open_group& one) const {
  const group_rows& wanted = what(one);
  const std::vector<row_group>& groups = from->metadata.row_groups;
  if (wanted.row_group >= groups.size()) {
    detail::throw_in_file(error(errc::invalid_argument, "row group " + std::to_string(wanted.row_group) + " of " +
                                                            std::to_string(groups.size())),
                          from->where);
  }
  one.first_row = first_rows[wanted.row_group];
  one.rows = row_ranges::all(groups[wanted.row_group].num_rows);
  if (wanted.rows) one.rows = intersect(one.rows, *wanted.rows);
  if (!options.keep) {
    one.kept = one.rows;
    begin_rows(one);
    one.begun = true;
    return;
  }
  one.filtered = detail::row_numbers(one.rows);
  one.filter.emplace(from, wanted.row_group, options.filter_leaves, options.reading);
  if (wanted.rows) one.filter->select(one.rows, wanted.pages);
  one.begun = true;
}

// Begins with the rows that are kept. If that fails, the filter stays, and at its end this is tried again.
DELTALAKE_DECL void batch_reader::state::begin_rows(detail::open_group& one) const {
  const group_rows& wanted = what(one);
  one.done = one.kept.empty();
  if (!one.done) {
    one.read = detail::row_numbers(one.kept);
    one.reader.emplace(from, wanted.row_group, options.leaves, options.reading);
    const bool all = one.kept.count() == from->metadata.row_groups[wanted.row_group].num_rows;
    if (!all) one.reader->select(one.kept, wanted.pages);
  }
  one.filter.reset();
}

DELTALAKE_DECL void batch_reader::state::keep_rows(detail::open_group& one, const column::batch& batch) const {
  const std::vector<row_range> numbers = one.filtered.take(batch.num_rows, 0);
  const result<row_ranges> places = options.keep(batch);
  if (!places) detail::throw_in_file(places.error(), from->where);
  detail::add_kept(*places, numbers, one.kept);
}

// Takes what a step needs. Row groups whose turn has not come leave as much again for the one whose turn it is.
DELTALAKE_DECL bool batch_reader::state::reserve(detail::open_group& one, bool has_turn) const {
  const std::uint64_t size = step_bytes();
  if (has_turn) {
    options.budget->take(size);
  } else {
    if (!options.budget->try_take(2 * size)) return false;
    options.budget->give(size);
  }
  one.held += size;
  return true;
}

// Counts what the row group takes indeed.
DELTALAKE_DECL void batch_reader::state::settle(detail::open_group& one) const {
  const std::uint64_t held = one.memory_bytes(), readers = one.reader_memory_bytes();
  std::uint64_t before = reader_bytes;
  while (before < readers && !reader_bytes.compare_exchange_weak(before, readers)) continue;
  if (held > one.held) options.budget->take(held - one.held);
  if (held < one.held) options.budget->give(one.held - held);
  one.held = held;
}

DELTALAKE_DECL void batch_reader::state::settle_last(std::uint64_t size) {
  options.budget->take(size);
  options.budget->give(std::exchange(handed_out, size));
}

DELTALAKE_DECL read_batch batch_reader::state::take_front() {
  detail::open_group& one = *open.front();
  read_batch made = std::move(one.ready.front());
  one.ready.pop_front();
  const std::uint64_t size = detail::memory_of(made.rows);
  const std::uint64_t moved = (std::min)(size, one.held);
  one.held -= moved;
  options.budget->give(moved);
  settle_last(size);
  return made;
}

// Reads one batch of a row group.
DELTALAKE_DECL task<void> batch_reader::state::step(std::shared_ptr<state> self, detail::open_group* one) {
  if (!one->begun) self->begin(*one);
  if (one->done) co_return;
  row_group_reader& reader = one->filter ? *one->filter : *one->reader;
  std::optional<column::batch> batch = co_await reader.next();
  if (one->filter) {
    if (!batch) {
      self->begin_rows(*one);
      co_return;
    }
    self->keep_rows(*one, *batch);
    reader.recycle(std::move(*batch));
    co_return;
  }
  if (!batch) {
    one->done = true;
    one->reader.reset();
    co_return;
  }
  read_batch made;
  made.row_group = self->what(*one).row_group;
  made.ranges = one->read.take(batch->num_rows, one->first_row);
  made.first_row = made.ranges.empty() ? one->first_row : made.ranges.front().begin;
  made.rows = std::move(*batch);
  one->ready.push_back(std::move(made));
}

// Reads on in a row group until `most` of its batches wait, or the budget is used up. A failure waits for its turn.
DELTALAKE_DECL task<void> batch_reader::state::advance(std::shared_ptr<state> self, std::size_t index,
                                                       std::size_t most) {
  detail::open_group* const one = self->open[index].get();
  while (!one->done && !one->failure && one->ready.size() < most) {
    if (!self->reserve(*one, index == 0 && one->ready.empty())) break;
    try {
      auto read = step(self, one);
      co_await std::move(read);
    } catch (const delta_error&) {
      one->failure = std::current_exception();
    } catch (...) {
      self->settle(*one);
      throw;
    }
    self->settle(*one);
  }
}

DELTALAKE_DECL task<void> batch_reader::state::advance_all(std::shared_ptr<state> self) {
  constexpr std::size_t batches_ahead = 4;  // few, so that memory is used again while it is in the cache
  std::vector<std::size_t> indexes;
  while (self->open.size() < self->options.ahead && self->open_one()) continue;
  for (std::size_t i = 0; i < self->open.size(); ++i) {
    const detail::open_group& one = *self->open[i];
    // Behind others a row group is read to its end if there is room: it cannot be gone on with while they are read.
    if (!one.done && !one.failure) indexes.push_back(i);
  }
  if (indexes.size() < 2) {
    if (!indexes.empty()) co_await advance(self, indexes.front(), 1);
    co_return;
  }
  executor workers = self->options.workers;
  if (!workers) workers = workers_of(co_await boost::asio::this_coro::executor);
  std::function<task<void>(std::size_t)> body = [self, indexes](std::size_t job) {
    const std::size_t index = indexes[job];
    return advance(self, index, self->open[index]->ready.size() + batches_ahead);
  };
  co_await for_each_limited(std::move(workers), indexes.size(), indexes.size(), std::move(body));
}

DELTALAKE_DECL task<std::optional<read_batch>> batch_reader::state::next(std::shared_ptr<state> self) {
  self->settle_last(0);
  while (true) {
    while (!self->open.empty()) {
      detail::open_group& front = *self->open.front();
      if (!front.ready.empty()) co_return self->take_front();
      if (front.failure) std::rethrow_exception(std::exchange(front.failure, nullptr));
      if (!front.done) break;
      self->options.budget->give(front.held);
      self->open.pop_front();
    }
    if (self->open.empty() && !self->open_one()) co_return std::nullopt;
    co_await advance_all(self);
  }
}

DELTALAKE_DECL batch_reader::batch_reader(std::shared_ptr<const file> from, batch_reader_options options)
    : state_(std::make_shared<state>()) {
  state_->from = std::move(from);
  state_->options = std::move(options);
  state_->prepare();
}
DELTALAKE_DECL batch_reader::batch_reader(batch_reader&&) noexcept = default;
DELTALAKE_DECL batch_reader& batch_reader::operator=(batch_reader&&) noexcept = default;
DELTALAKE_DECL batch_reader::~batch_reader() = default;

DELTALAKE_DECL task<std::optional<read_batch>> batch_reader::next() { return state::next(state_); }

DELTALAKE_DECL void batch_reader::recycle(column::batch used) {
  state& now = *state_;
  std::vector<leaf_values> parts;
  for (column::array& column : used.columns) detail::take_apart(column, parts);
  std::size_t at = 0;
  for (std::size_t leaf = 0; leaf < now.options.leaves.size() && at < parts.size(); ++leaf) {
    if (now.options.leaves[leaf]) now.options.reading.memory->give(leaf, std::move(parts[at++]));
  }
}

DELTALAKE_DECL const memory_budget& batch_reader::budget() const noexcept { return *state_->options.budget; }

}  // namespace deltalake::inline v0::parquet
