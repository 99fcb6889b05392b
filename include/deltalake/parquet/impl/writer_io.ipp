#pragma once
#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <deltalake/base/workers.hpp>
#include <deltalake/parquet/chunk_writer.hpp>
#include <deltalake/parquet/footer_write.hpp>
#include <deltalake/parquet/leaf_rows.hpp>
#include <deltalake/parquet/shred.hpp>
#include <deltalake/parquet/writer_io.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// The definition level up to which the first list or map around each leaf is not null; of leaves outside, their own.
inline void note_null_levels(const schema_node& node, std::vector<std::uint8_t>& levels) {
  if (node.kind == node_kind::structure) {
    for (const schema_node& child : node.children) note_null_levels(child, levels);
    return;
  }
  for (std::uint32_t leaf = node.leaf_begin; leaf < node.leaf_end; ++leaf) levels[leaf] = node.definition_level;
}

// One leaf of the row group that is being made.
struct leaf_writer {
  chunk_writer chunk;
  std::int64_t seen_rows = 0;    // of the rows that wait for a page, so many were looked at
  std::uint64_t seen_bytes = 0;  // and they had so many bytes
  std::optional<encoded_chunk> done;
};

// What the footer will say of the pages of a chunk.
struct chunk_index {
  offset_index offsets;
  std::optional<column_index> bounds;
};

}  // namespace detail

struct file_writer::state {
  state(std::shared_ptr<const write_schema> columns, std::vector<column::field> named,
        std::unique_ptr<storage::upload> sink, write_options how)
      : options(std::move(how)), fields(std::move(named)), schema(std::move(columns)), to(std::move(sink)) {
    std::vector<std::uint8_t> levels(schema->tree.leaves.size());
    for (const schema_node& field : schema->tree.fields) detail::note_null_levels(field, levels);
    leaves.resize(levels.size());
    for (const leaf_column& leaf : schema->tree.leaves) {
      writers.push_back({chunk_writer(leaf, options, levels[leaf.index]), 0, 0, std::nullopt});
      made.values.emplace_back(leaf);
    }
    made.null_rows.resize(levels.size());
    made.schema = schema;
    made.metadata.schema = schema->elements;
    made.metadata.version = options.get_pages() == page_version::v2 ? 2 : 1;
    made.metadata.key_value_metadata = options.get_key_values();
    made.metadata.created_by = parquet::created_by();
    made.metadata.type_defined_order.assign(levels.size(), true);
    put("PAR1");
  }

  write_options options;
  std::vector<column::field> fields;
  std::shared_ptr<const write_schema> schema;
  std::unique_ptr<storage::upload> to;
  std::vector<leaf_values> leaves;  // rows that no page holds yet
  std::vector<detail::leaf_writer> writers;
  std::vector<std::vector<detail::chunk_index>> indexes;  // by row group and leaf
  std::int64_t group_rows = 0;
  std::uint64_t position = 0;  // in the file
  column::buffer out;          // what was not handed to the store yet
  written_file made;
  bool failed = false;  // or in the middle of something that may fail

  void begin_step() {
    if (failed) throw_error(error(errc::invalid_argument, "the file was finished, or writing it failed before"));
    failed = true;
  }
  void put(std::string_view content) {
    out.append(content.data(), content.size());
    position += content.size();
  }
  task<void> hand_over(std::size_t least);
  void check(const column::batch& rows) const;
  std::int64_t piece_rows(const column::batch& rows, std::int64_t first, std::uint64_t& size) const;
  std::uint64_t group_bytes() const noexcept;
  void take_field(const column::batch& rows, std::size_t field, std::int64_t first, std::int64_t count);
  task<void> take_field_of(const column::batch* rows, std::size_t field, std::int64_t first, std::int64_t count);
  task<void> take_piece(const column::batch* rows, std::int64_t first, std::int64_t count, std::uint64_t size);
  task<void> finish_chunk(std::size_t leaf);
  task<void> finish_group();
  void put_chunk(std::size_t leaf, row_group& group);
  void put_blooms(row_group& group);
  void put_indexes();
};

// Hands what is there to the store, if it is enough to be worth it.
DELTALAKE_DECL task<void> file_writer::state::hand_over(std::size_t least) {
  if (out.size() < least || out.empty()) co_return;
  bytes part = bytes::copy_of(out.view());
  out.clear();
  auto writing = to->write(std::move(part));
  co_await std::move(writing);
}

DELTALAKE_DECL void file_writer::state::check(const column::batch& rows) const {
  if (rows.columns.size() != fields.size()) {
    throw_error(error(errc::invalid_argument, "a batch of " + std::to_string(rows.columns.size()) +
                                                  " columns for a file of " + std::to_string(fields.size())));
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    check_array(fields[i], rows.columns[i]).value();
    if (rows.columns[i].length == rows.num_rows) continue;
    error found(errc::invalid_argument, "a column of " + std::to_string(rows.columns[i].length) +
                                            " values in a batch of " + std::to_string(rows.num_rows) + " rows");
    throw_error(std::move(found).in_field(fields[i].name));
  }
}

