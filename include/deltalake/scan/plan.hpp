#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/action/add_file.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/expression/bind.hpp>
#include <deltalake/json/node.hpp>
#include <deltalake/log/file_state.hpp>
#include <deltalake/log/partition_predicate.hpp>
#include <deltalake/schema/column_mapping.hpp>

namespace deltalake::inline v0::scan {

/// What a scan does with a data file, by what the log says of it.
enum class file_verdict : std::uint8_t {
  read,                ///< some of its rows may be wanted
  read_whole,          ///< all of its rows are wanted
  skip_by_partition,   ///< its partition values show that no row is wanted
  skip_by_statistics,  ///< its statistics do
};

constexpr bool is_read(file_verdict one) noexcept {
  return one == file_verdict::read || one == file_verdict::read_whole;
}
/// "read", "read whole", "skipped by partition", "skipped by statistics".
DELTALAKE_DECL std::string_view name(file_verdict one) noexcept;

/// The files of a table version, and what is needed to understand what the log says of them.
struct logged_files {
  const log::file_state* files = nullptr;
  const schema::column_mapping* columns = nullptr;
  const std::vector<std::string>* partition_columns = nullptr;
  result<json::node> (*parse_node)(std::string_view, json::limits) = nullptr;
  json::limits json_limits;
};

/// Judges the live files of a version, one after another, in the order of `get_files`. Used by one thread at a time.
class file_selection {
 public:
  /// Selects files of partitions that `filters` want, if there are any, and in which rows may meet the condition, if
  /// there is one; it is bound to the logical schema. What `of` refers to must outlive this.
  DELTALAKE_DECL file_selection(const logged_files& of, log::partition_predicate filters,
                                std::optional<expression::bound_expression> condition);

  /// Goes to the next file, wanted or not; false after the last. Throws invalid_partition_value for partition values
  /// that the filters cannot read.
  DELTALAKE_DECL bool next();
  /// What is to be done with the file.
  file_verdict verdict() const noexcept { return verdict_; }
  /// The whole action.
  add_file file() { return columns_->add(at_, stats_); }
  std::string_view log_path() const noexcept { return columns_->path(at_); }
  std::int64_t size_bytes() const noexcept { return columns_->size_bytes(at_); }

 private:
  DELTALAKE_DECL file_verdict judge();
  DELTALAKE_DECL file_verdict judge_partition(const string_map& values);

  logged_files of_;
  std::optional<log::judged_partitions> filters_;
  std::optional<expression::bound_expression> condition_;
  bool uses_stats_ = false;  // the condition names other columns than those of the partition
  std::map<const string_map*, file_verdict> judged_;
  std::size_t segment_ = 0, row_ = 0;  // where to go on
  const log::file_columns* columns_ = nullptr;
  std::size_t at_ = 0;
  log::packed_texts::cursor stats_;
  file_verdict verdict_ = file_verdict::read_whole;
};

/// A data file and what a scan does with it.
struct planned_file {
  std::string path;  ///< as users see it, see display_path
  std::int64_t size_bytes = 0;
  file_verdict verdict = file_verdict::read;
};

/// What a scan reads of a table, and what it leaves.
struct scan_plan {
  std::vector<planned_file> files;  ///< all live files, in the order of `get_files`

  /// How many files there are of a verdict.
  DELTALAKE_DECL std::size_t count(file_verdict of) const noexcept;
  /// Sizes of the files that are read; at most so much is.
  DELTALAKE_DECL std::int64_t bytes_to_read() const noexcept;
  /// Sizes of all files.
  DELTALAKE_DECL std::int64_t bytes_of_all() const noexcept;
};

}  // namespace deltalake::inline v0::scan

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/scan/impl/plan.ipp>
#endif
