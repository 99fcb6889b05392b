#include <deltalake/schema/struct_type.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace struct_type_test {
namespace {

namespace schema = deltalake::schema;
using schema::data_type;
using schema::field;
using schema::struct_type;
using kind = schema::data_type::kind;

field text_field(std::string name) { return field(std::move(name), data_type(kind::string)); }

TEST_CASE("struct_type: fields are found by their name, exactly or whatever the case") {
  const struct_type columns{text_field("Id"), text_field("name"),
                            text_field("Stra\xc3\x9f"
                                       "e")};
  CHECK(columns.size() == 3);
  CHECK(columns[1].name == "name");
  CHECK(columns.find("Id") == &columns[0]);
  CHECK(columns.find("id") == nullptr);
  CHECK(columns.find_ignoring_case("ID") == &columns[0]);
  CHECK(columns.index_of("name") == 1);
  CHECK(columns.index_of_ignoring_case("NAME") == 1);
  CHECK_FALSE(columns.index_of("").has_value());
  CHECK_FALSE(columns.index_of_ignoring_case("nam").has_value());
  std::string joined;
  for (const field& one : columns) joined += one.name.front();
  CHECK(joined == "InS");
}

TEST_CASE("struct_type: an empty struct has no fields and is equal to another") {
  const struct_type none;
  CHECK(none.empty());
  CHECK(none.find("a") == nullptr);
  CHECK(none.leaf_count() == 0);
  CHECK(none.depth() == 0);
  CHECK(none.begin() == none.end());
  CHECK(none == struct_type(std::vector<field>()));
  CHECK(none != struct_type{text_field("a")});
}

TEST_CASE("struct_type: two names that are equal but for case are refused, and both are named") {
  const auto got = struct_type::make({text_field("a"), text_field("Key"), text_field("kEY")});
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().code == deltalake::errc::invalid_schema);
  CHECK(got.error().field == "kEY");
  CHECK(got.error().detail.find("'Key' and 'kEY'") != std::string::npos);
  CHECK_FALSE(struct_type::make({text_field("x"), text_field("x")}).has_value());
  CHECK_FALSE(struct_type::make({text_field("\xc3\x84pfel"), text_field("\xc3\xa4pfel")}).has_value());
  CHECK(struct_type::make({text_field("x"), text_field("x ")}).has_value());
  CHECK_THROWS_AS((struct_type{text_field("x"), text_field("X")}), deltalake::delta_error);
}

TEST_CASE("struct_type: names are folded letter by letter in the common alphabets") {
  const auto folds = [](const char* from, const char* to) {
    CAPTURE(from);
    CHECK(schema::fold_name(from) == to);
    CHECK(schema::fold_name(to) == to);
  };
  folds("AZaz09_-", "azaz09_-");
  folds("@[`{", "@[`{");
  folds("\xc3\x80\xc3\x96\xc3\x97\xc3\x98\xc3\x9e\xc3\x9f", "\xc3\xa0\xc3\xb6\xc3\x97\xc3\xb8\xc3\xbe\xc3\x9f");
  folds("\xc4\x80\xc4\xb9\xc5\x8a\xc5\xb8\xc5\xbd", "\xc4\x81\xc4\xba\xc5\x8b\xc3\xbf\xc5\xbe");
  folds("\xce\x91\xce\xa9\xce\x86\xce\x8f", "\xce\xb1\xcf\x89\xce\xac\xcf\x8e");
  folds("\xd0\x90\xd0\xaf\xd0\x81", "\xd0\xb0\xd1\x8f\xd1\x91");
  folds("\xd4\xb1", "\xd5\xa1");
  // Neither text in other alphabets nor bytes that are no UTF-8 change.
  folds("\xe2\x82\xac\xf0\x9f\x98\x88\xe6\x97\xa5", "\xe2\x82\xac\xf0\x9f\x98\x88\xe6\x97\xa5");
  folds("\xc3", "\xc3");
  folds("\xff\xc3(", "\xff\xc3(");
}

TEST_CASE("struct_type: leaves are counted through structs, not through arrays and maps") {
  const data_type inner(struct_type{text_field("x"), text_field("y")});
  const struct_type columns{
      text_field("a"),
      field("s", inner),
      field("list", data_type(schema::array_type(inner))),
      field("map", data_type(schema::map_type(data_type(kind::string), inner))),
      field("deep", data_type(struct_type{field("s", inner), text_field("z")})),
  };
  CHECK(columns.leaf_count() == 1 + 2 + 1 + 1 + 3);
  CHECK(columns.depth() == 3);
}

TEST_CASE("struct_type: copies share their fields") {
  struct_type first{text_field("a")};
  const struct_type second = first;
  CHECK(&first[0] == &second[0]);
  first = struct_type{text_field("b")};
  CHECK(second[0].name == "a");
  CHECK(first != second);
}

TEST_CASE("struct_type: ten thousand fields are found without walking over them all") {
  std::vector<field> many;
  for (int i = 0; i < 10'000; ++i) many.push_back(text_field("column_" + std::to_string(i)));
  const struct_type columns(std::move(many));
  std::size_t found = 0;
  for (int i = 0; i < 10'000; ++i)
    found += columns.index_of("column_" + std::to_string(i)) == static_cast<std::size_t>(i);
  CHECK(found == 10'000);
}

}  // namespace
}  // namespace struct_type_test
