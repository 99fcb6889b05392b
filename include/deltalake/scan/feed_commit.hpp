#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <deltalake/action/action_receiver.hpp>
#include <deltalake/action/deletion_vector_descriptor.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/schema/column_mapping.hpp>

namespace deltalake::inline v0::scan {

/// Collects what a commit says of changed rows and of the table's metadata.
class feed_commit final : public action_receiver {
 public:
  action_kind wants() const override {
    return action_kind::add | action_kind::remove | action_kind::cdc | action_kind::metadata;
  }
  bool wants_stats() const override { return false; }
  void on_add(add_file& file) override;
  void on_remove(remove_file& file) override;
  void on_cdc(cdc_file& file) override { cdcs.push_back(std::move(file)); }
  void on_metadata(deltalake::metadata& told) override { changed = std::move(told); }

  std::vector<add_file> adds;        ///< with dataChange
  std::vector<remove_file> removes;  ///< with dataChange
  std::vector<cdc_file> cdcs;
  std::optional<deltalake::metadata> changed;
};

/// What happened to rows.
enum class change_kind : std::uint8_t {
  insert,
  remove,  ///< "delete"
  told,    ///< the file itself tells, row by row
};

/// Rows of a file that a commit changed.
struct changed_rows {
  add_file file;  ///< path, size and partition values; its deletion vector takes rows out
  std::optional<deletion_vector_descriptor> only;  ///< if set, rows of this vector alone
  change_kind kind = change_kind::insert;
};

/// The rows that a commit changed. If it has cdc files, they tell all. Else what it adds was inserted and what it
/// removes was deleted; of a file that it removes and adds again, the rows that only one of the two deletion vectors
/// takes out. PROTOCOL.md "Reader Requirements for Change Data Feed". Errors: missing_field for a remove of a
/// partitioned table that does not tell its partition values.
DELTALAKE_DECL result<std::vector<changed_rows>> changes_of(feed_commit commit, bool partitioned);

/// A schema and how its table is partitioned, as one version has them.
struct versioned_schema {
  schema::column_mapping names;
  std::vector<std::string> partition_columns;
};

/// Whether rows that were written under the schema of `older` can be given as rows of `newer`: no column was dropped,
/// renamed or given a type that its values do not widen to, and the partition columns are the same.
/// Errors: incompatible_schema; its field is the column.
DELTALAKE_DECL result<void> check_followed(const versioned_schema& older, const versioned_schema& newer);

}  // namespace deltalake::inline v0::scan

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/scan/impl/feed_commit.ipp>
#endif
