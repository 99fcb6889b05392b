#pragma once
#include <algorithm>
#include <functional>
#include <utility>

#include <deltalake/parquet/assemble.hpp>
#include <deltalake/parquet/chunk_reader.hpp>
#include <deltalake/parquet/footer.hpp>
#include <deltalake/parquet/reader_io.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

[[noreturn]] inline void throw_in_file(error found, const path& where) {
  throw_error(std::move(found.in_file(where.text())));
}

inline task<bytes> read_exactly(storage::any_store store, path where, std::uint64_t offset, std::uint64_t size) {
  bytes got = co_await store.get_range(where, offset, size);
  if (got.size() != size) {
    throw_in_file(error(errc::invalid_parquet, "bytes " + std::to_string(offset) + " to " +
                                                   std::to_string(offset + size) + " are not all there"),
                  where);
  }
  co_return got;
}

inline task<std::uint64_t> size_of(storage::any_store store, path where, std::optional<std::uint64_t> known) {
  if (known) co_return *known;
  const std::optional<storage::object_meta> meta = co_await store.head(where);
  if (!meta) throw_in_file(error(errc::not_found), where);
  co_return meta->size_bytes;
}

inline constexpr std::uint64_t footer_tail_bytes = 8;

// One column chunk and where its next bytes come from.
struct column_cursor {
  std::uint32_t leaf = 0;
  chunk_reader reader;
  chunk_reader::range range;
  bool offered = false;
};

// Bytes that are read with one request, for one or more chunks.
struct read_request {
  std::uint64_t begin = 0, end = 0;
  std::vector<std::size_t> cursors;
};

// Chunks near each other come with one request.
inline std::vector<read_request> coalesce(const std::vector<column_cursor>& cursors, std::uint64_t gap,
                                          std::uint64_t most) {
  std::vector<std::size_t> order(cursors.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return cursors[a].range.begin < cursors[b].range.begin; });
  std::vector<read_request> requests;
  for (const std::size_t i : order) {
    const chunk_reader::range& range = cursors[i].range;
    if (requests.empty() || range.begin > requests.back().end + gap ||
        (std::max)(range.end, requests.back().end) - requests.back().begin > most) {
      requests.push_back({range.begin, range.end, {}});
    }
    requests.back().end = (std::max)(requests.back().end, range.end);
    requests.back().cursors.push_back(i);
  }
  return requests;
}

inline std::string dotted(const leaf_column& leaf) {
  std::string text;
  for (const std::string& name : leaf.path) text += (text.empty() ? "" : ".") + name;
  return text;
}

}  // namespace detail

struct row_group_reader::state {
  std::shared_ptr<const file> from;
  std::size_t row_group = 0;
  read_options options;
  std::vector<schema_node> fields;  // as far as they are wanted
  std::vector<detail::column_cursor> cursors;
  std::vector<leaf_values> leaves;  // by leaf of the file
  std::int64_t rows_left = 0, rows_a_batch = 0;
  bool begun = false;
  bool in_batch = false;  // some columns may have their rows
  bool decoding = false;  // a failure now cannot be made good: a column may lose rows
  std::optional<error> broken;

