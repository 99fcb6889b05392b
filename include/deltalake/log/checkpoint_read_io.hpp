#pragma once
#include <vector>

#include <deltalake/base/task.hpp>
#include <deltalake/log/checkpoint_set.hpp>
#include <deltalake/log/log_run.hpp>
#include <deltalake/log/read_io.hpp>
#include <deltalake/parquet/reader_io.hpp>
#include <deltalake/storage/any_store.hpp>

namespace deltalake::inline v0::log {

/// Reads a checkpoint of any kind into runs, in its order: parts, row groups and sidecars are read in parallel. With
/// log_parts::metadata neither files nor sidecars are touched. Tombstones are left out.
/// PROTOCOL.md "Checkpoints", "V2 Spec", "Sidecar Files".
/// Throws delta_error: what is wrong with the checkpoint, naming its file, and what the store throws; not_found if one
/// of its files is gone. Cancellation: all kinds.
DELTALAKE_DECL task<std::vector<log_run>> read_checkpoint(storage::any_store store, checkpoint_set files,
                                                          read_options options, parquet::read_options how);

/// The tombstones of a checkpoint, handed to `receiver` in its order. Errors and cancellation: as `read_checkpoint`.
DELTALAKE_DECL task<void> read_checkpoint_removes(storage::any_store store, checkpoint_set files, read_options options,
                                                  parquet::read_options how, std::shared_ptr<action_receiver> receiver);

/// The folder of sidecars, below the log's.
inline constexpr std::string_view sidecars_folder = "_sidecars";

/// Where a sidecar lies, below the table's folder. Errors: invalid_path if it does not lie in the folder of sidecars.
DELTALAKE_DECL result<path> sidecar_path(const sidecar& file);

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/checkpoint_read_io.ipp>
#endif
