#include <deltalake/column/delta_type.hpp>

#include <doctest/doctest.h>

#include <deltalake/schema/partition_value.hpp>
#include <deltalake/schema/struct_type.hpp>
#include <tests/support/rows_text.hpp>

namespace deltalake_delta_type_test {
namespace {

using namespace deltalake::schema;
using deltalake::column::constant;
using deltalake::column::type_of;
using kind = data_type::kind;

std::string text(const data_type& type) { return to_string(type_of(type).value()); }

TEST_CASE("delta type: every type of a schema has a type of arrays") {
  CHECK(text(data_type(kind::string)) == "utf8");
  CHECK(text(data_type(kind::byte)) == "int8");
  CHECK(text(data_type(kind::timestamp)) == "timestamp(micro, utc)");
  CHECK(text(data_type(kind::timestamp_ntz)) == "timestamp(micro)");
  CHECK(text(data_type(kind::void_)) == "null");
  CHECK(text(data_type(decimal_type(12, 3))) == "decimal128(12, 3)");
  const struct_type inner{field("a", data_type(kind::long_), nulls::refused)};
  CHECK(text(data_type(array_type(data_type(inner)))) == "list<element: struct<a: int64 not null>>");
  CHECK(text(data_type(map_type(data_type(kind::string), data_type(kind::date)))) ==
        "map<entries: struct<key: utf8 not null, value: date32> not null>");
}

TEST_CASE("delta type: an unknown type is refused where it stands") {
  const struct_type inner{field("deep", data_type::unknown("interval day"))};
  const auto got = deltalake::column::field_of(field("c", data_type(array_type(data_type(inner)))));
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().code == deltalake::errc::unsupported_feature);
  CHECK(got.error().field == "c.deep");
}

TEST_CASE("delta type: constants repeat the values of partitions") {
  const auto repeated = [](const char* value, const data_type& type) {
    const scalar one = parse_partition_value(std::string_view(value), type).value();
    return deltalake_test::text_of(constant(one, type_of(type).value(), 3).value());
  };
  CHECK(repeated("-7", data_type(kind::byte)) == "-7 -7 -7");
  CHECK(repeated("300", data_type(kind::short_)) == "300 300 300");
  CHECK(repeated("5", data_type(kind::long_)) == "5 5 5");
  CHECK(repeated("true", data_type(kind::boolean)) == "true true true");
  CHECK(repeated("1.5", data_type(kind::float_)) == "1.5 1.5 1.5");
  CHECK(repeated("ab", data_type(kind::string)) == R"("ab" "ab" "ab")");
  CHECK(repeated("2020-02-29", data_type(kind::date)) == R"("2020-02-29" "2020-02-29" "2020-02-29")");
  CHECK(repeated("1.50", data_type(decimal_type(5, 2))) == R"("1.50" "1.50" "1.50")");
  CHECK(repeated("", data_type(kind::string)) == "null null null");
  CHECK(constant(scalar("x"), data_type(kind::string).is_primitive() ? deltalake::column::type_id::utf8
                                                                     : deltalake::column::type_id::null, 0)
            .value().length == 0);
}

TEST_CASE("delta type: texts that are too much together are refused before they are made") {
  const auto got = constant(scalar(std::string(1000, 'x')), deltalake::column::type_id::utf8, 1 << 30);
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().code == deltalake::errc::value_too_large);
}

}  // namespace
}  // namespace deltalake_delta_type_test
