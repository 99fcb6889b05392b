#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include <deltalake/parquet/thrift_compact.hpp>

namespace deltalake::inline v0::parquet {

/// Writes a value in Thrift's compact protocol to the end of `Output`, a std::string or a column::buffer. A struct is
/// written as
///
///     thrift_writer out(text);
///     out.begin_struct();
///     out.field(1, std::int32_t{3});
///     out.begin_struct(2);  // a field that is a struct
///     out.end_struct();
///     out.begin_list(4, thrift_kind::binary, names.size());
///     for (const std::string& name : names) out.element(name);
///     out.end_struct();
///
/// Fields may come in any order of their ids; a rising one is shortest. The type of a number in C++ decides its kind on
/// the wire. That as many elements follow as a list says, and of its kind, is for the caller to see to.
/// `Output` must outlive the writer.
template <class Output>
class thrift_writer {
 public:
  explicit thrift_writer(Output& into) : into_(&into) {}

  /// Begins a struct that is the value itself or the element of a list.
  void begin_struct() { last_ids_.push_back(0); }
  /// Begins a struct that is a field of the one around it.
  void begin_struct(std::int16_t id) {
    put_head(id, thrift_kind::structure);
    begin_struct();
  }
  void end_struct() {
    put_byte(0);
    last_ids_.pop_back();
  }

  /// Writes a field of the struct that was begun last.
  template <std::same_as<bool> Bool>
  void field(std::int16_t id, Bool value) {
    put_head(id, value ? thrift_kind::true_value : thrift_kind::false_value);
  }
  void field(std::int16_t id, std::int8_t value) { put_field(id, thrift_kind::byte, value); }
  void field(std::int16_t id, std::int16_t value) { put_field(id, thrift_kind::int16, value); }
  void field(std::int16_t id, std::int32_t value) { put_field(id, thrift_kind::int32, value); }
  void field(std::int16_t id, std::int64_t value) { put_field(id, thrift_kind::int64, value); }
  void field(std::int16_t id, double value) { put_field(id, thrift_kind::float64, value); }
  void field(std::int16_t id, std::string_view value) { put_field(id, thrift_kind::binary, value); }
  /// Writes nothing where there is no value.
  template <class Value>
  void field(std::int16_t id, const std::optional<Value>& value) {
    if (value) field(id, *value);
  }

  /// Begins a field that is a list of `count` elements, which come next.
  void begin_list(std::int16_t id, thrift_kind element, std::size_t count) {
    put_head(id, thrift_kind::list);
    begin_list(element, count);
  }
  /// Begins a list that is the element of another one.
  void begin_list(thrift_kind element, std::size_t count) {
    const auto kind = static_cast<unsigned>(element);
    if (count < 15) return put_byte(static_cast<unsigned>(count) << 4 | kind);
    put_byte(0xF0 | kind);
    put_varint(count);
  }

  /// Writes the next element of a list.
  template <std::same_as<bool> Bool>
  void element(Bool value) {
    put_byte(static_cast<unsigned>(value ? thrift_kind::true_value : thrift_kind::false_value));
  }
  void element(std::int8_t value) { put_byte(static_cast<std::uint8_t>(value)); }
  void element(std::int16_t value) { put_zigzag(value); }
  void element(std::int32_t value) { put_zigzag(value); }
  void element(std::int64_t value) { put_zigzag(value); }
  void element(double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    char bytes[8];
    for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(bits >> (8 * i));
    into_->append(bytes, sizeof bytes);
  }
  void element(std::string_view value) {
    put_varint(value.size());
    if (!value.empty()) into_->append(value.data(), value.size());
  }

 private:
  void put_byte(unsigned value) {
    const char byte = static_cast<char>(value);
    into_->append(&byte, 1);
  }
  void put_varint(std::uint64_t value) {
    char bytes[10];
    std::size_t count = 0;
    for (; value >= 0x80; value >>= 7) bytes[count++] = static_cast<char>(value | 0x80);
    bytes[count++] = static_cast<char>(value);
    into_->append(bytes, count);
  }
  void put_zigzag(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    put_varint((bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
  }
  void put_head(std::int16_t id, thrift_kind kind) {
    const int step = id - last_ids_.back();
    const auto low = static_cast<unsigned>(kind);
    if (step > 0 && step < 16) {
      put_byte(static_cast<unsigned>(step) << 4 | low);
    } else {
      put_byte(low);
      put_zigzag(id);
    }
    last_ids_.back() = id;
  }
  template <class Value>
  void put_field(std::int16_t id, thrift_kind kind, Value value) {
    put_head(id, kind);
    element(value);
  }

  Output* into_;
  std::vector<std::int16_t> last_ids_;  // of the open structs
};

}  // namespace deltalake::inline v0::parquet
