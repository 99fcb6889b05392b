#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <deltalake/parquet/page_index_io.hpp>
#include <deltalake/parquet/range_plan.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// Where one index lies, and its bytes once they are read.
struct index_slot {
  std::uint32_t leaf = 0;
  bool of_columns = false;
  std::uint64_t begin = 0, end = 0;
  bytes content;
};

// Chooses what to read, and makes of it what is known.
class page_index_reading {
 public:
  page_index_reading(std::shared_ptr<const file> from, std::size_t row_group, const limits& bounds)
      : from_(std::move(from)), row_group_(row_group), bounds_(bounds) {}

  void add(std::uint32_t leaf, page_index_part part) {
    const column_chunk& chunk = group().columns[leaf];
    if (part == page_index_part::none || chunk.encrypted || !chunk.file_path.empty()) return;
    const std::size_t before = slots_.size();
    add_slot(leaf, false, chunk.offset_index_offset, chunk.offset_index_length);
    // Bounds of pages that cannot be found are of no use.
    if (part == page_index_part::all && slots_.size() != before) {
      add_slot(leaf, true, chunk.column_index_offset, chunk.column_index_length);
    }
  }

  std::vector<range_request> requests(const read_options& options) const {
    std::vector<column_position> positions;
    for (const index_slot& slot : slots_) positions.push_back({slot.begin, 0, slot.end, slot.end - slot.begin});
    return plan_ranges(positions, {0, bounds_.page_index_bytes, options.gap_bytes, options.ahead_bytes});
  }

  void take(const range_request& request, const bytes& got) {
    for (const column_range& part : request.parts) {
      slots_[part.column].content = got.slice(part.begin - request.begin, part.end - part.begin);
    }
  }

  row_group_page_index finish() {
    for (index_slot& slot : slots_) {
      if (slot.content.size() != slot.end - slot.begin) {
        note(slot.leaf, error(errc::invalid_parquet, "the file ends inside of a page index"));
      } else if (slot.of_columns) {
        take_columns(slot);
      } else {
        take_offsets(slot);
      }
      slot.content = bytes();
    }
    return std::move(made_);
  }

 private:
  const parquet::row_group& group() const { return from_->metadata.row_groups[row_group_]; }
  const leaf_column& leaf_at(std::uint32_t leaf) const { return from_->schema.leaves[leaf]; }

  void note(std::uint32_t leaf, error why) {
    std::string field = "row_groups[" + std::to_string(row_group_) + "].columns[" + std::to_string(leaf) + ']';
    made_.notes.push_back(std::move(why).in_field(std::move(field)).in_file(from_->where.text()));
  }

  void add_slot(std::uint32_t leaf, bool of_columns, std::optional<std::int64_t> offset,
                std::optional<std::int32_t> length) {
    if (!offset || !length || *length == 0) return;
    const auto begin = static_cast<std::uint64_t>(*offset), size = static_cast<std::uint64_t>(*length);
    if (*offset < 0 || *length < 0 || begin > from_->size_bytes || size > from_->size_bytes - begin) {
      return note(leaf, error(errc::invalid_parquet, "a page index of " + std::to_string(*length) + " bytes at " +
                                                         std::to_string(*offset) + " in a file of " +
                                                         std::to_string(from_->size_bytes)));
    }
    if (size > bounds_.page_index_bytes - taken_) {
      return note(leaf,
                  error(errc::value_too_large, "page indexes of more than " + std::to_string(bounds_.page_index_bytes) +
                                                   " bytes, the limit (page_index_bytes)"));
    }
    taken_ += size;
    slots_.push_back({leaf, of_columns, begin, begin + size, {}});
  }

  void take_offsets(const index_slot& slot) {
    result<offset_index> parsed =
        parse_offset_index(slot.content.view(), group(), leaf_at(slot.leaf), from_->size_bytes, bounds_);
    if (!parsed) return note(slot.leaf, parsed.error());
    made_.leaves.push_back({slot.leaf, std::move(*parsed), std::nullopt});
  }

  void take_columns(const index_slot& slot) {
    if (made_.leaves.empty() || made_.leaves.back().leaf != slot.leaf) return;
    leaf_page_index& known = made_.leaves.back();
    result<column_index> parsed = parse_column_index(slot.content.view(), leaf_at(slot.leaf), bounds_);
    if (!parsed) return note(slot.leaf, parsed.error());
    if (!agree(*known.offsets, *parsed, leaf_at(slot.leaf), group().num_rows)) {
      return note(slot.leaf, error(errc::invalid_parquet, "the bounds of the pages are those of other pages"));
    }
    known.columns = std::move(*parsed);
  }

  std::shared_ptr<const file> from_;
  std::size_t row_group_;
  limits bounds_;
  std::uint64_t taken_ = 0;
  std::vector<index_slot> slots_;  // of a leaf, the offsets first
  row_group_page_index made_;
};

}  // namespace detail

DELTALAKE_DECL task<row_group_page_index> read_page_index(std::shared_ptr<const file> from, std::size_t row_group,
                                                          std::vector<page_index_part> wanted, read_options options) {
  detail::page_index_reading reading(from, row_group, options.limits);
  for (std::uint32_t leaf = 0; leaf < wanted.size(); ++leaf) reading.add(leaf, wanted[leaf]);
  auto job = std::make_shared<detail::range_job>();
  job->from = std::move(from);
  job->requests = reading.requests(options);
  if (!job->requests.empty()) co_await detail::read_ranges(job, options.requests);
  for (std::size_t i = 0; i < job->requests.size(); ++i) reading.take(job->requests[i], job->got[i]);
  co_return reading.finish();
}

}  // namespace deltalake::inline v0::parquet
