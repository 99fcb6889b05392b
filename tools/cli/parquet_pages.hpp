#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <deltalake/base/error.hpp>
#include <deltalake/base/task.hpp>
#include <deltalake/parquet/reader_io.hpp>

namespace deltalake_tool {

/// The pages of a column chunk, as far as they can be walked through.
struct chunk_pages {
  struct page {
    std::uint64_t offset = 0;  ///< of the header, in the file
    deltalake::parquet::page_header header;
  };
  chunk_pages() {}  // no aggregate: it is returned by coroutines

  std::vector<page> pages;
  std::optional<deltalake::error> failure;  ///< why there are no more
};

/// Walks through the pages of one column chunk by their headers; their bodies are not read. What is wrong with them is
/// in the result; throws what the store throws.
deltalake::task<chunk_pages> read_pages(std::shared_ptr<const deltalake::parquet::file> from, std::size_t row_group,
                                        std::size_t column);

/// The first failure among the pages of a file: all that is good is shown before it is thrown.
class page_failure {
 public:
  void note(const chunk_pages& found, const deltalake::parquet::file& from, std::size_t column);
  /// Throws it, if there is one.
  void rethrow() const;

 private:
  std::optional<deltalake::error> first_;
};

}  // namespace deltalake_tool
