#pragma once
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/column/builder.hpp>
#include <deltalake/column/ddl.hpp>
#include <deltalake/schema/decimal.hpp>

namespace deltalake_test {

/// Makes batches of random values of any type that array_builder builds, the same ones for the same seed.
class random_batches {
 public:
  explicit random_batches(std::uint32_t seed) : random_(seed) {}

  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(random_() % count); }

  /// A type without parts.
  deltalake::column::data_type flat_type() {
    using deltalake::column::data_type;
    using deltalake::column::type_id;
    constexpr type_id plain[] = {type_id::boolean, type_id::int8,    type_id::int16,  type_id::int32,  type_id::int64,
                                 type_id::uint8,   type_id::uint16,  type_id::uint32, type_id::uint64, type_id::float16,
                                 type_id::float32, type_id::float64, type_id::date32, type_id::binary, type_id::utf8};
    const std::uint32_t choice = below(20);
    if (choice < 15) return plain[choice];
    data_type made;
    if (choice == 15) made = deltalake::column::decimal_type(1 + static_cast<int>(below(38)), 0).value();
    if (choice == 15) made.scale = static_cast<std::int32_t>(below(static_cast<std::uint32_t>(made.precision) + 1));
    if (choice == 16 || choice == 17) made = deltalake::column::timestamp_type(choice == 16);
    if (choice == 18) made = type_id::time64;
    if (choice == 19) made = type_id::fixed_size_binary;
    if (choice == 19) made.byte_width = 3;
    return made;
  }

  /// Any type, with lists, maps and structs to the depth.
  deltalake::column::data_type type(int depth) {
    using deltalake::column::data_type;
    using deltalake::column::field;
    using deltalake::column::type_id;
    const std::uint32_t choice = depth == 0 ? 9 : below(8);
    data_type made;
    if (choice == 0) {
      made = type_id::list;
      made.children.push_back(field{"element", type(depth - 1), true});
    } else if (choice == 1) {
      field entries{"entries", type_id::structure, false};
      entries.type.children = {
          field{"key", below(2) == 0 ? data_type(type_id::utf8) : data_type(type_id::int32), false},
          field{"value", type(depth - 1), true}};
      made = type_id::map;
      made.children.push_back(std::move(entries));
    } else if (choice == 2) {
      made = type_id::structure;
      const std::uint32_t count = 1 + below(3);
      for (std::uint32_t i = 0; i < count; ++i)
        made.children.push_back(field{"f" + std::to_string(i), type(depth - 1), true});
    } else {
      made = flat_type();
    }
    return made;
  }

  /// A text with whatever makes trouble in text formats.
  std::string text() {
    constexpr const char* parts[] = {"a",    "\"", "\n", ",", "\r\n", "\\", "\t", "\xC3\xA9", "\xF0\x9F\x98\x80",
                                     "NULL", " ",  "1",  "{", "\x01"};
    std::string made;
    for (std::uint32_t left = below(6); left > 0; --left) made += parts[below(14)];
    return made;
  }

  void append(deltalake::column::array_builder& to, bool nullable) {
    using deltalake::column::type_id;
    if (nullable && below(5) == 0) return to.append_null();
    const deltalake::column::data_type& type = to.type();
    switch (type.id) {
      case type_id::boolean: return to.append_boolean(below(2) == 0);
      case type_id::int8:
      case type_id::uint8: return to.append(static_cast<std::uint8_t>(random_()));
      case type_id::int16:
      case type_id::uint16: return to.append(static_cast<std::uint16_t>(random_()));
      case type_id::int32:
      case type_id::uint32: return to.append(static_cast<std::uint32_t>(random_()));
      case type_id::int64:
      case type_id::uint64: return to.append(long_bits());
      case type_id::float16: return to.append(static_cast<std::uint16_t>(random_() % 0x7C00));  // finite
      case type_id::float32: return to.append(static_cast<float>(random_()) / 7.0F);
      case type_id::float64: return to.append(static_cast<double>(static_cast<std::int64_t>(long_bits())) / 7.0);
      case type_id::date32: return to.append(static_cast<std::int32_t>(below(4'000'000)) - 719'162);
      case type_id::time64: return to.append(static_cast<std::int64_t>(long_bits() % 86'400'000'000));
      case type_id::timestamp:
        return to.append(static_cast<std::int64_t>(long_bits() % 253'402'300'800'000'000) - 10'000'000'000'000'000);
      case type_id::decimal128: return append_decimal(to);
      case type_id::binary:
      case type_id::utf8: return to.append_text(text()).value();
      case type_id::fixed_size_binary: return to.append_text(std::string(3, static_cast<char>(random_()))).value();
      case type_id::list:
      case type_id::map:
        for (std::uint32_t left = below(4); left > 0; --left) append(to.child(0), type.children[0].nullable);
        return to.append_list().value();
      case type_id::structure:
        for (std::size_t i = 0; i < to.child_count(); ++i) append(to.child(i), type.children[i].nullable);
        return to.append_struct();
      default: return to.append_null();
    }
  }

  deltalake::column::batch batch(const std::vector<deltalake::column::field>& fields, std::int64_t rows) {
    deltalake::column::batch_builder made(fields);
    for (std::int64_t row = 0; row < rows; ++row) {
      for (std::size_t i = 0; i < fields.size(); ++i) append(made.column(i), fields[i].nullable);
      made.end_row();
    }
    return made.finish();
  }

 private:
  std::uint64_t long_bits() {
    const std::uint64_t high = random_();
    return high << 32 | random_();
  }
  void append_decimal(deltalake::column::array_builder& to) {
    deltalake::schema::int128 value = 0;
    const auto digits_max = static_cast<std::uint32_t>(to.type().precision);
    for (std::uint32_t left = below(digits_max + 1); left > 0; --left) value = value * 10 + static_cast<int>(below(10));
    to.append(below(2) == 0 ? value : -value);
  }

  std::mt19937 random_;
};

}  // namespace deltalake_test
