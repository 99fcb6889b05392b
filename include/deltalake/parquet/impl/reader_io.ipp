#pragma once
#include <algorithm>
#include <functional>
#include <utility>

#include <deltalake/parquet/assemble.hpp>
#include <deltalake/parquet/batch_plan.hpp>
#include <deltalake/parquet/chunk_reader.hpp>
#include <deltalake/parquet/convert.hpp>
#include <deltalake/parquet/range_plan.hpp>
#include <deltalake/parquet/reader_io.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// One column chunk and where its next bytes come from.
struct column_cursor {
  std::uint32_t leaf = 0;
  chunk_reader reader;
  chunk_reader::range range;
  carried_rows carried;
  bool jumps = false;  // an offset index tells where the pages are
};

}  // namespace detail

struct row_group_reader::state {
  ~state() {
    if (options.memory == nullptr) return;
    for (detail::column_cursor& cursor : cursors) {
      options.memory->give(cursor.leaf, std::move(leaves[cursor.leaf]));
      options.memory->give(cursor.leaf, cursor.reader.take_memory());
    }
  }

  std::shared_ptr<const file> from;
  std::size_t row_group = 0;
  read_options options;
  std::vector<schema_node> fields;  // as far as they are wanted
  std::vector<detail::column_cursor> cursors;
  std::vector<leaf_values> leaves;  // by leaf of the file
  std::int64_t rows_left = 0;
  std::optional<batch_plan> plan;  // of the batch that is read
  bool in_batch = false;           // some columns may have their rows
  bool decoding = false;           // a failure now cannot be made good: a column may lose rows
  std::optional<error> broken;

  const parquet::row_group& group() const { return from->metadata.row_groups[row_group]; }
  [[noreturn]] void fail(error found, std::string field) {
    broken = std::move(found.in_field(std::move(field)).in_file(from->where.text()));
    throw_error(*broken);
  }
  [[noreturn]] void fail(error found, std::uint32_t leaf) {
    fail(std::move(found), dotted(from->schema.leaves[leaf].path));
  }
  // Throws if an earlier call failed where it cannot be gone on with.
  void check_whole() const {
    if (broken) throw_error(*broken);
    if (!decoding) return;
    detail::throw_in_file(error(errc::value_too_large, "reading a batch of its rows failed before"), from->where);
  }
  void open_chunks(const std::vector<bool>& wanted) {
    plan.emplace(options.batch_bytes, options.batch_rows, options.limits.batch_levels);
    for (std::uint32_t leaf = 0; leaf < wanted.size(); ++leaf) {
      if (!wanted[leaf]) continue;
      const column_chunk& chunk = group().columns[leaf];
      const result<chunk_reader::range> range = chunk_reader::range_of(chunk, from->size_bytes);
      if (!range) fail(range.error(), leaf);
      chunk_reader reader(from->schema.leaves[leaf], chunk, group().num_rows, from->size_bytes, options.codecs,
                          options.limits);
      reader.set_form(options.forms[leaf]);
      if (options.memory != nullptr) {
        chunk_memory used;
        options.memory->fill(leaf, used);
        reader.lend(std::move(used));
      }
      cursors.push_back({leaf, std::move(reader), *range, {}, false});
      plan->add(from->schema.leaves[leaf], chunk, group().num_rows);
    }
    if (cursors.empty()) check_row_count();
  }
  void check_row_count();
  task<void> fill(detail::column_cursor& cursor, row_bounds to);
  task<void> fill_batch();
  void cut_columns(std::int64_t rows);
  column::batch assemble_batch(std::int64_t rows);
  std::vector<range_request> plan_ahead() const;
  task<void> read_ahead();
};

