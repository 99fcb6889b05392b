#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/action/action_receiver.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>

namespace deltalake::inline v0 {

/// A struct array seen by the names of its fields, as checkpoints hold actions: columns may be missing, of narrower
/// types, or null. PROTOCOL.md "Checkpoint Schema". A view: the array must outlive it.
class struct_column {
 public:
  struct_column() = default;
  /// `name` is the dotted name for errors: "add".
  struct_column(const column::array& from, std::string name) : from_(&from), name_(std::move(name)) {}

  bool exists() const noexcept { return from_ != nullptr; }
  std::int64_t size() const noexcept { return from_ == nullptr ? 0 : from_->length; }
  bool has(std::int64_t row) const noexcept { return from_ != nullptr && from_->is_valid(row); }
  const std::string& name() const noexcept { return name_; }
  /// The field of that name; null if there is none.
  DELTALAKE_DECL const column::array* find(std::string_view field) const noexcept;
  /// A field that is a struct; one that does not exist if it is not there.
  DELTALAKE_DECL struct_column child(std::string_view field) const;

  /// The value of a row; nothing if it is null or the column is not there. Errors: wrong_type.
  DELTALAKE_DECL result<std::optional<std::string_view>> text(std::string_view field, std::int64_t row) const;
  DELTALAKE_DECL result<std::optional<std::int64_t>> number(std::string_view field, std::int64_t row) const;
  DELTALAKE_DECL result<std::optional<bool>> boolean(std::string_view field, std::int64_t row) const;
  DELTALAKE_DECL result<std::optional<string_map>> map(std::string_view field, std::int64_t row) const;
  DELTALAKE_DECL result<std::optional<std::vector<std::string>>> texts(std::string_view field, std::int64_t row) const;
  /// An error at a field.
  DELTALAKE_DECL error at(errc code, std::string_view field, std::string what = {}) const;

 private:
  const column::array* from_ = nullptr;
  std::string name_;
};

/// Returns the column of a batch that holds one kind of action; one that does not exist if it is not there.
DELTALAKE_DECL struct_column action_column(const column::batch& from, action_kind kind);

/// Hands the actions of a checkpoint's rows to `receiver`, row by row, as far as it wants them. Columns that are not
/// there are as good as null. Errors: missing_field, wrong_type, invalid_value; they name the field.
DELTALAKE_DECL result<void> read_actions(const column::batch& from, action_receiver& receiver);

/// The statistics of an add as JSON text: its `stats`, or else made of its `stats_parsed`; nothing if it has neither.
/// PROTOCOL.md "Checkpoint Schema": `stats_parsed` has the columns in their own types. Errors: wrong_type.
DELTALAKE_DECL result<std::optional<std::string>> read_stats(const struct_column& adds, std::int64_t row);

/// The add of a row, which must not be null. Errors: as `read_actions`.
DELTALAKE_DECL result<add_file> read_add(const struct_column& adds, std::int64_t row);

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/action/impl/action_parquet.ipp>
#endif
