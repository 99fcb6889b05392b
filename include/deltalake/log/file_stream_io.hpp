#pragma once
#include <memory>
#include <optional>
#include <vector>

#include <deltalake/base/task.hpp>
#include <deltalake/log/file_state.hpp>
#include <deltalake/log/partition_predicate.hpp>
#include <deltalake/log/read_io.hpp>
#include <deltalake/log/segment.hpp>
#include <deltalake/parquet/reader_io.hpp>
#include <deltalake/storage/any_store.hpp>

namespace deltalake::inline v0::log {

/// The live files of one version, in portions, without ever holding all of them: commits are kept, the rows of the
/// checkpoint pass by. The memory needed is that of the commits since the checkpoint and of a few batches.
/// The order is the same for the same log, but it is not that of the state. Used by one coroutine at a time.
class file_stream {
 public:
  /// `files` as `find_segment` chose them; `options.parts` is taken for all. Without a predicate all files are wanted;
  /// with one, row groups whose statistics prove that no file of theirs is wanted are not read.
  DELTALAKE_DECL file_stream(storage::any_store store, segment files, read_options options, parquet::read_options how,
                             partition_predicate wanted);
  DELTALAKE_DECL file_stream(file_stream&&) noexcept;
  DELTALAKE_DECL file_stream& operator=(file_stream&&) noexcept;
  DELTALAKE_DECL ~file_stream();

  /// Where work runs from now on, instead of `options.workers`.
  DELTALAKE_DECL void run_on(executor workers);
  /// Some more files; nothing after the last. A portion may be empty. The stream must outlive the task.
  /// Throws delta_error: what is wrong with the log, and what the store throws. Cancellation: all kinds.
  DELTALAKE_DECL task<std::optional<std::vector<file_segment>>> next();

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/file_stream_io.ipp>
#endif