// What the next batch is likely to need, by what the columns take on average; and all, if that is little.
DELTALAKE_DECL std::vector<range_request> row_group_reader::state::plan_ahead() const {
  std::uint64_t compressed = 0, decoded = 0;
  for (const detail::column_cursor& cursor : cursors) {
    compressed += cursor.range.end - cursor.range.begin;
    const std::int64_t size = group().columns[cursor.leaf].total_uncompressed_size;
    decoded += static_cast<std::uint64_t>((std::max)(size, std::int64_t{0}));
  }
  const bool all = compressed <= options.ahead_bytes;
  const auto rows = static_cast<double>((std::max)(group().num_rows, std::int64_t{1}));
  const double share = (std::min)({1.0, static_cast<double>(options.batch_rows) / rows,
                                   static_cast<double>(options.batch_bytes) / static_cast<double>(decoded + 1)});
  std::vector<column_position> columns;
  for (const detail::column_cursor& cursor : cursors) {
    const std::uint64_t size = cursor.range.end - cursor.range.begin;
    auto expected = all ? size : static_cast<std::uint64_t>(static_cast<double>(size) * share) + 1;
    if (cursor.jumps) expected = 0;  // what it needs may lie anywhere
    columns.push_back({cursor.reader.position(), cursor.reader.there(), cursor.range.end, expected});
  }
  return plan_ranges(columns, {options.window_bytes, options.ahead_bytes, options.gap_bytes, options.ahead_bytes});
}

// Reads what the next batch is likely to need, all at once: one delay of the store instead of one a column.
DELTALAKE_DECL task<void> row_group_reader::state::read_ahead() {
  auto job = std::make_shared<detail::range_job>();
  job->requests = plan_ahead();
  if (job->requests.empty()) co_return;
  job->from = from;
  co_await detail::read_ranges(job, options.requests);
  for (std::size_t i = 0; i < job->requests.size(); ++i) {
    const bytes& content = job->got[i];
    for (const column_range& part : job->requests[i].parts) {
      const std::uint64_t skipped = part.begin - job->requests[i].begin;
      if (skipped >= content.size()) continue;  // the file is shorter than it was: whoever needs the bytes says so
      const std::uint64_t size = (std::min)(part.end - part.begin, content.size() - skipped);
      cursors[part.column].reader.offer(content.slice(skipped, size), part.begin);
    }
  }
}

DELTALAKE_DECL row_group_reader::row_group_reader(std::shared_ptr<const file> from, std::size_t row_group,
                                                  std::vector<bool> wanted, read_options options)
    : state_(std::make_unique<state>()) {
  state_->from = std::move(from);
  state_->row_group = row_group;
  state_->options = std::move(options);
  for (const schema_node& field : state_->from->schema.fields) {
    if (std::optional<schema_node> kept = project(field, wanted)) state_->fields.push_back(std::move(*kept));
  }
  state_->options.forms.resize(state_->from->schema.leaves.size());
  for (schema_node& field : state_->fields) set_forms(field, state_->from->schema, state_->options.forms);
  state_->leaves.resize(state_->from->schema.leaves.size());
  state_->rows_left = state_->group().num_rows;
  state_->open_chunks(wanted);
}
DELTALAKE_DECL void row_group_reader::select(row_ranges rows, const std::vector<offset_index>& pages) {
  state& now = *state_;
  rows = intersect(rows, row_ranges::all(now.group().num_rows));
  now.rows_left = rows.count();
  const bool few = rows.count() < now.group().num_rows / 2;
  for (detail::column_cursor& cursor : now.cursors) {
    offset_index index;
    if (cursor.leaf < pages.size()) index = pages[cursor.leaf];
    cursor.jumps = few && !index.pages.empty();
    cursor.reader.select(rows, std::move(index));
  }
}

DELTALAKE_DECL std::uint64_t row_group_reader::memory_bytes() const noexcept {
  std::uint64_t sum = 0;
  for (const detail::column_cursor& cursor : state_->cursors) {
    sum += cursor.reader.memory_bytes() + cursor.carried.memory_bytes() +
           memory_of(state_->leaves[cursor.leaf]);
  }
  return sum;
}

DELTALAKE_DECL row_group_reader::row_group_reader(row_group_reader&&) noexcept = default;
DELTALAKE_DECL row_group_reader& row_group_reader::operator=(row_group_reader&&) noexcept = default;
DELTALAKE_DECL row_group_reader::~row_group_reader() = default;

