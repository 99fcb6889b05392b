#include <deltalake/log/checkpoint_adds.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <tests/support/arrays.hpp>

namespace deltalake_checkpoint_adds_test {
namespace {

using deltalake::action_column;
using deltalake::action_kind;
using deltalake::add_file;
using deltalake::errc;
using deltalake::string_map;
using deltalake::column::batch;
using deltalake::log::checkpoint_adds;
using deltalake::log::file_columns;
using deltalake::log::keep_stats;
using namespace deltalake_test;

named_array column(std::string name, array values) { return {std::move(name), std::move(values)}; }
template <class... Fields>
batch adds(Fields... fields) {
  return batch_of(columns(column("add", structure(columns(std::move(fields)...)))));
}

// Each text of `paths` with its length as size.
template <class... Fields>
batch files(const std::vector<std::optional<std::string>>& paths, Fields... more) {
  std::vector<std::optional<std::int64_t>> sizes, times;
  for (const auto& path : paths) {
    sizes.push_back(path ? std::optional<std::int64_t>(path->size()) : std::nullopt);
    times.push_back(path ? std::optional<std::int64_t>(7) : std::nullopt);
  }
  std::vector<bool> valid;
  for (const auto& path : paths) valid.push_back(path.has_value());
  return batch_of(columns(column("add", structure(columns(column("path", texts_of(paths)), column("size", longs(sizes)),
                                                          column("modificationTime", longs(times)), std::move(more)...),
                                                  valid))));
}

void append(checkpoint_adds& reader, const batch& from, file_columns& into) {
  const auto done = reader.append(from, into);
  REQUIRE_MESSAGE(done.has_value(), (done ? std::string() : done.error().detail));
}

std::string refusal(const batch& from) {
  file_columns into(1);
  checkpoint_adds reader(3, keep_stats::yes);
  const auto done = reader.append(from, into);
  return done ? "none" : std::string(name(done.error().code)) + ' ' + done.error().field;
}

std::string paths_of(const file_columns& from) {
  std::string text;
  for (std::size_t row = 0; row < from.size(); ++row) text += std::string(from.path(row)) + ' ';
  return text;
}

}  // namespace

TEST_CASE("checkpoint_adds: the adds of a batch in the order of its rows, all of the checkpoint's version") {
  file_columns into(1);
  checkpoint_adds reader(9, keep_stats::yes);
  append(reader,
         files({"a", null, "bb", null, "ccc"},
               column("partitionValues", maps({text_map{{"p", "x"}}, null, text_map{{"p", null}}, null, null})),
               column("stats", texts_of({"{}", null, null, null, R"({"numRecords":1})"})),
               column("dataChange", flags({false, null, true, null, false}))),
         into);
  REQUIRE(into.size() == 3);
  CHECK(paths_of(into) == "a bb ccc ");
  CHECK(into.size_bytes(2) == 3);
  CHECK(into.modified_ms(0) == 7);
  CHECK(into.version(0) == 9);
  CHECK(into.version(2) == 9);
  CHECK(into.partition_values(0) == string_map{{"p", "x"}});
  CHECK(into.partition_values(1) == string_map{{"p", null}});
  CHECK(into.partition_values(2) == string_map{});
  CHECK(into.stats(0) == "{}");
  CHECK_FALSE(into.stats(1).has_value());
  CHECK(into.stats(2) == R"({"numRecords":1})");
  for (std::size_t row = 0; row < 3; ++row) CHECK(into.add(row).data_change);
}

TEST_CASE("checkpoint_adds: a batch without adds adds nothing") {
  file_columns into(1);
  checkpoint_adds reader(9, keep_stats::yes);
  append(reader, batch_of(columns(column("txn", longs({1})))), into);
  append(reader, batch_of({}), into);
  append(reader, files({null, null}), into);
  append(reader, files({}), into);
  CHECK(into.size() == 0);
}

TEST_CASE("checkpoint_adds: what few files have is kept for those that have it") {
  file_columns into(1);
  checkpoint_adds reader(9, keep_stats::yes);
  const auto vectors = [] {
    return structure(columns(column("storageType", texts_of({null, "i", null, null})),
                             column("pathOrInlineDv", texts_of({null, "dv", "ignored", null})),
                             column("sizeInBytes", ints({null, 4, null, null})),
                             column("cardinality", longs({null, 2, null, null}))),
                     std::vector<bool>{false, true, true, false});
  };
  append(
      reader,
      files({"a", "b", "c", "d"}, column("deletionVector", vectors()),
            column("tags", maps({null, null, text_map{{"t", "v"}}, text_map{}})),
            column("baseRowId", longs({null, null, 0, null})),
            column("defaultRowCommitVersion", longs({null, null, null, 4})),
            column("clusteringProvider", texts_of({null, "liquid", null, null})),
            column("stats", texts_of({"1", "2", "3", null})), column("dataChange", flags({false, false, false, false})),
            column("partitionValues", maps({text_map{{"p", "1"}}, text_map{{"p", "2"}}, text_map{{"p", "1"}}, null}))),
      into);
  REQUIRE(into.size() == 4);
  add_file expected;
  expected.path = "a";
  expected.size = 1;
  expected.modification_time = 7;
  expected.stats = "1";
  expected.partition_values = {{"p", "1"}};
  CHECK(into.add(0) == expected);
  CHECK(into.deletion_vector(0) == nullptr);
  REQUIRE(into.deletion_vector(1) != nullptr);
  CHECK(into.deletion_vector_id(1) == "idv");
  CHECK(into.add(1).clustering_provider == "liquid");
  CHECK(into.add(1).stats == "2");
  CHECK(into.partition_values(1) == string_map{{"p", "2"}});
  CHECK(into.deletion_vector(2) == nullptr);
  CHECK(into.add(2).tags == string_map{{"t", "v"}});
  CHECK(into.add(2).base_row_id == 0);
  CHECK(into.partition_values(2) == string_map{{"p", "1"}});
  CHECK(into.add(3).default_row_commit_version == 4);
  CHECK(into.add(3).tags.empty());
  for (std::size_t row = 0; row < 4; ++row) CHECK(into.add(row).data_change);
}

TEST_CASE("checkpoint_adds: one reader serves several batches, into the same columns or others") {
  checkpoint_adds reader(9, keep_stats::yes);
  const auto some = [](const std::string& first) {
    return files(
        {first + "1", first + "2", first + "3"},
        column("partitionValues", maps({text_map{{"p", first}}, text_map{{"p", "shared"}}, text_map{{"p", first}}})));
  };
  const auto check = [](const file_columns& columns, std::size_t from, const std::string& first) {
    CHECK(columns.partition_values(from) == string_map{{"p", first}});
    CHECK(columns.partition_values(from + 1) == string_map{{"p", "shared"}});
    CHECK(columns.partition_values(from + 2) == string_map{{"p", first}});
  };
  file_columns one(1), other(1);
  append(reader, some("x"), one);
  append(reader, some("y"), one);
  append(reader, some("y"), other);
  append(reader, some("x"), one);
  append(reader, some("z"), other);
  CHECK(paths_of(one) == "x1 x2 x3 y1 y2 y3 x1 x2 x3 ");
  CHECK(paths_of(other) == "y1 y2 y3 z1 z2 z3 ");
  check(one, 0, "x");
  check(one, 3, "y");
  check(one, 6, "x");
  check(other, 0, "y");
  check(other, 3, "z");
}

TEST_CASE("checkpoint_adds: columns that are new at an old place are known to be new") {
  checkpoint_adds reader(9, keep_stats::yes);
  std::optional<file_columns> into;
  for (const std::string value : {"x", "y", "z"}) {
    into.emplace(1);
    append(reader, files({"a", "b"}, column("partitionValues", maps({text_map{{"p", value}}, text_map{{"p", value}}}))),
           *into);
    CHECK(into->partition_values(0) == string_map{{"p", value}});
    CHECK(into->partition_values(1) == string_map{{"p", value}});
  }
  into->clear();
  append(reader, files({"a"}, column("partitionValues", maps({text_map{{"p", "x"}}}))), *into);
  CHECK(into->partition_values(0) == string_map{{"p", "x"}});
}

TEST_CASE("checkpoint_adds: values that only look alike are not taken for each other") {
  file_columns into(1);
  checkpoint_adds reader(9, keep_stats::yes);
  const std::vector<std::optional<text_map>> values{text_map{{"a", "bc"}},
                                                    text_map{{"ab", "c"}},
                                                    text_map{{"a", null}},
                                                    text_map{{"a", ""}},
                                                    text_map{{"a", "\xFF\xFF\xFF\xFF"}},
                                                    text_map{},
                                                    null,
                                                    text_map{{"a", "b"}, {"c", ""}},
                                                    text_map{{"c", ""}, {"a", "b"}},
                                                    text_map{{"a", "b"}, {"c", null}},
                                                    text_map{{"", ""}}};
  std::vector<std::optional<std::string>> names;
  for (std::size_t i = 0; i < values.size(); ++i) names.emplace_back(std::to_string(i));
  append(reader, files(names, column("partitionValues", maps(values))), into);
  append(reader, files(names, column("partitionValues", maps(values))), into);
  for (std::size_t row = 0; row < 2 * values.size(); ++row) {
    CAPTURE(row);
    CHECK(into.partition_values(row) == values[row % values.size()].value_or(text_map()));
  }
}

TEST_CASE("checkpoint_adds: a key that comes twice counts once, the last time") {
  file_columns into(1);
  checkpoint_adds reader(9, keep_stats::yes);
  append(reader, files({"a"}, column("partitionValues", maps({text_map{{"p", "1"}, {"p", "2"}}}))), into);
  CHECK(into.partition_values(0) == string_map{{"p", "2"}});
}

TEST_CASE("checkpoint_adds: unusual columns are read all the same") {
  file_columns into(1);
  checkpoint_adds reader(9, keep_stats::yes);
  append(reader, adds(column("path", texts_of({"a"}, type_id::binary)), column("size", ints({5}))), into);
  append(reader,
         adds(column("size", values_of<std::int16_t>(type_id::int16, {6})), column("path", texts_of({"b"})),
              column("modificationTime", ints({8}))),
         into);
  CHECK(paths_of(into) == "a b ");
  CHECK(into.size_bytes(0) == 5);
  CHECK(into.modified_ms(0) == 0);
  CHECK(into.size_bytes(1) == 6);
  CHECK(into.modified_ms(1) == 8);
  CHECK(into.partition_values(1).empty());
}

TEST_CASE("checkpoint_adds: what is wrong is told with its field") {
  const auto path = [] { return column("path", texts_of({"a"})); };
  const auto size = [] { return column("size", longs({1})); };
  const auto time = [] { return column("modificationTime", longs({1})); };
  CHECK(refusal(adds(path(), time())) == "missing_field add.size");
  CHECK(refusal(adds(path(), column("size", longs({null})), time())) == "missing_field add.size");
  CHECK(refusal(adds(size(), time())) == "missing_field add.path");
  CHECK(refusal(adds(column("path", texts_of({null})), size(), time())) == "missing_field add.path");
  CHECK(refusal(adds(column("path", longs({1})), size(), time())) == "wrong_type add.path");
  CHECK(refusal(adds(path(), column("size", texts_of({"1"})), time())) == "wrong_type add.size");
  CHECK(refusal(adds(path(), size(), column("modificationTime", flags({true})))) == "wrong_type add.modificationTime");
  CHECK(refusal(adds(path(), size(), time(), column("partitionValues", texts_of({"p"})))) ==
        "wrong_type add.partitionValues");
  CHECK(refusal(adds(path(), size(), time(), column("stats", longs({1})))) == "wrong_type add.stats");
  CHECK(refusal(adds(path(), size(), time(), column("stats_parsed", longs({1})))) == "wrong_type add.stats_parsed");
  CHECK(refusal(adds(path(), size(), time(),
                     column("deletionVector", structure(columns(column("storageType", texts_of({"u"}))))))) ==
        "missing_field add.deletionVector.pathOrInlineDv");
}

TEST_CASE("checkpoint_adds: statistics come from their columns where there is no text, and not at all if unwanted") {
  const auto made = [] {
    return files({"a", "b", "c", "d"}, column("stats", texts_of({"text", null, null, null})),
                 column("baseRowId", longs({null, null, null, 1})),
                 column("stats_parsed", structure(columns(column("numRecords", longs({1, 2, null, 4}))),
                                                  std::vector<bool>{true, true, false, true})));
  };
  file_columns into(1);
  checkpoint_adds reader(9, keep_stats::yes);
  append(reader, made(), into);
  CHECK(into.stats(0) == "text");
  CHECK(into.stats(1) == R"({"numRecords":2})");
  CHECK_FALSE(into.stats(2).has_value());
  CHECK(into.stats(3) == R"({"numRecords":4})");
  file_columns lean(1);
  checkpoint_adds without(9, keep_stats::no);
  append(without, made(), lean);
  for (std::size_t row = 0; row < 4; ++row) CHECK_FALSE(lean.stats(row).has_value());
}

TEST_CASE("checkpoint_adds: only files of wanted partitions are taken, usual or not, and each is asked for once") {
  file_columns into(1);
  checkpoint_adds reader(9, keep_stats::yes);
  std::vector<string_map> asked;
  reader.only([&asked](const string_map& values) -> deltalake::result<bool> {
    asked.push_back(values);
    return !values.empty() && values[0].second == "x";
  });
  const auto some = [] {
    return files({"a", "b", "c", "d", "e"},
                 column("partitionValues", maps({text_map{{"p", "x"}}, text_map{{"p", "y"}}, text_map{{"p", "x"}},
                                                 text_map{{"p", "y"}}, null})),
                 column("baseRowId", longs({null, null, 1, 2, null})));
  };
  append(reader, some(), into);
  append(reader, some(), into);
  CHECK(paths_of(into) == "a c a c ");
  CHECK(into.add(1).base_row_id == 1);
  CHECK(asked == std::vector<string_map>{{{"p", "x"}}, {{"p", "y"}}, {}});
  file_columns other(1);
  append(reader, some(), other);
  CHECK(paths_of(other) == "a c ");
  CHECK(asked.size() == 3);
}

TEST_CASE("checkpoint_adds: what is wrong with a wish is told, and what is wrong with unwanted files is not") {
  file_columns into(1);
  checkpoint_adds reader(9, keep_stats::yes);
  reader.only([](const string_map& values) -> deltalake::result<bool> {
    if (values.empty()) return deltalake::error(errc::invalid_partition_value, "none").in_field("p");
    return values[0].second == "x";
  });
  const auto values = [](const std::string& value) {
    return column("partitionValues", maps({text_map{{"p", value}}}));
  };
  const auto done = reader.append(files({"a"}), into);
  REQUIRE_FALSE(done.has_value());
  CHECK(done.error().code == errc::invalid_partition_value);
  CHECK(done.error().field == "p");
  CHECK(reader.append(adds(column("path", texts_of({"a"})), values("y")), into).has_value());
  CHECK(reader.append(adds(column("path", texts_of({"a"})), values("x")), into).error().field == "add.size");
  CHECK(into.size() == 0);
}

TEST_CASE("checkpoint_adds: column by column gives what row by row gives") {
  std::mt19937 random(31);
  const auto chance = [&random](unsigned one_in) { return random() % one_in == 0; };
  for (int round = 0; round < 100; ++round) {
    CAPTURE(round);
    std::vector<std::optional<std::string>> paths, stats, tags_values, kinds, texts;
    std::vector<std::optional<text_map>> partitions;
    std::vector<std::optional<std::int64_t>> ids;
    std::vector<std::optional<std::int32_t>> sizes;
    for (int i = 0; i < 40; ++i) {
      paths.push_back(chance(4) ? std::nullopt : std::optional<std::string>("p" + std::to_string(i)));
      stats.push_back(chance(2) ? std::nullopt : std::optional<std::string>(std::string(random() % 5, 's')));
      partitions.push_back(
          chance(5) ? std::nullopt
                    : std::optional<text_map>(text_map{
                          {"a", chance(3) ? std::nullopt : std::optional<std::string>(std::to_string(random() % 3))}}));
      ids.push_back(chance(6) ? std::optional<std::int64_t>(i) : std::nullopt);
      const bool vector = chance(7);
      kinds.push_back(vector ? std::optional<std::string>("u") : std::nullopt);
      texts.push_back(vector ? std::optional<std::string>("v" + std::to_string(i)) : std::nullopt);
      sizes.push_back(vector ? std::optional<std::int32_t>(i) : std::nullopt);
    }
    const batch made =
        files(paths, column("stats", texts_of(stats)), column("partitionValues", maps(partitions)),
              column("baseRowId", longs(ids)),
              column("deletionVector",
                     structure(columns(column("storageType", texts_of(kinds)),
                                       column("pathOrInlineDv", texts_of(texts)), column("offset", ints(sizes)),
                                       column("sizeInBytes", ints(sizes)), column("cardinality", ints(sizes))))));
    file_columns fast(5), slow(5);
    checkpoint_adds reader(9, keep_stats::yes);
    append(reader, made, fast);
    const auto rows = action_column(made, action_kind::add);
    for (std::int64_t row = 0; row < rows.size(); ++row) {
      if (!rows.has(row)) continue;
      const auto one = deltalake::read_add(rows, row);
      REQUIRE(one.has_value());
      slow.append(*one, 9, keep_stats::yes);
    }
    REQUIRE(fast.size() == slow.size());
    for (std::size_t row = 0; row < fast.size(); ++row) {
      CHECK(fast.add(row) == slow.add(row));
      CHECK(fast.path_hash(row) == slow.path_hash(row));
      CHECK(fast.version(row) == slow.version(row));
    }
  }
}

}  // namespace deltalake_checkpoint_adds_test
