#pragma once
#include <limits>
#include <string>
#include <utility>

#include <deltalake/base/error.hpp>
#include <deltalake/column/builder.hpp>

namespace deltalake::inline v0::column {
namespace detail {

inline bool is_list(type_id id) noexcept { return id == type_id::list || id == type_id::map; }
inline bool is_struct(type_id id) noexcept { return id == type_id::structure || id == type_id::variant; }
inline bool has_offsets(type_id id) noexcept { return is_list(id) || id == type_id::utf8 || id == type_id::binary; }

inline bool has_needed_children(const data_type& type) noexcept {
  switch (type.id) {
    case type_id::list: return type.children.size() == 1;
    case type_id::map: return type.children.size() == 1 && type.children[0].type.children.size() == 2;
    case type_id::variant: return type.children.size() == 2;
    case type_id::utf8_view:
    case type_id::binary_view:
    case type_id::dictionary: return false;
    default: return true;
  }
}

template <class T>
bool fits_in(std::int64_t value) noexcept {
  return value >= 0 ? static_cast<std::uint64_t>(value) <= static_cast<std::uint64_t>((std::numeric_limits<T>::max)())
                    : std::numeric_limits<T>::min() < T{} &&
                          value >= static_cast<std::int64_t>((std::numeric_limits<T>::min)());
}

template <class T>
result<void> append_fitting(array_builder& to, std::int64_t value) {
  if (!fits_in<T>(value))
    return error(errc::invalid_row, std::to_string(value) + " does not fit into " + to_string(to.type()));
  to.append(static_cast<T>(value));
  return {};
}

}  // namespace detail

DELTALAKE_DECL array_builder::array_builder(data_type type) : type_(std::move(type)) {
  if (!detail::has_needed_children(type_))
    throw_error(error(errc::invalid_argument, "arrays of type " + to_string(type_) + " cannot be built"));
  if (detail::has_offsets(type_.id)) offsets_.push_back(std::int32_t{0});
  children_.reserve(type_.children.size());
  for (const field& part : type_.children) children_.emplace_back(part.type);
}

DELTALAKE_DECL void array_builder::push_validity(bool valid) {
  if (!valid && !has_validity_) {
    has_validity_ = true;
    validity_.resize(static_cast<std::size_t>((length_ + 7) / 8));
    for (std::size_t i = 0; i < validity_.size(); ++i) validity_.data()[i] = 0xFF;
  }
  if (has_validity_) {
    if (length_ % 8 == 0) validity_.push_back(std::uint8_t{0});
    std::uint8_t& byte = validity_.data()[length_ / 8];
    const auto bit = static_cast<std::uint8_t>(1U << (length_ % 8));
    byte = static_cast<std::uint8_t>(valid ? byte | bit : byte & ~bit);
  }
  if (!valid) ++null_count_;
  ++length_;
}

// Of boolean values, at the place of the value that comes.
DELTALAKE_DECL void array_builder::push_bit(bool value) {
  if (length_ % 8 == 0) values_.push_back(std::uint8_t{0});
  std::uint8_t& byte = values_.data()[length_ / 8];
  const auto bit = static_cast<std::uint8_t>(1U << (length_ % 8));
  byte = static_cast<std::uint8_t>(value ? byte | bit : byte & ~bit);
}

DELTALAKE_DECL void array_builder::append_null() {
  if (type_.id == type_id::boolean) push_bit(false);
  if (detail::has_offsets(type_.id)) {
    if (detail::is_list(type_.id)) children_[0].truncate(offsets_.as<std::int32_t>()[length_]);
    const std::int32_t end = offsets_.as<std::int32_t>()[length_];
    offsets_.push_back(end);
  } else if (const auto width = static_cast<std::size_t>(width_of(type_)); width != 0) {
    std::memset(values_.extend(width), 0, width);
  }
  if (detail::is_struct(type_.id)) {
    for (array_builder& part : children_) {
      part.truncate(length_);
      part.append_null();
    }
  }
  push_validity(false);
}

DELTALAKE_DECL void array_builder::append_boolean(bool value) {
  push_bit(value);
  push_validity(true);
}

DELTALAKE_DECL result<void> array_builder::append_integer(std::int64_t value) {
  switch (type_.id) {
    case type_id::int8: return detail::append_fitting<std::int8_t>(*this, value);
    case type_id::int16: return detail::append_fitting<std::int16_t>(*this, value);
    case type_id::int32: return detail::append_fitting<std::int32_t>(*this, value);
    case type_id::int64: return detail::append_fitting<std::int64_t>(*this, value);
    case type_id::uint8: return detail::append_fitting<std::uint8_t>(*this, value);
    case type_id::uint16: return detail::append_fitting<std::uint16_t>(*this, value);
    case type_id::uint32: return detail::append_fitting<std::uint32_t>(*this, value);
    case type_id::uint64: return detail::append_fitting<std::uint64_t>(*this, value);
    default: return error(errc::invalid_argument, "an array of " + to_string(type_) + " holds no integers");
  }
}

DELTALAKE_DECL result<void> array_builder::append_text(std::string_view text) {
  if (type_.id == type_id::fixed_size_binary) {
    if (text.size() != static_cast<std::size_t>(type_.byte_width)) {
      return error(errc::invalid_row,
                   std::to_string(text.size()) + " bytes instead of " + std::to_string(type_.byte_width));
    }
  } else {
    constexpr auto most = static_cast<std::size_t>((std::numeric_limits<std::int32_t>::max)());
    if (text.size() > most - values_.size())
      return error(errc::value_too_large, "a batch holds more than 2 GiB of one column");
    offsets_.push_back(static_cast<std::int32_t>(values_.size() + text.size()));
  }
  values_.append(text.data(), text.size());
  push_validity(true);
  return {};
}

DELTALAKE_DECL void array_builder::append_struct() {
  for (array_builder& part : children_) {
    if (part.length() == length_) part.append_null();
  }
  push_validity(true);
}

DELTALAKE_DECL result<void> array_builder::append_list() {
  const std::int64_t end = children_[0].length();
  if (end > (std::numeric_limits<std::int32_t>::max)())
    return error(errc::value_too_large, "a batch holds more than 2^31 - 1 elements of one column");
  offsets_.push_back(static_cast<std::int32_t>(end));
  push_validity(true);
  return {};
}

DELTALAKE_DECL void array_builder::truncate(std::int64_t length) {
  if (detail::has_offsets(type_.id)) {
    offsets_.resize(static_cast<std::size_t>(length + 1) * sizeof(std::int32_t));
    const std::int32_t end = offsets_.as<std::int32_t>()[length];
    if (detail::is_list(type_.id))
      children_[0].truncate(end);
    else
      values_.resize(static_cast<std::size_t>(end));
  } else if (type_.id == type_id::boolean) {
    values_.resize(static_cast<std::size_t>((length + 7) / 8));
  } else {
    values_.resize(static_cast<std::size_t>(length) * static_cast<std::size_t>(width_of(type_)));
  }
  if (detail::is_struct(type_.id)) {
    for (array_builder& part : children_) part.truncate(length);
  }
  if (has_validity_) {
    for (std::int64_t row = length; row < length_; ++row)
      null_count_ -= (validity_.data()[row / 8] >> (row % 8) & 1) != 0 ? 0 : 1;
    validity_.resize(static_cast<std::size_t>((length + 7) / 8));
  }
  length_ = length;
}

DELTALAKE_DECL array array_builder::finish() {
  truncate(length_);
  array made;
  made.type = type_;
  made.length = std::exchange(length_, 0);
  made.null_count = std::exchange(null_count_, 0);
  if (made.null_count != 0) made.validity = std::move(validity_);
  validity_.clear();
  has_validity_ = false;
  made.offsets = std::exchange(offsets_, buffer());
  made.values = std::exchange(values_, buffer());
  if (detail::has_offsets(type_.id)) {
    offsets_.push_back(std::int32_t{0});
    made.values.reserve(1);  // texts that are all empty still begin somewhere
  }
  for (array_builder& part : children_) made.children.push_back(part.finish());
  return made;
}

DELTALAKE_DECL batch_builder::batch_builder(std::vector<field> fields) : fields_(std::move(fields)) {
  columns_.reserve(fields_.size());
  for (const field& one : fields_) columns_.emplace_back(one.type);
}

DELTALAKE_DECL void batch_builder::end_row() {
  for (array_builder& column : columns_) {
    if (column.length() == num_rows_) column.append_null();
  }
  ++num_rows_;
}

DELTALAKE_DECL void batch_builder::drop_row() {
  for (array_builder& column : columns_) column.truncate(num_rows_);
}

DELTALAKE_DECL batch batch_builder::finish() {
  drop_row();
  batch made;
  made.fields = fields_;
  made.num_rows = std::exchange(num_rows_, 0);
  for (array_builder& column : columns_) made.columns.push_back(column.finish());
  return made;
}

}  // namespace deltalake::inline v0::column