// Where no column would tell that the number of rows is wrong.
DELTALAKE_DECL void row_group_reader::state::check_row_count() {
  const file_metadata& metadata = from->metadata;
  std::uint64_t rows = 0;
  for (const parquet::row_group& one : metadata.row_groups) rows += static_cast<std::uint64_t>(one.num_rows);
  const auto refuse = [this](const std::string& what) {
    fail(error(errc::invalid_parquet, what), "row_groups[" + std::to_string(row_group) + "]");
  };
  if (rows != static_cast<std::uint64_t>(metadata.num_rows)) {
    refuse(std::to_string(rows) + " rows in all row groups of a file of " + std::to_string(metadata.num_rows));
  }
  for (std::size_t leaf = 0; leaf < group().columns.size(); ++leaf) {
    const std::int64_t values = group().columns[leaf].num_values;
    const bool repeats = from->schema.leaves[leaf].max_repetition != 0;
    if (repeats ? values < group().num_rows : values != group().num_rows) {
      refuse(std::to_string(group().num_rows) + " rows, but a column of " + std::to_string(values) + " values");
    }
    // A page has a number of values of 31 bits, and takes at least a byte.
    if (values >> 31 > group().columns[leaf].total_compressed_size) {
      refuse(std::to_string(values) + " values in a column of " +
             std::to_string(group().columns[leaf].total_compressed_size) + " bytes");
    }
  }
}

// Reads rows of one column; asks the store for more whenever the decoder does.
DELTALAKE_DECL task<void> row_group_reader::state::fill(detail::column_cursor& cursor, row_bounds to) {
  leaf_values& into = leaves[cursor.leaf];
  while (true) {
    decoding = true;
    const result<std::uint64_t> needed = cursor.reader.read(to, into);
    if (!needed) fail(needed.error(), cursor.leaf);
    decoding = false;
    if (*needed == 0) break;
    const std::uint64_t at = cursor.reader.position();
    const std::uint64_t end = (std::min)(cursor.range.end, cursor.reader.wanted_end());
    const std::uint64_t left = end > at ? end - at : 0;
    const std::uint64_t wanted = (std::max)(*needed, (std::min)(options.window_bytes, left));
    storage::any_store store = from->store;
    bytes content = co_await store.get_range(from->where, at, wanted);
    if (content.size() < *needed) {
      fail(error(errc::invalid_parquet,
                 "a page at byte " + std::to_string(at) + " reaches beyond the end of what the store has"),
           cursor.leaf);
    }
    cursor.reader.offer(std::move(content), at);
  }
  if (into.rows >= to.rows || !cursor.reader.at_end()) co_return;
  fail(error(errc::invalid_parquet,
             "the column ends " + std::to_string(to.rows - into.rows) + " rows before its row group"),
       cursor.leaf);
}

// Reads all columns as far as the batch goes, or further. After a failure of the store it goes on where it was.
DELTALAKE_DECL task<void> row_group_reader::state::fill_batch() {
  while (!plan->done()) {
    detail::column_cursor& cursor = cursors[plan->column()];
    const leaf_column& leaf = from->schema.leaves[cursor.leaf];
    leaf_values& into = leaves[cursor.leaf];
    const row_bounds to = plan->bounds();
    if (!cursor.carried.empty()) {
      const carried_rows::share waiting = cursor.carried.enough_for(leaf, to);
      if (waiting.rows != 0) {
        plan->filled(waiting.rows, waiting.bytes);
        continue;
      }
      decoding = true;
      cursor.carried.give_all(leaf, into);
      decoding = false;
    }
    co_await fill(cursor, to);
    plan->filled(into.rows - (into.row_open ? 1 : 0), decoded_bytes(leaf, into));
  }
}

