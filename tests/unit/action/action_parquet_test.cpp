#include <deltalake/action/action_parquet.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/parquet/reader_io.hpp>
#include <deltalake/storage/memory_store.hpp>
#include <tests/support/action_collector.hpp>
#include <tests/support/arrays.hpp>
#include <tests/support/parquet_rows.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_action_parquet_test {
namespace {

using deltalake::action_column;
using deltalake::action_kind;
using deltalake::add_file;
using deltalake::deletion_vector_descriptor;
using deltalake::errc;
using deltalake::read_actions;
using deltalake::read_add;
using deltalake::read_stats;
using deltalake::string_map;
using deltalake::struct_column;
using deltalake::column::batch;
using namespace deltalake_test;

constexpr auto everything = static_cast<action_kind>(0xFFFF);

using collector = action_collector<>;

collector read(const batch& from, action_kind kinds = everything) {
  collector made;
  made.wanted = kinds;
  const auto done = read_actions(from, made);
  REQUIRE_MESSAGE(done.has_value(), (done ? std::string() : done.error().detail));
  return made;
}

// "wrong_type add.size": what reading is refused with.
std::string refusal(const batch& from, action_kind kinds = everything) {
  collector made;
  made.wanted = kinds;
  const auto done = read_actions(from, made);
  return done ? "none" : std::string(name(done.error().code)) + ' ' + done.error().field;
}

named_array column(std::string name, array values) { return {std::move(name), std::move(values)}; }
template <class... Fields>
batch actions(const std::string& kind, Fields... fields) {
  return batch_of(columns(column(kind, structure(columns(std::move(fields)...)))));
}

// An add with what is required, and more.
template <class... Fields>
batch adds(Fields... more) {
  return actions("add", column("path", texts_of({"a.parquet"})), column("size", longs({10})),
                 column("modificationTime", longs({5})), std::move(more)...);
}

array vectors(std::optional<std::string> kind, std::optional<std::string> text, std::optional<std::int32_t> offset,
              std::optional<std::int32_t> size, std::optional<std::int64_t> cardinality, bool valid = true) {
  return structure(columns(column("storageType", texts_of({kind})), column("pathOrInlineDv", texts_of({text})),
                           column("offset", ints({offset})), column("sizeInBytes", ints({size})),
                           column("cardinality", longs({cardinality}))),
                   std::vector<bool>{valid});
}

}  // namespace

TEST_CASE("action_parquet: a struct column is seen by the names of its fields") {
  const array made = structure(
      columns(column("a", texts_of({"x", null, "z"})), column("n", longs({1, 2, null})),
              column("f", flags({true, null, false})), column("in", structure(columns(column("b", ints({7, 8, 9})))))),
      std::vector<bool>{true, true, false});
  const struct_column seen(made, "add");
  CHECK(seen.exists());
  CHECK(seen.size() == 3);
  CHECK(seen.has(1));
  CHECK_FALSE(seen.has(2));
  CHECK(seen.name() == "add");
  CHECK(seen.find("n") == &made.children[1]);
  CHECK(seen.find("N") == nullptr);
  CHECK(*seen.text("a", 0) == "x");
  CHECK_FALSE(seen.text("a", 1)->has_value());
  CHECK_FALSE(seen.text("other", 0)->has_value());
  CHECK(*seen.number("n", 1) == 2);
  CHECK_FALSE(seen.number("n", 2)->has_value());
  CHECK(*seen.boolean("f", 0) == true);
  CHECK(*seen.boolean("f", 2) == false);
  CHECK_FALSE(seen.boolean("f", 1)->has_value());
  const struct_column inner = seen.child("in");
  CHECK(inner.name() == "add.in");
  CHECK(*inner.number("b", 2) == 9);
  CHECK_FALSE(seen.child("a").exists());
  CHECK_FALSE(seen.child("none").exists());
  CHECK(seen.at(errc::wrong_type, "a", "what").field == "add.a");
}

