#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <deltalake/base/task.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/scan/data_file_io.hpp>
#include <deltalake/scan/scan_options.hpp>

namespace deltalake::inline v0::scan {

/// The rows of one data file after another, in the order in which a source names the files. Some files are read ahead
/// at once, as far as memory allows; what goes wrong in one is reported where its rows would have come.
/// Used by one coroutine at a time.
class row_stream {
 public:
  /// Tells the next file; nothing after the last.
  using file_source = std::function<task<std::optional<data_file>>()>;

  DELTALAKE_DECL row_stream(shared_snapshot of, file_source files, options how);

  /// The next rows, at least one; nothing after the last, or after the limit. The stream must outlive the task.
  /// Throws delta_error, as data_file_reader and the source do; afterwards it throws the same again. Cancellation: all
  /// kinds; it may be called again and goes on where it was.
  DELTALAKE_DECL task<std::optional<column::batch>> next();

 private:
  // A file that is being read, and its rows that wait.
  struct lane {
    explicit lane(data_file_reader from) : reader(std::move(from)) {}
    data_file_reader reader;
    std::deque<column::batch> ready;
    std::uint64_t ready_bytes = 0;
    bool ended = false;
    std::exception_ptr failure;
  };

  task<void> open_lanes();
  task<void> fill_lanes();
  task<void> fill(std::shared_ptr<lane> one);
  std::optional<column::batch> take();
  std::optional<column::batch> up_to_limit(column::batch rows);

  shared_snapshot of_;
  file_source files_;
  options how_;
  std::shared_ptr<parquet::memory_budget> budget_;  // of what files that are read take
  std::deque<std::shared_ptr<lane>> lanes_;
  std::size_t lanes_max_;
  std::exception_ptr source_failure_;
  bool no_more_files_ = false;
  std::int64_t given_ = 0;
};

}  // namespace deltalake::inline v0::scan

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/scan/impl/row_stream_io.ipp>
#endif
