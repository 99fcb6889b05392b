#pragma once
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>

namespace deltalake::inline v0::column {

/// Builds an array value by value, of any type but views and dictionaries. Nested values are made from the inside: the
/// parts are appended to the children, then `append_struct` or `append_list` takes them together.
///
///   array_builder numbers(list_type);
///   numbers.child(0).append<std::int64_t>(1);
///   numbers.append_list();  // [1]
///
/// A variant is built as the struct of its two parts, a map as the list of a struct of key and value.
class array_builder {
 public:
  /// Throws delta_error(invalid_argument) for views, dictionaries, and nested types without the children they need.
  DELTALAKE_DECL explicit array_builder(data_type type);

  const data_type& type() const noexcept { return type_; }
  std::int64_t length() const noexcept { return length_; }
  std::size_t child_count() const noexcept { return children_.size(); }
  array_builder& child(std::size_t index) noexcept { return children_[index]; }

  /// Appends NULL; of a structure to its children as well.
  DELTALAKE_DECL void append_null();
  /// Appends to a boolean array.
  DELTALAKE_DECL void append_boolean(bool value);
  /// Appends a value of the C++ type T, which must have the width of the type.
  template <class T>
  void append(const T& value) {
    assert(sizeof(T) == static_cast<std::size_t>(width_of(type_)));
    values_.push_back(value);
    push_validity(true);
  }
  /// Appends to an array of integers of any width. Errors: invalid_row if it does not fit.
  DELTALAKE_DECL result<void> append_integer(std::int64_t value);
  /// Appends to utf8, binary or fixed_size_binary, unchecked but for its size. Errors: value_too_large above 2 GiB of
  /// an array; invalid_row for another width than that of fixed_size_binary.
  DELTALAKE_DECL result<void> append_text(std::string_view text);
  /// Appends a structure or a variant of what the children have beyond `length()`; a child that has nothing gets NULL.
  DELTALAKE_DECL void append_struct();
  /// Appends a list or map of what the child has beyond the lists before. Errors: value_too_large above 2^31 - 1
  /// elements of an array.
  DELTALAKE_DECL result<void> append_list();

  /// Drops what was appended after the first `length` values, parts that were not taken together included.
  DELTALAKE_DECL void truncate(std::int64_t length);
  /// Gives the array and begins a new one. Parts that were not taken together are dropped.
  DELTALAKE_DECL array finish();

 private:
  DELTALAKE_DECL void push_validity(bool valid);
  DELTALAKE_DECL void push_bit(bool value);

  data_type type_;
  std::int64_t length_ = 0, null_count_ = 0;
  buffer validity_;            // empty as long as nothing is null
  bool has_validity_ = false;  // apart, since a bitmap of no value is empty too
  buffer offsets_, values_;
  std::vector<array_builder> children_;
};

/// Builders for the columns of batches, and the batch of what they have.
class batch_builder {
 public:
  /// Throws as array_builder.
  DELTALAKE_DECL explicit batch_builder(std::vector<field> fields);

  const std::vector<field>& fields() const noexcept { return fields_; }
  array_builder& column(std::size_t index) noexcept { return columns_[index]; }
  std::int64_t num_rows() const noexcept { return num_rows_; }

  /// Ends a row; columns without a value for it get NULL.
  DELTALAKE_DECL void end_row();
  /// Drops the values of a row that was not ended.
  DELTALAKE_DECL void drop_row();
  /// Gives the rows that were ended and begins a new batch.
  DELTALAKE_DECL batch finish();

 private:
  std::vector<field> fields_;
  std::vector<array_builder> columns_;
  std::int64_t num_rows_ = 0;
};

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/builder.ipp>
#endif
