#pragma once
#include <functional>
#include <optional>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/column/arrow_c_data.hpp>
#include <deltalake/column/arrow_export.hpp>
#include <deltalake/column/arrow_import.hpp>

namespace deltalake::inline v0::column {

/// Gives the next rows; nothing after the last.
using batch_source = std::function<result<std::optional<batch>>()>;

/// Hands batches out as a C stream, each read when the consumer asks for it, without copying. `fields` are those of
/// every batch: one with columns of other types ends the stream with EINVAL. An error of `next` is EIO, its whole
/// message is the last error, and the stream stays at its end; std::bad_alloc is ENOMEM. The caller releases `to`,
/// which owns `next`; batches that were handed out live on. Used by one thread at a time.
/// Errors: those of export_schema; `to` is a released stream then. Throws std::bad_alloc.
/// Spec: Arrow C Stream Interface.
[[nodiscard]] DELTALAKE_DECL result<void> export_stream(std::vector<field> fields, batch_source next,
                                                        ArrowArrayStream* to, batch_return give_back = {});

/// A C stream that is read batch by batch.
struct arrow_stream {
  std::vector<field> fields;
  /// Owns the stream, which is released with the last copy of this function. After an error it gives that error again.
  batch_source next;
};

/// Reads the description of a C stream, whose arrays must be structs. Takes ownership: the stream is released when
/// `next` is destroyed, or now if this fails. Errors: those of import_schema; storage_io, with the number and the text
/// that the producer gives, for what goes wrong there. `next` fails with those of import_batch and with storage_io.
/// Throws std::bad_alloc. Spec: Arrow C Stream Interface.
[[nodiscard]] DELTALAKE_DECL result<arrow_stream> import_stream(ArrowArrayStream* from,
                                                                const import_options& options = {});

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/arrow_stream.ipp>
#endif
