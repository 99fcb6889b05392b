#include "parquet_pages.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <deltalake/parquet/chunk_reader.hpp>
#include <deltalake/parquet/page_header.hpp>

#include "parquet_words.hpp"

namespace deltalake_tool {
namespace {

namespace parquet = deltalake::parquet;

deltalake::error damaged(std::string what) {
  return deltalake::error(deltalake::errc::invalid_parquet, std::move(what));
}

// Goes from header to header. It says where bytes are needed, and is given them.
class page_walk {
 public:
  page_walk(const parquet::column_chunk& chunk, parquet::chunk_reader::range range)
      : at_(range.begin), end_(range.end), values_left_(chunk.num_values) {
    // Bodies are not read: they may be of any size.
    limits_.page_bytes = limits_.dictionary_bytes = std::numeric_limits<std::uint32_t>::max();
  }

  bool done() const noexcept { return made_.failure || at_ >= end_ || values_left_ <= 0; }
  std::uint64_t position() const noexcept { return at_; }
  std::uint64_t wanted() const noexcept { return std::min(wanted_, end_ - at_); }

  // Takes all headers that lie in the window, which begins at position().
  void take(std::string_view window) {
    if (window.size() < wanted()) fail("the file ends in a column chunk");
    while (!done()) {
      deltalake::result<std::optional<parquet::page_header>> header = parquet::parse_page_header(window, limits_);
      if (!header) {
        made_.failure = header.error();
      } else if (*header) {
        const std::size_t size = add(std::move(**header));
        if (size >= window.size()) return;
        window.remove_prefix(size);
      } else if (window.size() == end_ - at_) {
        fail("the column chunk ends in the header of a page");
      } else {
        wanted_ = std::max<std::uint64_t>(first_wanted, 2 * window.size());
        return;
      }
    }
  }

  chunk_pages finish() && {
    if (!made_.failure && values_left_ != 0) {
      fail("the pages hold " + std::string(values_left_ < 0 ? "more" : "fewer") + " values than the column chunk");
    }
    return std::move(made_);
  }

 private:
  static constexpr std::uint64_t first_wanted = 4096;

  void fail(std::string what) {
    if (!made_.failure) made_.failure = damaged(std::move(what));
  }
  std::size_t add(parquet::page_header header) {
    const std::uint64_t size = std::uint64_t{header.header_bytes} + header.compressed_bytes;
    if (header.type == parquet::page_type::data_v1 || header.type == parquet::page_type::data_v2) {
      values_left_ -= header.num_values;
    }
    if (size > end_ - at_) fail("a page of " + std::to_string(size) + " bytes reaches beyond its column chunk");
    made_.pages.push_back({at_, std::move(header)});
    at_ += size;
    wanted_ = first_wanted;
    return size;
  }

  parquet::limits limits_;
  std::uint64_t at_, end_;
  std::uint64_t wanted_ = first_wanted;
  std::int64_t values_left_;
  chunk_pages made_;
};

}  // namespace

deltalake::task<chunk_pages> read_pages(std::shared_ptr<const parquet::file> from, std::size_t row_group,
                                        std::size_t column) {
  const parquet::column_chunk& chunk = from->metadata.row_groups[row_group].columns[column];
  chunk_pages nothing;
  if (!chunk.file_path.empty()) {
    nothing.failure = deltalake::error(deltalake::errc::unsupported_parquet, "the chunk lies in another file");
    co_return nothing;
  }
  const auto range = parquet::chunk_reader::range_of(chunk, from->size_bytes);
  if (!range) {
    nothing.failure = range.error();
    co_return nothing;
  }
  page_walk walk(chunk, *range);
  while (!walk.done()) {
    const deltalake::bytes window = co_await from->store.get_range(from->where, walk.position(), walk.wanted());
    walk.take(window.view());
  }
  co_return std::move(walk).finish();
}

void page_failure::note(const chunk_pages& found, const parquet::file& from, std::size_t column) {
  if (first_ || !found.failure) return;
  first_ = found.failure;
  first_->in_field(dotted(from.schema.leaves[column])).in_file(from.where.text());
}

void page_failure::rethrow() const {
  if (first_) deltalake::throw_error(*first_);
}

}  // namespace deltalake_tool
