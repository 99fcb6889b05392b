#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/action/action_parquet.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/log/file_columns.hpp>
#include <deltalake/log/partition_predicate.hpp>

namespace deltalake::inline v0::log {

/// Takes the adds of checkpoint batches into file columns, column by column: what `read_actions` does for one add after
/// another, several times as fast. One for each reading thread.
class checkpoint_adds {
 public:
  checkpoint_adds(std::int64_t version, keep_stats stats) : version_(version), stats_(stats) {}

  /// From now on rows whose partition values do not meet `wanted` are passed over.
  void only(partition_predicate wanted) { wanted_ = std::move(wanted); }

  /// Columns that are begun make room for so many rows, where their first batch has fewer.
  void expect(std::int64_t rows) noexcept { expected_rows_ = rows; }

  /// Appends the adds of a batch, in the order of its rows. Columns that are not there are as good as null. That a file
  /// changed data tells of the commit that added it: writers of checkpoints lose it, so every file here did.
  /// Errors: missing_field, wrong_type, invalid_value; they name the field.
  DELTALAKE_DECL result<void> append(const column::batch& from, file_columns& into);

 private:
  // A combination of partition values that was met.
  struct known_tuple {
    std::uint64_t hash = 0;
    std::size_t begin = 0;  // of its bytes in `texts_`
    std::size_t lengths_bytes = 0, keys_bytes = 0, values_bytes = 0;
    string_map values;
    bool wanted = true;
    std::uint32_t number = 0;  // in the columns that are filled now
  };
  DELTALAKE_DECL result<std::uint32_t> tuple_of(const struct_column& adds, const column::array* values,
                                                std::int64_t row, file_columns& into);
  DELTALAKE_DECL result<std::uint32_t> enter(const struct_column& adds, std::int64_t row, known_tuple made,
                                             std::string_view keys, std::string_view values);
  DELTALAKE_DECL bool is_same(const known_tuple& one, std::uint64_t hash, std::string_view keys,
                              std::string_view values) const noexcept;
  DELTALAKE_DECL void begin_columns(file_columns& into);

  std::int64_t version_;
  keep_stats stats_;
  partition_predicate wanted_;
  std::int64_t expected_rows_ = 0;
  const file_columns* columns_ = nullptr;  // those that are filled now
  std::vector<known_tuple> known_;
  std::vector<std::uint32_t> slots_;  // by hash, open addressing: 1-based indexes of known_
  std::string texts_;
  std::vector<std::uint32_t> lengths_;  // of the row that is looked at
  std::size_t last_ = 0;                // files of one partition mostly follow each other
};

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/checkpoint_adds.ipp>
#endif