// Gives each column the rows of the batch: rows beyond it wait for the next one.
DELTALAKE_DECL void row_group_reader::state::cut_columns(std::int64_t rows) {
  decoding = true;
  for (detail::column_cursor& cursor : cursors) {
    const leaf_column& leaf = from->schema.leaves[cursor.leaf];
    leaf_values& values = leaves[cursor.leaf];
    if (!cursor.carried.empty()) {
      cursor.carried.give(leaf, rows, values);
    } else if (values.rows > rows) {
      cursor.carried.keep(leaf, rows, values);
    }
  }
  decoding = false;
}

DELTALAKE_DECL column::batch row_group_reader::state::assemble_batch(std::int64_t rows) {
  column::batch made;
  made.num_rows = rows;
  decoding = true;
  for (const schema_node& field : fields) {
    result<column::array> array = assemble(field, from->schema, leaves);
    if (!array) fail(array.error(), field.name);
    if (array->length != rows) fail(detail::contradicting_levels(field), field.leaf_begin);
    made.fields.push_back({field.name, field.type, field.nullable});
    made.columns.push_back(std::move(*array));
  }
  decoding = false;
  return made;
}

DELTALAKE_DECL task<std::optional<column::batch>> row_group_reader::next() {
  state& now = *state_;
  now.check_whole();
  if (now.rows_left <= 0) co_return std::nullopt;
  if (!now.in_batch) {
    co_await now.read_ahead();
    for (const detail::column_cursor& cursor : now.cursors) {
      leaf_values& values = now.leaves[cursor.leaf];
      values.clear();
      values.form = value_form::flat;  // until its reader says something else
      if (now.options.memory != nullptr) now.options.memory->fill(cursor.leaf, values);
    }
    now.plan->begin(now.rows_left);
  }
  now.in_batch = true;
  co_await now.fill_batch();
  const std::int64_t rows = now.cursors.empty() ? now.rows_left : now.plan->rows();
  now.cut_columns(rows);
  column::batch made = now.assemble_batch(rows);
  now.in_batch = false;
  now.rows_left -= rows;
  co_return made;
}

namespace detail {

DELTALAKE_DECL void take_apart(column::array& from, std::vector<leaf_values>& to) {
  for (column::array& child : from.children) take_apart(child, to);
  if (!from.children.empty()) return;
  leaf_values& leaf = to.emplace_back();
  (column::is_text(from) ? leaf.bytes : leaf.fixed) = std::move(from.values);
  leaf.offsets = std::move(from.offsets);
}

}  // namespace detail

DELTALAKE_DECL void row_group_reader::recycle(column::batch used) {
  state& now = *state_;
  std::vector<leaf_values> parts;
  for (column::array& column : used.columns) detail::take_apart(column, parts);
  // The leaves of the batch stand in the order of the cursors.
  for (std::size_t i = 0; i < (std::min)(parts.size(), now.cursors.size()); ++i) {
    const std::uint32_t leaf = now.cursors[i].leaf;
    leaf_values& into = now.leaves[leaf];
    // What a huge value took is not kept.
    for (column::buffer* one : {&parts[i].fixed, &parts[i].offsets, &parts[i].bytes}) {
      if (one->capacity() / 4 > now.options.batch_bytes) *one = column::buffer();
    }
    const bool has_some = now.in_batch || into.fixed.capacity() + into.bytes.capacity() != 0;
    if (!has_some) {
      into.fixed = std::move(parts[i].fixed);
      into.offsets = std::move(parts[i].offsets);
      into.bytes = std::move(parts[i].bytes);
    } else if (now.options.memory != nullptr) {
      now.options.memory->give(leaf, std::move(parts[i]));
    }
  }
}

DELTALAKE_DECL std::vector<bool> select_leaves(const schema_tree& schema, const std::vector<std::string>& prefixes) {
  std::vector<bool> wanted(schema.leaves.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string text = dotted(schema.leaves[i].path);
    for (const std::string& prefix : prefixes) {
      if (text.starts_with(prefix) && (text.size() == prefix.size() || text[prefix.size()] == '.')) wanted[i] = true;
    }
  }
  return wanted;
}

}  // namespace deltalake::inline v0::parquet