TEST_CASE("action_parquet: a struct column that is not there has nothing") {
  const struct_column none;
  CHECK_FALSE(none.exists());
  CHECK(none.size() == 0);
  CHECK_FALSE(none.has(0));
  CHECK(none.find("a") == nullptr);
  CHECK_FALSE(none.child("a").exists());
  CHECK_FALSE(none.text("a", 0)->has_value());
  CHECK_FALSE(none.map("a", 0)->has_value());
  const batch other = batch_of(columns(column("add", longs({1})), column("remove", structure({}))));
  CHECK_FALSE(action_column(other, action_kind::add).exists());
  CHECK(action_column(other, action_kind::remove).exists());
  CHECK_FALSE(action_column(other, action_kind::txn).exists());
}

TEST_CASE("action_parquet: integers of every width are read, and text also as binary") {
  const array made =
      structure(columns(column("i8", values_of<std::int8_t>(type_id::int8, {-3})),
                        column("i16", values_of<std::int16_t>(type_id::int16, {-300})), column("i32", ints({-70'000})),
                        column("day", values_of<std::int32_t>(type_id::date32, {9})),
                        column("at", values_of<std::int64_t>(type_id::timestamp, {1LL << 40})),
                        column("raw", texts_of({"bytes"}, type_id::binary))));
  const struct_column seen(made, "x");
  CHECK(*seen.number("i8", 0) == -3);
  CHECK(*seen.number("i16", 0) == -300);
  CHECK(*seen.number("i32", 0) == -70'000);
  CHECK(*seen.number("day", 0) == 9);
  CHECK(*seen.number("at", 0) == 1LL << 40);
  CHECK(*seen.text("raw", 0) == "bytes");
}

TEST_CASE("action_parquet: maps and lists of text") {
  const array made = structure(
      columns(column("m", maps({text_map{{"k", "1"}, {"n", null}, {"k", "2"}}, text_map{}, null})),
              column("l", lists(texts_of({"a", "b"}), {2, 0, null})), column("bad", lists(longs({1}), {1, 0, 0}))));
  const struct_column seen(made, "x");
  CHECK(*seen.map("m", 0) == string_map{{"n", null}, {"k", "2"}});
  CHECK(*seen.map("m", 1) == string_map{});
  CHECK_FALSE(seen.map("m", 2)->has_value());
  CHECK(*seen.texts("l", 0) == std::vector<std::string>{"a", "b"});
  CHECK((*seen.texts("l", 1))->empty());
  CHECK_FALSE(seen.texts("l", 2)->has_value());
  CHECK(seen.texts("bad", 0).error().code == errc::wrong_type);
  CHECK(seen.map("l", 0).error().code == errc::wrong_type);
  CHECK(seen.texts("m", 0).error().field == "x.m");
  CHECK(seen.text("m", 0).error().code == errc::wrong_type);
  CHECK(seen.number("m", 0).error().code == errc::wrong_type);
  CHECK(seen.boolean("l", 0).error().code == errc::wrong_type);
}

TEST_CASE("action_parquet: an add with all that it can have") {
  const collector got = read(
      adds(column("partitionValues", maps({text_map{{"p", "x"}, {"q", null}}})), column("dataChange", flags({false})),
           column("stats", texts_of({R"({"numRecords":1})"})), column("tags", maps({text_map{{"t", null}}})),
           column("deletionVector", vectors("u", "ab^-aqEH.-t@S}K{vb[*k^", 4, 40, 6)), column("baseRowId", longs({70})),
           column("defaultRowCommitVersion", longs({3})), column("clusteringProvider", texts_of({"liquid"}))));
  REQUIRE(got.adds.size() == 1);
  const add_file& add = got.adds[0];
  CHECK(add.path == "a.parquet");
  CHECK(add.size == 10);
  CHECK(add.modification_time == 5);
  CHECK(add.partition_values == string_map{{"p", "x"}, {"q", null}});
  CHECK_FALSE(add.data_change);
  CHECK(add.stats == R"({"numRecords":1})");
  CHECK(add.tags == string_map{{"t", null}});
  REQUIRE(add.deletion_vector.has_value());
  CHECK(add.deletion_vector->unique_id() == "uab^-aqEH.-t@S}K{vb[*k^@4");
  CHECK(add.deletion_vector->size_in_bytes == 40);
  CHECK(add.deletion_vector->cardinality == 6);
  CHECK(add.base_row_id == 70);
  CHECK(add.default_row_commit_version == 3);
  CHECK(add.clustering_provider == "liquid");
}

TEST_CASE("action_parquet: an add with nothing but path and size") {
  const collector got = read(actions("add", column("path", texts_of({"a", "b"})), column("size", ints({1, 2}))));
  REQUIRE(got.adds.size() == 2);
  add_file bare;
  bare.path = "b";
  bare.size = 2;
  CHECK(got.adds[1] == bare);
  CHECK(refusal(actions("add", column("path", texts_of({"a"})))) == "missing_field add.size");
  CHECK(refusal(actions("add", column("size", longs({1})))) == "missing_field add.path");
  CHECK(refusal(actions("add", column("path", texts_of({"a", null})), column("size", longs({1, 2})))) ==
        "missing_field add.path");
}

TEST_CASE("action_parquet: columns of another type are refused with their field") {
  CHECK(refusal(actions("add", column("path", longs({1})), column("size", longs({1})))) == "wrong_type add.path");
  CHECK(refusal(actions("add", column("path", texts_of({"a"})), column("size", texts_of({"1"})))) ==
        "wrong_type add.size");
  CHECK(refusal(adds(column("dataChange", ints({1})))) == "wrong_type add.dataChange");
  CHECK(refusal(adds(column("partitionValues", texts_of({"{}"})))) == "wrong_type add.partitionValues");
  CHECK(refusal(adds(column("tags", lists(texts_of({"x"}), {1})))) == "wrong_type add.tags");
  CHECK(refusal(adds(column("stats", longs({1})))) == "wrong_type add.stats");
  CHECK(refusal(adds(column("stats_parsed", longs({1})))) == "wrong_type add.stats_parsed");
  CHECK(refusal(adds(column("deletionVector", structure(columns(column("storageType", longs({1}))))))) ==
        "wrong_type add.deletionVector.storageType");
  // A column of nothing but nulls has no wrong value in it.
  CHECK(refusal(adds(column("tags", longs({null})))) == "none");
}

TEST_CASE("action_parquet: a deletion vector is there if its type is") {
  const auto read_vector = [](array vector) { return read(adds(column("deletionVector", std::move(vector)))).adds[0]; };
  CHECK_FALSE(read_vector(vectors("u", "x", 1, 2, 3, false)).deletion_vector.has_value());
  CHECK_FALSE(read_vector(vectors(null, null, null, null, null)).deletion_vector.has_value());
  const auto inlined = read_vector(vectors("i", "x", null, 2, 3)).deletion_vector;
  REQUIRE(inlined.has_value());
  CHECK(inlined->unique_id() == "ix");
  CHECK_FALSE(inlined->offset.has_value());
  const auto refused = [](array vector) { return refusal(adds(column("deletionVector", std::move(vector)))); };
  CHECK(refused(vectors("u", null, 1, 2, 3)) == "missing_field add.deletionVector.pathOrInlineDv");
  CHECK(refused(vectors("u", "x", 1, null, 3)) == "missing_field add.deletionVector.sizeInBytes");
  CHECK(refused(vectors("u", "x", 1, 2, null)) == "missing_field add.deletionVector.cardinality");
  CHECK(refused(vectors("up", "x", 1, 2, 3)) == "invalid_value add.deletionVector.storageType");
  CHECK(refused(vectors("", "x", 1, 2, 3)) == "invalid_value add.deletionVector.storageType");
  CHECK(refused(vectors("u", "x", -1, 2, 3)) == "invalid_value add.deletionVector.offset");
}

TEST_CASE("action_parquet: numbers of a deletion vector that do not fit 32 bits are refused") {
  const auto refused = [](std::int64_t offset, std::int64_t size) {
    return refusal(
        adds(column("deletionVector",
                    structure(columns(column("storageType", texts_of({"u"})), column("pathOrInlineDv", texts_of({"x"})),
                                      column("offset", longs({offset})), column("sizeInBytes", longs({size})),
                                      column("cardinality", longs({1})))))));
  };
  CHECK(refused(2147483647, 2147483647) == "none");
  CHECK(refused(2147483648, 1) == "invalid_value add.deletionVector.offset");
  CHECK(refused(1, 2147483648) == "invalid_value add.deletionVector.sizeInBytes");
}

TEST_CASE("action_parquet: a remove with all that it can have, and with a path alone") {
  const collector got =
      read(actions("remove", column("path", texts_of({"a", "b"})), column("dataChange", flags({false, null})),
                   column("deletionTimestamp", longs({9, null})), column("extendedFileMetadata", flags({true, null})),
                   column("partitionValues", maps({text_map{{"p", "x"}}, null})), column("size", longs({7, null})),
                   column("baseRowId", longs({1, null})), column("defaultRowCommitVersion", longs({2, null})),
                   column("tags", maps({text_map{{"t", "u"}}, null})), column("stats", texts_of({"{}", null}))));
  REQUIRE(got.removes.size() == 2);
  const deltalake::remove_file& full = got.removes[0];
  CHECK(full.path == "a");
  CHECK_FALSE(full.data_change);
  CHECK(full.deletion_timestamp == 9);
  CHECK(full.extended_file_metadata == true);
  CHECK(full.partition_values == string_map{{"p", "x"}});
  CHECK(full.size == 7);
  CHECK(full.base_row_id == 1);
  CHECK(full.default_row_commit_version == 2);
  CHECK(full.tags == string_map{{"t", "u"}});
  CHECK(full.stats == "{}");
  deltalake::remove_file bare;
  bare.path = "b";
  CHECK(got.removes[1] == bare);
  CHECK(refusal(actions("remove", column("dataChange", flags({true})))) == "missing_field remove.path");
}

TEST_CASE("action_parquet: protocols, with lists or without") {
  const collector got = read(actions("protocol", column("minReaderVersion", ints({1, 3, 3})),
                                     column("minWriterVersion", longs({2, 7, 7})),
                                     column("readerFeatures", lists(texts_of({"x", "y"}), {null, 2, 0})),
                                     column("writerFeatures", lists(texts_of({"x"}), {null, 1, 0}))));
  REQUIRE(got.protocols.size() == 3);
  CHECK(got.protocols[0].min_reader_version == 1);
  CHECK(got.protocols[0].min_writer_version == 2);
  CHECK_FALSE(got.protocols[0].reader_features.has_value());
  CHECK(got.protocols[1].reader_features == std::vector<std::string>{"x", "y"});
  CHECK(got.protocols[1].writer_features == std::vector<std::string>{"x"});
  CHECK(got.protocols[2].reader_features == std::vector<std::string>{});
  CHECK(refusal(actions("protocol", column("minReaderVersion", ints({1})))) ==
        "missing_field protocol.minWriterVersion");
  CHECK(refusal(actions("protocol", column("minReaderVersion", longs({1LL << 32})),
                        column("minWriterVersion", ints({2})))) == "invalid_value protocol.minReaderVersion");
  CHECK(refusal(actions("protocol", column("minReaderVersion", texts_of({"1"})),
                        column("minWriterVersion", ints({2})))) == "wrong_type protocol.minReaderVersion");
}

TEST_CASE("action_parquet: metadata, whole and with its id alone") {
  const collector got = read(actions(
      "metaData", column("id", texts_of({"i", "j"})), column("name", texts_of({"n", null})),
      column("description", texts_of({"d", null})),
      column("format", structure(columns(column("provider", texts_of({"orc", "unused"})),
                                         column("options", maps({text_map{{"o", "1"}}, null}))),
                                 std::vector<bool>{true, false})),
      column("schemaString", texts_of({"{}", null})), column("partitionColumns", lists(texts_of({"p"}), {1, null})),
      column("configuration", maps({text_map{{"k", "v"}, {"null", null}}, null})),
      column("createdTime", longs({99, null}))));
  REQUIRE(got.metadatas.size() == 2);
  const deltalake::metadata& full = got.metadatas[0];
  CHECK(full.id == "i");
  CHECK(full.name == "n");
  CHECK(full.description == "d");
  CHECK(full.format_provider == "orc");
  CHECK(full.format_options.at("o") == "1");
  CHECK(full.schema_string == "{}");
  CHECK(full.partition_columns == std::vector<std::string>{"p"});
  CHECK(full.configuration.size() == 1);
  CHECK(full.configuration.at("k") == "v");
  CHECK(full.created_time == 99);
  deltalake::metadata bare;
  bare.id = "j";
  CHECK(got.metadatas[1] == bare);
  CHECK(refusal(actions("metaData", column("name", texts_of({"n"})))) == "missing_field metaData.id");
  CHECK(refusal(actions("metaData", column("id", texts_of({"i"})),
                        column("format", structure(columns(column("provider", longs({1}))))))) ==
        "wrong_type metaData.format.provider");
}

TEST_CASE("action_parquet: transactions, domains, sidecars and what a checkpoint says of itself") {
  const collector txns = read(actions("txn", column("appId", texts_of({"a", "b"})), column("version", longs({5, -1})),
                                      column("lastUpdated", longs({7, null}))));
  REQUIRE(txns.txns.size() == 2);
  CHECK(txns.txns[0].version == 5);
  CHECK(txns.txns[0].last_updated == 7);
  CHECK(txns.txns[1].version == -1);
  CHECK_FALSE(txns.txns[1].last_updated.has_value());
  CHECK(refusal(actions("txn", column("appId", texts_of({"a"})))) == "missing_field txn.version");

  const collector domains =
      read(actions("domainMetadata", column("domain", texts_of({"a", "b"})),
                   column("configuration", texts_of({"{}", null})), column("removed", flags({true, null}))));
  REQUIRE(domains.domains.size() == 2);
  CHECK(domains.domains[0].configuration == "{}");
  CHECK(domains.domains[0].removed);
  CHECK(domains.domains[1].configuration.empty());
  CHECK_FALSE(domains.domains[1].removed);
  CHECK(refusal(actions("domainMetadata", column("removed", flags({true})))) == "missing_field domainMetadata.domain");

  const collector sidecars =
      read(actions("sidecar", column("path", texts_of({"s.parquet"})), column("sizeInBytes", longs({5})),
                   column("modificationTime", longs({6})), column("tags", maps({text_map{{"a", "b"}}}))));
  REQUIRE(sidecars.sidecars.size() == 1);
  CHECK(sidecars.sidecars[0].path == "s.parquet");
  CHECK(sidecars.sidecars[0].size_in_bytes == 5);
  CHECK(sidecars.sidecars[0].modification_time == 6);
  CHECK(sidecars.sidecars[0].tags == string_map{{"a", "b"}});
  CHECK(refusal(actions("sidecar", column("path", texts_of({"s"})))) == "missing_field sidecar.sizeInBytes");

  const collector marks = read(actions("checkpointMetadata", column("version", longs({4}))));
  REQUIRE(marks.checkpoints.size() == 1);
  CHECK(marks.checkpoints[0].version == 4);
}

TEST_CASE("action_parquet: rows without an action of a kind are passed over, whatever lies in its fields") {
  batch made = batch_of(columns(
      column("add", structure(columns(column("path", texts_of({"a", null, "c"})), column("size", longs({1, null, 3}))),
                              std::vector<bool>{true, false, true})),
      column("txn",
             structure(columns(column("appId", texts_of({null, "t", null})), column("version", longs({null, 2, null}))),
                       std::vector<bool>{false, true, false})),
      column("unknown", longs({1, 2, 3}))));
  const collector got = read(made);
  CHECK(got.adds.size() == 2);
  CHECK(got.adds[1].path == "c");
  CHECK(got.txns.size() == 1);
}

TEST_CASE("action_parquet: kinds that are not wanted are not looked at") {
  const batch made = batch_of(columns(
      column("add", structure(columns(column("path", longs({1, 2}))), std::vector<bool>{true, false})),
      column("txn", structure(columns(column("appId", texts_of({null, "t"})), column("version", longs({null, 2}))),
                              std::vector<bool>{false, true}))));
  CHECK(refusal(made) == "wrong_type add.path");
  const collector got = read(made, action_kind::txn | action_kind::remove);
  CHECK(got.order == "t");
  CHECK(read(made, action_kind::none).order.empty());
}

TEST_CASE("action_parquet: what a checkpoint is about comes before its files") {
  const auto valid = [](std::size_t at) {
    std::vector<bool> made(4, false);
    made[at] = true;
    return made;
  };
  const batch made = batch_of(columns(
      column("remove", structure(columns(column("path", texts_of({"r", null, null, null}))), valid(0))),
      column("add",
             structure(columns(column("path", texts_of({null, "a", null, null})), column("size", longs({0, 0, 0, 0}))),
                       valid(1))),
      column("metaData", structure(columns(column("id", texts_of({null, null, "m", null}))), valid(2))),
      column("protocol", structure(columns(column("minReaderVersion", ints({0, 0, 0, 1})),
                                           column("minWriterVersion", ints({0, 0, 0, 2}))),
                                   valid(3)))));
  CHECK(read(made).order == "pmar");
}

TEST_CASE("action_parquet: statistics are the text, or made of their columns") {
  const auto parsed = [] {
    return structure(columns(column("numRecords", longs({3, 1, null})),
                             column("minValues", structure(columns(column("id", longs({-1, null, null}))),
                                                           std::vector<bool>{true, true, false})),
                             column("tightBounds", flags({true, null, null}))),
                     std::vector<bool>{true, true, false});
  };
  const auto stats_of = [](const batch& from, std::int64_t row) {
    const auto made = read_stats(action_column(from, action_kind::add), row);
    REQUIRE(made.has_value());
    return made->value_or("none");
  };
  const auto paths = [] { return column("path", texts_of({"a", "b", "c"})); };
  const auto sizes = [] { return column("size", longs({1, 2, 3})); };
  const batch only_parsed = actions("add", paths(), sizes(), column("stats_parsed", parsed()));
  CHECK(stats_of(only_parsed, 0) == R"({"numRecords":3,"minValues":{"id":-1},"tightBounds":true})");
  CHECK(stats_of(only_parsed, 1) == R"({"numRecords":1,"minValues":{}})");
  CHECK(stats_of(only_parsed, 2) == "none");
  const batch all_null = actions("add", paths(), sizes(),
                                 column("stats_parsed", structure(columns(column("numRecords", longs({7, null, 8}))))));
  CHECK(stats_of(all_null, 1) == "none");  // columns of nothing but nulls say nothing
  const batch both =
      actions("add", paths(), sizes(), column("stats", texts_of({"text", null, ""})), column("stats_parsed", parsed()));
  CHECK(stats_of(both, 0) == "text");
  CHECK(stats_of(both, 1) == R"({"numRecords":1,"minValues":{}})");
  CHECK(stats_of(both, 2).empty());
  CHECK(stats_of(actions("add", paths(), sizes()), 0) == "none");
  CHECK(read(only_parsed).adds[0].stats == R"({"numRecords":3,"minValues":{"id":-1},"tightBounds":true})");
}

namespace {

// A Parquet file of one row, read into a batch.
deltalake::task<std::optional<batch>> read_batch(deltalake::storage::any_store store) {
  const deltalake::parquet::read_options how;
  const auto file = co_await deltalake::parquet::open_file(store, deltalake::path("f.parquet"), std::nullopt, how);
  std::vector<bool> all(file->schema.leaves.size(), true);
  deltalake::parquet::row_group_reader reader(file, 0, std::move(all), how);
  std::optional<batch> rows = co_await reader.next();
  co_return rows;
}
batch written_and_read(const row_type& type, const row_value& row) {
  std::vector<deltalake::parquet::schema_element> elements;
  add_elements(type, elements);
  std::vector<parquet_leaf> leaves;
  add_leaves(type, leaves);
  shred(type, &row, leaves);
  std::vector<parquet_chunk> chunks;
  for (const parquet_leaf& leaf : leaves) chunks.push_back(make_chunk(leaf, parquet_style()));
  const std::string content = parquet_writer(elements, 1).add(1, chunks).finish();
  const deltalake::storage::memory_store store;
  run(store.put(deltalake::path("f.parquet"), deltalake::bytes::copy_of(content),
                deltalake::storage::put_mode::overwrite()));
  std::optional<batch> rows = run(read_batch(deltalake::storage::any_store(store)));
  REQUIRE(rows.has_value());
  return std::move(*rows);
}

row_type group_of(const char* name, std::vector<row_type> fields) {
  row_type made;
  made.what = row_type::kind::structure;
  made.name = name;
  made.optional = true;
  made.children = std::move(fields);
  return made;
}
row_type leaf_of(const char* name, deltalake::parquet::physical_type physical) {
  row_type made;
  made.name = name;
  made.optional = true;
  made.physical = physical;
  return made;
}
row_value leaf(std::string bytes) {
  row_value made;
  made.text = std::move(bytes);
  return made;
}
row_value group(std::vector<row_value> items) {
  row_value made;
  made.items = std::move(items);
  return made;
}

}  // namespace

// PROTOCOL.md "Per-file Statistics": a timestamp is an instant, and only timestamp_ntz has no zone. Spark still writes
// INT96 for timestamp unless it is told otherwise.
TEST_CASE("action_parquet: an INT96 among parsed statistics is an instant, with its zone") {
  using deltalake::parquet::physical_type;
  row_type local = leaf_of("local", physical_type::int64);
  local.logical.kind = deltalake::parquet::logical_kind::timestamp;
  row_type instant = local;
  instant.name = "instant";
  instant.logical.utc = true;
  const row_type values = group_of("minValues", {leaf_of("old", physical_type::int96), instant, local});
  const row_type add = group_of("add", {leaf_of("path", physical_type::byte_array),
                                        leaf_of("size", physical_type::int64), group_of("stats_parsed", {values})});
  constexpr std::int64_t noon_us = 43'200'000'000;
  const std::string old = little_endian(noon_us * 1'000 + 1'000'000) + little_endian(std::int32_t{2'440'588 + 18'262});
  const std::string now = little_endian(std::int64_t{18'262} * 86'400'000'000 + noon_us + 1'000);
  const row_value row =
      group({leaf("a"), leaf(little_endian(std::int64_t{1})), group({group({leaf(old), leaf(now), leaf(now)})})});
  const collector got = read(written_and_read(add, row));
  REQUIRE(got.adds.size() == 1);
  CHECK(got.adds[0].stats == R"({"minValues":{"old":"2020-01-01T12:00:00.001000Z",)"
                             R"("instant":"2020-01-01T12:00:00.001000Z","local":"2020-01-01T12:00:00.001000"}})");
}

TEST_CASE("action_parquet: one add of a row") {
  const batch made = adds(column("dataChange", flags({false})));
  const auto add = read_add(action_column(made, action_kind::add), 0);
  REQUIRE(add.has_value());
  CHECK(add->path == "a.parquet");
  CHECK_FALSE(add->data_change);
  const batch bad = actions("add", column("path", texts_of({"a"})));
  CHECK(read_add(action_column(bad, action_kind::add), 0).error().field == "add.size");
}

}  // namespace deltalake_action_parquet_test