// How many rows are taken in before the size of the row group is looked at; `size` is about what they take.
DELTALAKE_DECL std::int64_t file_writer::state::piece_rows(const column::batch& rows, std::int64_t first,
                                                           std::uint64_t& size) const {
  constexpr std::int64_t most = 65'536;
  const std::uint64_t bytes_max = (std::min)(options.get_row_group_bytes(), std::uint64_t{8} << 20);
  std::int64_t count = (std::min)({rows.num_rows - first, options.get_row_group_rows() - group_rows, most});
  for (;; count /= 2) {
    size = 0;
    for (const column::array& one : rows.columns) size += shredded_bytes(one, first, count);
    if (count <= 1 || size <= bytes_max) return count;
  }
}

DELTALAKE_DECL std::uint64_t file_writer::state::group_bytes() const noexcept {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < writers.size(); ++i) {
    sum += writers[i].chunk.size_bytes() + decoded_bytes(schema->tree.leaves[i], leaves[i]);
  }
  return sum;
}

// Takes rows of one column to its leaves, and lets those make pages that have rows enough.
DELTALAKE_DECL void file_writer::state::take_field(const column::batch& rows, std::size_t field, std::int64_t first,
                                                   std::int64_t count) {
  constexpr std::int64_t enough_rows = 4096;
  const schema_node& node = schema->tree.fields[field];
  shred(node, schema->tree, rows.columns[field], first, count, leaves).value();
  for (std::uint32_t i = node.leaf_begin; i < node.leaf_end; ++i) {
    const leaf_column& leaf = schema->tree.leaves[i];
    detail::leaf_writer& writer = writers[i];
    const bool few = leaves[i].rows - writer.seen_rows < enough_rows &&
                     decoded_bytes(leaf, leaves[i]) - writer.seen_bytes < options.get_page_bytes() / 2;
    if (few) continue;
    if (result<void> done = writer.chunk.add(leaves[i]); !done) throw_error(done.error().in_field(dotted(leaf.path)));
    writer.seen_rows = leaves[i].rows;
    writer.seen_bytes = decoded_bytes(leaf, leaves[i]);
  }
}
DELTALAKE_DECL task<void> file_writer::state::take_field_of(const column::batch* rows, std::size_t field,
                                                            std::int64_t first, std::int64_t count) {
  take_field(*rows, field, first, count);
  co_return;
}

DELTALAKE_DECL task<void> file_writer::state::take_piece(const column::batch* rows, std::int64_t first,
                                                         std::int64_t count, std::uint64_t size) {
  constexpr std::uint64_t worth_threads = 128 << 10;
  constexpr std::size_t lanes = 16;
  if (size < worth_threads) {
    for (std::size_t field = 0; field < fields.size(); ++field) take_field(*rows, field, first, count);
    co_return;
  }
  const executor here = co_await boost::asio::this_coro::executor;
  std::function<task<void>(std::size_t)> body = [this, rows, first, count](std::size_t field) {
    return take_field_of(rows, field, first, count);
  };
  auto all = for_each_limited(workers_of(here), fields.size(), lanes, std::move(body));
  co_await std::move(all);
}

DELTALAKE_DECL task<void> file_writer::state::finish_chunk(std::size_t leaf) {
  result<encoded_chunk> chunk = writers[leaf].chunk.finish(leaves[leaf]);
  if (!chunk) throw_error(chunk.error().in_field(dotted(schema->tree.leaves[leaf].path)));
  writers[leaf].done.emplace(std::move(*chunk));
  writers[leaf].seen_rows = 0;
  writers[leaf].seen_bytes = 0;
  co_return;
}

// Ends the row group and writes it.
DELTALAKE_DECL task<void> file_writer::state::finish_group() {
  constexpr std::size_t lanes = 16;
  constexpr std::size_t part_bytes = std::size_t{4} << 20;
  const executor here = co_await boost::asio::this_coro::executor;
  std::function<task<void>(std::size_t)> body = [this](std::size_t leaf) { return finish_chunk(leaf); };
  auto all = for_each_limited(workers_of(here), writers.size(), lanes, std::move(body));
  co_await std::move(all);
  row_group group;
  group.num_rows = std::exchange(group_rows, 0);
  group.file_offset = static_cast<std::int64_t>(position);
  group.total_compressed_size = 0;
  group.sorting_columns = options.get_sorting();
  indexes.emplace_back();
  for (std::size_t leaf = 0; leaf < writers.size(); ++leaf) {
    put_chunk(leaf, group);
    auto handing = hand_over(part_bytes);
    co_await std::move(handing);
  }
  put_blooms(group);
  made.metadata.num_rows += group.num_rows;
  made.metadata.row_groups.push_back(std::move(group));
}

