#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/expression/expression.hpp>
#include <deltalake/snapshot/partition_filter.hpp>

namespace deltalake::inline v0::scan {

/// Whether rows come with the columns of row tracking.
enum class row_tracking : bool { no, yes };

/// What to read of a table, and how. Every setter returns the object: `scan_options().columns({"a"}).limit(10)`.
/// Not an aggregate on purpose, see open_options.
class options {
 public:
  DELTALAKE_DECL options();
  DELTALAKE_DECL options(const options&);
  DELTALAKE_DECL options(options&&) noexcept;
  DELTALAKE_DECL options& operator=(const options&);
  DELTALAKE_DECL options& operator=(options&&) noexcept;
  DELTALAKE_DECL ~options();

  /// Reads these columns, in this order; all of the schema's if not set. An empty list gives rows without columns.
  options& columns(std::vector<std::string> names) & {
    columns_ = std::move(names);
    return *this;
  }
  options&& columns(std::vector<std::string> names) && { return std::move(columns(std::move(names))); }
  /// Reads only files of partitions that meet all of these.
  options& filters(std::vector<partition_filter> all) & {
    filters_ = std::move(all);
    return *this;
  }
  options&& filters(std::vector<partition_filter> all) && { return std::move(filters(std::move(all))); }
  /// Gives only rows for which a condition on columns of the table is true, whether they are read or not. Files and row
  /// groups that can have no such rows are not read. It takes the place of any condition before.
  options& where(expression::expression condition) & {
    where_ = std::move(condition);
    where_sql_.reset();
    return *this;
  }
  options&& where(expression::expression condition) && { return std::move(where(std::move(condition))); }
  /// The same, as SQL text, see expression::parse_sql. Whoever scans reports what is wrong with it.
  options& where(std::string sql) & {
    where_sql_ = std::move(sql);
    where_.reset();
    return *this;
  }
  options&& where(std::string sql) && { return std::move(where(std::move(sql))); }
  /// Gives at most so many rows. Then files are read one after another.
  options& limit(std::int64_t rows) & {
    limit_ = rows < 0 ? 0 : rows;
    return *this;
  }
  options&& limit(std::int64_t rows) && { return std::move(limit(rows)); }
  /// Adds `_metadata.row_id` and `_metadata.row_commit_version`. Refused for tables that do not track rows.
  options& tracking(row_tracking wanted) & {
    tracking_ = wanted;
    return *this;
  }
  options&& tracking(row_tracking wanted) && { return std::move(tracking(wanted)); }
  /// At most so many rows in a batch; 65,536 if not set, at least 1.
  options& batch_rows(std::int64_t rows) & {
    batch_rows_ = rows < 1 ? 1 : rows;
    return *this;
  }
  options&& batch_rows(std::int64_t rows) && { return std::move(batch_rows(rows)); }
  /// At most so many bytes in a batch, or one row; 4 MiB if not set.
  options& batch_bytes(std::uint64_t size) & {
    batch_bytes_ = size;
    return *this;
  }
  options&& batch_bytes(std::uint64_t size) && { return std::move(batch_bytes(size)); }
  /// How many files are read at once; 8 if not set, at least 1.
  options& files_ahead(std::size_t files) & {
    files_ahead_ = files < 1 ? 1 : files;
    return *this;
  }
  options&& files_ahead(std::size_t files) && { return std::move(files_ahead(files)); }
  /// How many bytes of batches wait for being asked for, about, and as many more for what is being decoded; 128 MiB if
  /// not set. The file whose turn it is goes on in any case, in small batches.
  options& memory_bytes(std::uint64_t size) & {
    memory_bytes_ = size;
    return *this;
  }
  options&& memory_bytes(std::uint64_t size) && { return std::move(memory_bytes(size)); }

  const std::optional<std::vector<std::string>>& columns() const noexcept { return columns_; }
  const std::vector<partition_filter>& filters() const noexcept { return filters_; }
  bool has_condition() const noexcept { return where_.has_value() || where_sql_.has_value(); }
  /// The condition, if there is one. Errors: those of expression::parse_sql.
  DELTALAKE_DECL result<std::optional<expression::expression>> condition() const;
  const std::optional<std::int64_t>& limit() const noexcept { return limit_; }
  row_tracking tracking() const noexcept { return tracking_; }
  std::int64_t batch_rows() const noexcept { return batch_rows_; }
  std::uint64_t batch_bytes() const noexcept { return batch_bytes_; }
  std::size_t files_ahead() const noexcept { return files_ahead_; }
  std::uint64_t memory_bytes() const noexcept { return memory_bytes_; }

 private:
  std::optional<std::vector<std::string>> columns_;
  std::vector<partition_filter> filters_;
  std::optional<expression::expression> where_;
  std::optional<std::string> where_sql_;
  std::optional<std::int64_t> limit_;
  row_tracking tracking_ = row_tracking::no;
  std::int64_t batch_rows_ = 65'536;
  std::uint64_t batch_bytes_ = std::uint64_t{4} << 20;
  std::size_t files_ahead_ = 8;
  std::uint64_t memory_bytes_ = std::uint64_t{128} << 20;
};

}  // namespace deltalake::inline v0::scan

namespace deltalake::inline v0 {

using scan_options = scan::options;

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/scan/impl/scan_options.ipp>
#endif
