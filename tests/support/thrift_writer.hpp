#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace deltalake_test {

// Writes Thrift's compact protocol, field by field, so that tests can also write what no proper writer would.

inline std::string thrift_varint(std::uint64_t value) {
  std::string made;
  for (; value >= 0x80; value >>= 7) made += static_cast<char>(value | 0x80);
  return made + static_cast<char>(value);
}
inline std::string thrift_zigzag(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  return thrift_varint((bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}
inline std::string thrift_text(std::string_view text) { return thrift_varint(text.size()) + std::string(text); }

/// A list: its elements are written as they come, whatever `kind` says.
class thrift_list {
 public:
  explicit thrift_list(int kind) : kind_(kind) {}

  thrift_list& add(std::string_view element) {
    body_ += element;
    ++count_;
    return *this;
  }
  std::string bytes() const {
    if (count_ < 15) return static_cast<char>(count_ << 4 | static_cast<std::size_t>(kind_)) + body_;
    return static_cast<char>(0xF0 | kind_) + thrift_varint(count_) + body_;
  }

 private:
  int kind_;
  std::size_t count_ = 0;
  std::string body_;
};

/// A struct. Fields are written in the order of the calls.
class thrift_struct {
 public:
  thrift_struct& field(int id, int kind, std::string_view value) {
    const int step = id - last_;
    if (step > 0 && step < 16) {
      body_ += static_cast<char>(step << 4 | kind);
    } else {
      body_ += static_cast<char>(kind) + thrift_zigzag(id);
    }
    last_ = id;
    body_ += value;
    return *this;
  }
  thrift_struct& boolean(int id, bool value) { return field(id, value ? 1 : 2, {}); }
  thrift_struct& int8(int id, int value) { return field(id, 3, std::string(1, static_cast<char>(value))); }
  thrift_struct& int16(int id, std::int64_t value) { return field(id, 4, thrift_zigzag(value)); }
  thrift_struct& int32(int id, std::int64_t value) { return field(id, 5, thrift_zigzag(value)); }
  thrift_struct& int64(int id, std::int64_t value) { return field(id, 6, thrift_zigzag(value)); }
  thrift_struct& text(int id, std::string_view value) { return field(id, 8, thrift_text(value)); }
  thrift_struct& list(int id, const thrift_list& value) { return field(id, 9, value.bytes()); }
  thrift_struct& structure(int id, const thrift_struct& value) { return field(id, 12, value.bytes()); }

  /// The struct with its end.
  std::string bytes() const { return body_ + '\0'; }

 private:
  int last_ = 0;
  std::string body_;
};

}  // namespace deltalake_test
