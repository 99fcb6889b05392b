#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <deltalake/base/task.hpp>
#include <deltalake/log/file_stream_io.hpp>
#include <deltalake/snapshot/load_io.hpp>
#include <deltalake/snapshot/partition_filter.hpp>

namespace deltalake::inline v0 {

/// Some of a version's live files. Views that it hands out live as long as it does.
class file_portion {
 public:
  file_portion(shared_snapshot of, std::vector<log::file_segment> segments)
      : of_(std::move(of)), segments_(std::move(segments)) {}

  /// How many files there are.
  DELTALAKE_DECL std::size_t size() const noexcept;
  /// Calls `visit(add_file)` for each file.
  template <class Visit>
  void for_each_file(Visit visit) const {
    log::packed_texts::cursor at;
    for_each_row([&](const log::file_columns& columns, std::size_t row) { visit(columns.add(row, at)); });
  }
  /// Calls `visit(path)` for each file, with what `get_files()` would give.
  template <class Visit>
  void for_each_path(Visit visit) const {
    for_each_row([&](const log::file_columns& columns, std::size_t row) {
      visit(display_path(columns.path(row), of_->table_uri));
    });
  }
  /// Calls `visit(columns, row)` for each file: the cheapest way, for whoever needs only some of its fields.
  template <class Visit>
  void for_each_row(Visit visit) const {
    for (const log::file_segment& segment : segments_) {
      for (std::size_t row = 0; row < segment.columns->size(); ++row) {
        if (segment.live->contains(row)) visit(*segment.columns, row);
      }
    }
  }

 private:
  shared_snapshot of_;
  std::vector<log::file_segment> segments_;
};

/// The live files of a version in portions, for tables of any size: they are read from the log as they are asked for,
/// and not kept. Row groups of a checkpoint whose statistics prove that none of their files meets the filters are not
/// read, and so nothing wrong is found in them. A checkpoint that is damaged at its beginning is passed over, as
/// opening does; damage further on ends the stream with an error. Made by `snapshot::stream_files`; used by one
/// coroutine at a time.
class file_stream {
 public:
  DELTALAKE_DECL file_stream(shared_snapshot of, std::vector<partition_filter> filters);

  /// Some more files; nothing after the last. A portion may be empty. The order is the same for the same log, but not
  /// that of `get_files`. The stream must outlive the task.
  /// Throws delta_error: invalid_argument (not a partition column), invalid_partition_value, what is wrong with the
  /// log, and what the store throws. Cancellation: all kinds.
  DELTALAKE_DECL task<std::optional<file_portion>> next();

 private:
  DELTALAKE_DECL task<std::optional<std::vector<log::file_segment>>> begin();
  DELTALAKE_DECL task<std::optional<file_portion>> read_more();

  shared_snapshot of_;
  std::vector<partition_filter> filters_;
  std::optional<log::file_stream> from_;  // absent before the first portion
  bool done_ = false;
};

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/snapshot/impl/file_stream_io.ipp>
#endif