DELTALAKE_DECL void file_writer::state::put_chunk(std::size_t leaf, row_group& group) {
  encoded_chunk& from = *writers[leaf].done;
  const auto begin = static_cast<std::int64_t>(position);
  column_chunk of = std::move(from.metadata);
  of.data_page_offset += begin;
  if (of.dictionary_page_offset) *of.dictionary_page_offset += begin;
  put(from.dictionary.view());
  put(from.pages.view());
  group.total_byte_size += of.total_uncompressed_size;
  *group.total_compressed_size += of.total_compressed_size;
  group.columns.push_back(std::move(of));
  made.values[leaf].merge(from.values);
  made.null_rows[leaf] += from.null_rows;
  if (options.get_page_index() == page_indexes::write) {
    for (page_location& page : from.offsets.pages) page.offset += begin;
    indexes.back().push_back({std::move(from.offsets), std::move(from.bounds)});
  }
  from.dictionary = column::buffer();
  from.pages = column::buffer();
}

// Filters follow their row group: so nobody keeps them in memory.
DELTALAKE_DECL void file_writer::state::put_blooms(row_group& group) {
  for (std::size_t leaf = 0; leaf < writers.size(); ++leaf) {
    encoded_chunk& from = *writers[leaf].done;
    if (from.bloom) {
      std::string text;
      write_bloom_filter(*from.bloom, text);
      group.columns[leaf].bloom_filter_offset = static_cast<std::int64_t>(position);
      group.columns[leaf].bloom_filter_length = static_cast<std::int32_t>(text.size());
      put(text);
    }
    writers[leaf].done.reset();
  }
}

// PageIndex.md: all column indexes, then all offset indexes, before the footer.
DELTALAKE_DECL void file_writer::state::put_indexes() {
  std::string text;
  for (std::size_t group = 0; group < indexes.size(); ++group) {
    for (std::size_t leaf = 0; leaf < indexes[group].size(); ++leaf) {
      if (!indexes[group][leaf].bounds) continue;
      text.clear();
      write_column_index(*indexes[group][leaf].bounds, text);
      column_chunk& of = made.metadata.row_groups[group].columns[leaf];
      of.column_index_offset = static_cast<std::int64_t>(position);
      of.column_index_length = static_cast<std::int32_t>(text.size());
      put(text);
    }
  }
  for (std::size_t group = 0; group < indexes.size(); ++group) {
    for (std::size_t leaf = 0; leaf < indexes[group].size(); ++leaf) {
      text.clear();
      write_offset_index(indexes[group][leaf].offsets, text);
      column_chunk& of = made.metadata.row_groups[group].columns[leaf];
      of.offset_index_offset = static_cast<std::int64_t>(position);
      of.offset_index_length = static_cast<std::int32_t>(text.size());
      put(text);
    }
  }
}

DELTALAKE_DECL file_writer::file_writer(std::vector<column::field> columns, std::unique_ptr<storage::upload> to,
                                        write_options options) {
  auto schema = std::make_shared<const write_schema>(make_write_schema(columns, options).value());
  state_ = std::make_unique<state>(std::move(schema), std::move(columns), std::move(to), std::move(options));
}
DELTALAKE_DECL file_writer::file_writer(file_writer&&) noexcept = default;
DELTALAKE_DECL file_writer& file_writer::operator=(file_writer&&) noexcept = default;
DELTALAKE_DECL file_writer::~file_writer() = default;

DELTALAKE_DECL const write_schema& file_writer::schema() const noexcept { return *state_->schema; }
DELTALAKE_DECL std::int64_t file_writer::rows() const noexcept {
  return state_->made.metadata.num_rows + state_->group_rows;
}
DELTALAKE_DECL std::uint64_t file_writer::bytes_written() const noexcept {
  return state_->position - state_->out.size();
}

DELTALAKE_DECL task<void> file_writer::write(const column::batch& rows) {
  state& self = *state_;
  self.begin_step();
  self.check(rows);
  for (std::int64_t first = 0; first < rows.num_rows;) {
    std::uint64_t size = 0;
    const std::int64_t count = self.piece_rows(rows, first, size);
    auto taking = self.take_piece(&rows, first, count, size);
    co_await std::move(taking);
    self.group_rows += count;
    first += count;
    const bool is_full = self.group_rows >= self.options.get_row_group_rows() ||
                         self.group_bytes() >= self.options.get_row_group_bytes();
    if (!is_full) continue;
    auto finishing = self.finish_group();
    co_await std::move(finishing);
  }
  self.failed = false;
}

DELTALAKE_DECL task<written_file> file_writer::finish() {
  state& self = *state_;
  self.begin_step();
  if (self.group_rows != 0) {
    auto finishing = self.finish_group();
    co_await std::move(finishing);
  }
  self.put_indexes();
  std::string footer;
  write_footer(self.made.metadata, footer);
  self.put(footer);
  auto handing = self.hand_over(0);
  co_await std::move(handing);
  auto ending = self.to->finish();
  self.made.outcome = co_await std::move(ending);
  self.made.size_bytes = self.position;
  co_return std::move(self.made);
}

DELTALAKE_DECL task<void> file_writer::abort() {
  state_->failed = true;
  auto giving_up = state_->to->abort();
  co_await std::move(giving_up);
}

}  // namespace deltalake::inline v0::parquet