  const parquet::row_group& group() const { return from->metadata.row_groups[row_group]; }
  [[noreturn]] void fail(error found, std::string field) {
    broken = std::move(found.in_field(std::move(field)).in_file(from->where.text()));
    throw_error(*broken);
  }
  [[noreturn]] void fail(error found, std::uint32_t leaf) {
    fail(std::move(found), detail::dotted(from->schema.leaves[leaf]));
  }
  // Throws if an earlier call failed where it cannot be gone on with.
  void check_whole() const {
    if (broken) throw_error(*broken);
    if (!decoding) return;
    detail::throw_in_file(error(errc::value_too_large, "reading a batch of its rows failed before"), from->where);
  }
  void open_chunks(const std::vector<bool>& wanted) {
    std::uint64_t bytes = 0;
    for (std::uint32_t leaf = 0; leaf < wanted.size(); ++leaf) {
      if (!wanted[leaf]) continue;
      const column_chunk& chunk = group().columns[leaf];
      const result<chunk_reader::range> range = chunk_reader::range_of(chunk, from->size_bytes);
      if (!range) fail(range.error(), leaf);
      chunk_reader reader(from->schema.leaves[leaf], chunk, group().num_rows, from->size_bytes, options.codecs,
                          options.limits);
      cursors.push_back({leaf, std::move(reader), *range, false});
      bytes += static_cast<std::uint64_t>((std::max)(chunk.total_uncompressed_size, std::int64_t{0}));
    }
    const std::uint64_t rows = static_cast<std::uint64_t>((std::max)(group().num_rows, std::int64_t{1}));
    const std::uint64_t fitting = options.batch_bytes / (bytes / rows + 1);
    rows_a_batch = (std::min)(options.batch_rows, static_cast<std::int64_t>((std::min)(fitting, rows)));
    rows_a_batch = (std::max)(rows_a_batch, std::int64_t{1});
  }
  task<void> fill(detail::column_cursor& cursor, std::int64_t rows);
  column::batch assemble_batch(std::int64_t rows);
  std::uint64_t compressed_bytes() const {
    std::uint64_t total = 0;
    for (const detail::column_cursor& cursor : cursors) total += cursor.range.end - cursor.range.begin;
    return total;
  }
};

namespace detail {

// A small row group is read with as few requests as possible.
inline task<void> read_whole_group(const file& from, std::vector<column_cursor>& cursors, std::uint64_t gap,
                                   std::uint64_t most) {
  const std::vector<read_request> requests = coalesce(cursors, gap, most);
  for (const read_request& request : requests) {
    storage::any_store store = from.store;
    const bytes content = co_await store.get_range(from.where, request.begin, request.end - request.begin);
    for (const std::size_t i : request.cursors) {
      const std::uint64_t skipped = cursors[i].range.begin - request.begin;
      cursors[i].reader.offer(content.slice(skipped, cursors[i].range.end - cursors[i].range.begin),
                              cursors[i].range.begin);
    }
  }
}

}  // namespace detail

DELTALAKE_DECL task<std::shared_ptr<const file>> open_file(storage::any_store store, path where,
                                                           std::optional<std::uint64_t> size_bytes,
                                                           read_options options) {
  auto made = std::make_shared<file>();
  made->size_bytes = co_await detail::size_of(store, where, size_bytes);
  made->store = std::move(store);
  made->where = std::move(where);
  const std::uint64_t size = made->size_bytes;
  if (size < detail::footer_tail_bytes) {
    detail::throw_in_file(error(errc::invalid_parquet, "a file of " + std::to_string(size) + " bytes"), made->where);
  }
  const std::uint64_t guess = (std::min)(size, (std::max)(options.footer_guess, detail::footer_tail_bytes));
  bytes tail = co_await detail::read_exactly(made->store, made->where, size - guess, guess);
  const result<footer_tail> end = read_footer_tail(tail.view().substr(tail.size() - detail::footer_tail_bytes));
  if (!end) detail::throw_in_file(end.error(), made->where);
  const std::uint64_t footer = end->metadata_bytes;
  if (footer + detail::footer_tail_bytes > size) {
    detail::throw_in_file(error(errc::invalid_parquet, "a footer of " + std::to_string(footer) +
                                                           " bytes in a file of " + std::to_string(size)),
                          made->where);
  }
  if (footer > options.limits.footer_bytes) {
    detail::throw_in_file(error(errc::value_too_large, "a footer of " + std::to_string(footer) + " bytes"),
                          made->where);
  }
  if (footer + detail::footer_tail_bytes > guess) {
    const std::uint64_t begin = size - footer - detail::footer_tail_bytes;
    tail = co_await detail::read_exactly(made->store, made->where, begin, footer + detail::footer_tail_bytes);
  }
  const std::string_view text = tail.view().substr(tail.size() - detail::footer_tail_bytes - footer, footer);
  result<file_metadata> metadata = parse_footer(text, options.limits);
  if (!metadata) detail::throw_in_file(metadata.error(), made->where);
  result<schema_tree> schema = make_schema_tree(*metadata, options.limits);
  if (!schema) detail::throw_in_file(schema.error(), made->where);
  made->metadata = std::move(*metadata);
  made->schema = std::move(*schema);
  co_return made;
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
  state_->leaves.resize(state_->from->schema.leaves.size());
  state_->rows_left = state_->group().num_rows;
  state_->open_chunks(wanted);
}
DELTALAKE_DECL row_group_reader::row_group_reader(row_group_reader&&) noexcept = default;
DELTALAKE_DECL row_group_reader& row_group_reader::operator=(row_group_reader&&) noexcept = default;
DELTALAKE_DECL row_group_reader::~row_group_reader() = default;

