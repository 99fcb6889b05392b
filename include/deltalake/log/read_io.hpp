#pragma once
#include <cstdint>
#include <vector>

#include <deltalake/base/task.hpp>
#include <deltalake/json/policy.hpp>
#include <deltalake/log/decoder.hpp>
#include <deltalake/log/log_run.hpp>
#include <deltalake/log/segment.hpp>
#include <deltalake/storage/any_store.hpp>

namespace deltalake::inline v0::log {

/// How to read the log.
struct read_options {
  read_options() {}
  log_parts parts = log_parts::all;
  keep_stats stats = keep_stats::yes;
  decoder_factory decoders;  ///< must be given
  json::limits limits;
  std::uint64_t seed = 0;                              ///< of path hashes
  std::uint64_t piece_bytes = std::uint64_t{1} << 20;  ///< log text read and parsed at a time
  std::size_t concurrency = 8;                         ///< pieces in flight
  executor workers;                                    ///< where text is parsed; must be given
};

/// Reads and parses the files of `files`, in parallel, into runs, newest first. What is wrong with a file's content is
/// left in its run's `failure`, for the fold to judge; a store's error is thrown, not_found if a file is gone.
/// Cancellation: all kinds.
DELTALAKE_DECL task<std::vector<log_run>> read_runs(storage::any_store store, segment files, read_options options);

/// The name of a log file.
DELTALAKE_DECL std::string name_of(const log_file& file);

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/read_io.ipp>
#endif
