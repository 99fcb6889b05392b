#pragma once
#include <cstdint>
#include <memory>

#include <deltalake/base/bytes.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/parquet/codec_registry.hpp>
#include <deltalake/parquet/leaf_rows.hpp>
#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/limits.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/row_ranges.hpp>
#include <deltalake/parquet/schema_tree.hpp>
#include <deltalake/parquet/spare_memory.hpp>

namespace deltalake::inline v0::parquet {

struct offset_index;

/// Reads one column chunk: bytes in, levels and values out. Does no input itself: it says which bytes it needs, so that
/// whoever drives it reads them as it likes. Used by one thread at a time.
class chunk_reader {
 public:
  /// `leaf` must outlive the reader. `file_bytes` bounds what may be asked for.
  DELTALAKE_DECL chunk_reader(const leaf_column& leaf, const column_chunk& chunk, std::int64_t num_rows,
                              std::uint64_t file_bytes, codec_registry codecs, limits bounds);
  DELTALAKE_DECL chunk_reader(chunk_reader&&) noexcept;
  DELTALAKE_DECL chunk_reader& operator=(chunk_reader&&) noexcept;
  DELTALAKE_DECL ~chunk_reader();

  /// The bytes that a chunk's pages lie in.
  struct range {
    std::uint64_t begin = 0, end = 0;
  };
  /// Where the chunk lies in its file. Errors: invalid_parquet if it lies outside; unsupported_parquet if it is
  /// encrypted, or in another file.
  DELTALAKE_DECL static result<range> range_of(const column_chunk& chunk, std::uint64_t file_bytes);

  /// Reads these rows of the row group alone, from the first call of read() on; it counts them as if there were no
  /// others. Pages without any of them are neither decompressed nor decoded, and need not be offered. With the chunk's
  /// offset index even their headers are passed over; a page that is not as the index says is an error then.
  DELTALAKE_DECL void select(row_ranges rows, offset_index pages);
  DELTALAKE_DECL void select(row_ranges rows);
  /// Decodes in memory that another chunk's reader gave back.
  DELTALAKE_DECL void lend(chunk_memory used) noexcept;
  /// Bytes of memory that it holds, with those offered.
  DELTALAKE_DECL std::uint64_t memory_bytes() const noexcept;
  /// Gives the memory back: nothing is read afterwards.
  DELTALAKE_DECL chunk_memory take_memory() noexcept;

  /// Gives the array this form; one that convert.hpp's possible_form allows. With that of a dictionary, rows that are
  /// in pages with indexes are not read together with those that are not: read() returns before.
  DELTALAKE_DECL void set_form(value_form form) noexcept;

  /// Hands over the bytes of the file from `offset` on. They replace those handed over before.
  DELTALAKE_DECL void offer(bytes window, std::uint64_t offset);
  /// Where the reader is in the file: whatever lies before is not needed any more.
  DELTALAKE_DECL std::uint64_t position() const noexcept;
  /// So many bytes from there on are in memory.
  DELTALAKE_DECL std::uint64_t there() const noexcept;

  /// Where the bytes end that follow position() and are wanted, as far as an offset index tells it.
  DELTALAKE_DECL std::uint64_t wanted_end() const noexcept;

  /// Appends rows to `out` until it has `to.rows` of them, or the next value is beyond `to.bytes` and it has at least
  /// one, or the chunk ends, and returns 0; or returns how many bytes from `position()` on must be offered before it
  /// can go on. All rows are whole but for the last one if `out.row_open`.
  /// Errors: invalid_parquet, also if the chunk has more rows than its row group; unsupported_parquet, missing_codec,
  /// checksum_mismatch, value_too_large. They stay: later calls fail in the same way.
  DELTALAKE_DECL result<std::uint64_t> read(const row_bounds& to, leaf_values& out);
  result<std::uint64_t> read(std::int64_t rows, leaf_values& out) { return read(row_bounds{rows}, out); }
  /// True if there are no more rows.
  DELTALAKE_DECL bool at_end() const noexcept;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/chunk_reader.ipp>
#endif