// Reads rows of one column; asks the store for more whenever the decoder does.
DELTALAKE_DECL task<void> row_group_reader::state::fill(detail::column_cursor& cursor, std::int64_t rows) {
  leaf_values& into = leaves[cursor.leaf];
  while (true) {
    decoding = true;
    const result<std::uint64_t> needed = cursor.reader.read(rows, into);
    if (!needed) fail(needed.error(), cursor.leaf);
    decoding = false;
    if (*needed == 0) break;
    const std::uint64_t at = cursor.reader.position();
    const std::uint64_t left = cursor.range.end > at ? cursor.range.end - at : 0;
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
  if (into.rows == rows) co_return;
  fail(error(errc::invalid_parquet,
             "the column ends " + std::to_string(rows - into.rows) + " rows before its row group"),
       cursor.leaf);
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
  if (!now.begun && now.compressed_bytes() <= now.options.whole_group_bytes) {
    co_await detail::read_whole_group(*now.from, now.cursors, now.options.gap_bytes, now.options.whole_group_bytes);
  }
  now.begun = true;
  if (!now.in_batch) {
    for (const detail::column_cursor& cursor : now.cursors) now.leaves[cursor.leaf].clear();
  }
  now.in_batch = true;
  const std::int64_t rows = (std::min)(now.rows_left, now.rows_a_batch);
  for (detail::column_cursor& cursor : now.cursors) co_await now.fill(cursor, rows);
  column::batch made = now.assemble_batch(rows);
  now.in_batch = false;
  now.rows_left -= rows;
  co_return made;
}

DELTALAKE_DECL void row_group_reader::recycle(column::batch used) {
  if (state_->in_batch) return;  // the next batch failed half way: its columns lie in their memory already
  // The leaves of the batch stand in the order of the cursors.
  auto at = state_->cursors.begin();
  std::function<void(column::array&)> take = [&](column::array& one) {
    for (column::array& child : one.children) take(child);
    if (!one.children.empty() || at == state_->cursors.end()) return;
    leaf_values& leaf = state_->leaves[at->leaf];
    ++at;
    (column::is_text(one) ? leaf.bytes : leaf.fixed) = std::move(one.values);
    leaf.offsets = std::move(one.offsets);
  };
  for (column::array& column : used.columns) take(column);
}

DELTALAKE_DECL std::vector<bool> select_leaves(const schema_tree& schema, const std::vector<std::string>& prefixes) {
  std::vector<bool> wanted(schema.leaves.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string text = detail::dotted(schema.leaves[i]);
    for (const std::string& prefix : prefixes) {
      if (text.starts_with(prefix) && (text.size() == prefix.size() || text[prefix.size()] == '.')) wanted[i] = true;
    }
  }
  return wanted;
}

DELTALAKE_DECL bool all_null(const row_group& group, std::uint32_t leaf) noexcept {
  const column_chunk& chunk = group.columns[leaf];
  return chunk.statistics && chunk.statistics->null_count && *chunk.statistics->null_count == chunk.num_values;
}

}  // namespace deltalake::inline v0::parquet
