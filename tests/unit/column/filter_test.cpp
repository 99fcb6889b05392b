#include <deltalake/column/filter.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <random>
#include <string>
#include <vector>

#include <tests/support/arrays.hpp>
#include <tests/support/rows_text.hpp>

namespace deltalake_filter_test {
namespace {

using namespace deltalake_test;
using deltalake::column::filter;
using deltalake::column::row_stretch;

std::string filtered(const array& from, const std::vector<row_stretch>& stretches) {
  return text_of(filter(from, stretches));
}

TEST_CASE("filter: the rows of stretches stay, of every form of array") {
  const std::vector<row_stretch> some{{0, 1}, {2, 2}, {3, 5}};
  CHECK(filtered(longs({1, 2, null, null, 5, 6}), some) == "1 null 5");
  CHECK(filtered(flags({true, null, false, false, true, true}), some) == "true false true");
  CHECK(filtered(texts_of({"a", "bb", "", null, "ccc", "d"}), some) == R"("a" null "ccc")");
  CHECK(filtered(lists(longs({1, 2, 3, 4}), {1, null, 0, 2, 1}), some) == "[1] [2,3] [4]");
  CHECK(filtered(maps({text_map{{"a", "1"}}, null, text_map{}, text_map{{"b", null}}, null}), some) ==
        R"([["a","1"]] [["b",null]] null)");
  CHECK(filtered(structure(columns(named_array{"x", longs({1, 2, 3, 4, 5})}),
                           std::vector<bool>{true, true, true, false, true}),
                 some) == R"({"x":1} null {"x":5})");
  array nothing;
  nothing.length = 6;
  nothing.null_count = 6;
  CHECK(filtered(nothing, some) == "null null null");
  CHECK(filter(longs({1, 2}), std::vector<row_stretch>{}).length == 0);
}

TEST_CASE("filter: a bitmap that is no more needed is gone, and nulls are counted") {
  const array from = longs({1, null, 3, null});
  const array whole = filter(from, std::vector<row_stretch>{{0, 1}, {2, 3}});
  CHECK(whole.null_count == 0);
  CHECK(whole.validity.empty());
  CHECK(filter(from, std::vector<row_stretch>{{1, 4}}).null_count == 2);
}

TEST_CASE("filter: it gives what choosing row by row gives") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 50; ++round) {
    std::vector<std::optional<std::string>> values, wanted;
    std::vector<std::optional<bool>> bits, bits_wanted;
    std::vector<row_stretch> stretches;
    for (std::int64_t row = 0; row < 200; ++row) {
      values.push_back(random() % 5 == 0 ? null : std::optional(std::string(random() % 4, 'x')));
      bits.push_back(random() % 5 == 0 ? null : std::optional(random() % 2 == 0));
      if (random() % 3 == 0) continue;
      wanted.push_back(values.back());
      bits_wanted.push_back(bits.back());
      if (!stretches.empty() && stretches.back().end == row && random() % 4 != 0)
        stretches.back().end = row + 1;
      else
        stretches.push_back({row, row + 1});
    }
    CHECK(filtered(texts_of(values), stretches) == text_of(texts_of(wanted)));
    CHECK(filtered(flags(bits), stretches) == text_of(flags(bits_wanted)));
  }
}

TEST_CASE("filter: batches keep their fields, also where they have no columns") {
  auto from = batch_of(columns(named_array{"a", longs({1, 2, 3})}, named_array{"b", texts_of({"x", "y", "z"})}));
  const auto made = filter(from, std::vector<row_stretch>{{1, 3}});
  CHECK(made.fields == from.fields);
  CHECK(rows_of(made) == std::vector<std::string>{R"(2,"y")", R"(3,"z")"});
  deltalake::column::batch bare;
  bare.num_rows = 5;
  CHECK(filter(bare, std::vector<row_stretch>{{1, 3}}).num_rows == 2);
}

}  // namespace
}  // namespace deltalake_filter_test
