#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/base/task.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/parquet/file_io.hpp>
#include <deltalake/parquet/memory_budget.hpp>
#include <deltalake/parquet/page_index.hpp>
#include <deltalake/parquet/row_ranges.hpp>

namespace deltalake::inline v0::parquet {

/// What is read of a row group.
struct group_rows {
  std::size_t row_group = 0;
  std::optional<row_ranges> rows;   ///< absent: all
  std::vector<offset_index> pages;  ///< by leaf of the file, as far as they are known; empty: of none
};

/// Rows of a file, and which ones.
struct read_batch {
  column::batch rows;
  std::size_t row_group = 0;
  std::int64_t first_row = 0;     ///< the number of the first row in the file, from 0
  std::vector<row_range> ranges;  ///< the numbers of all rows in the file, ascending; one range if none is left out
};

/// Tells which rows of a batch are wanted, by their places in the batch. An error ends the reading.
using row_predicate = std::function<result<row_ranges>(const column::batch&)>;

/// What a batch_reader reads, and how.
struct batch_reader_options {
  batch_reader_options() {}
  read_options reading;
  std::vector<bool> leaves;                       ///< one entry a leaf of the file; empty: all leaves
  std::optional<std::vector<group_rows>> groups;  ///< in the order in which they are read; absent: all
  /// Columns that `keep` decides by. They are read first, of one row group; then `leaves` of the rows that are kept,
  /// and of pages without such rows nothing is decoded. `keep` is called from several threads.
  std::vector<bool> filter_leaves;
  row_predicate keep;
  executor workers;      ///< where row groups are decoded beside each other; empty: workers_of the caller's
  std::size_t ahead = 0;  ///< row groups that are read at a time; 0: as many as there are processors
  /// What all that is in flight, decoded and not handed out may take. Null: a budget of 256 MiB. The row group whose
  /// turn it is goes on in any case, in batches that are small enough for the budget, but of at least one row.
  std::shared_ptr<memory_budget> budget;
};

/// Reads the wanted rows of a file, batch by batch, in the order of the file. Used by one coroutine at a time.
class batch_reader {
 public:
  DELTALAKE_DECL batch_reader(std::shared_ptr<const file> from, batch_reader_options options);
  DELTALAKE_DECL batch_reader(batch_reader&&) noexcept;
  DELTALAKE_DECL batch_reader& operator=(batch_reader&&) noexcept;
  DELTALAKE_DECL ~batch_reader();

  /// The next rows; nothing after the last. Without any leaf, as many as are wanted of a row group, in one batch. The
  /// reader must outlive the task. A batch counts against the budget until the next call.
  /// Throws delta_error as row_group_reader::next() does, for the rows whose turn it is, and what `keep` returns, with
  /// the name of the file; invalid_argument for a row group that the file does not have. After what the store threw,
  /// and after cancellation, it may be called again and gives these rows. Cancellation: all kinds.
  DELTALAKE_DECL task<std::optional<read_batch>> next();
  /// Takes a batch of this reader back, so that others lie in its memory: fresh memory costs more than decoding.
  DELTALAKE_DECL void recycle(column::batch used);
  /// Counts what the reader takes.
  DELTALAKE_DECL const memory_budget& budget() const noexcept;

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/batch_reader_io.ipp>
#endif
