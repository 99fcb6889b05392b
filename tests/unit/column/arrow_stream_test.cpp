#include <deltalake/column/arrow_stream.hpp>

#include <doctest/doctest.h>

#include <cerrno>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <tests/support/arrow_values.hpp>

namespace deltalake_column_arrow_stream_test {
namespace {

using namespace deltalake::column;
using namespace deltalake_test;
using deltalake::errc;
using deltalake::error;
using deltalake::result;

batch numbered(std::int64_t number) { return batch_of(columns(named_array{"a", longs({number, null})})); }

// Batches 1 to `count`, and then an error, if there is one.
batch_source count_to(std::int64_t count, std::optional<error> then = std::nullopt) {
  return [given = std::int64_t{0}, count, then]() mutable -> result<std::optional<batch>> {
    if (given < count) return std::optional<batch>(numbered(++given));
    if (then) return *then;
    return std::optional<batch>();
  };
}

}  // namespace

TEST_CASE("arrow stream: what goes out comes in, and each batch's memory comes back") {
  int returned = 0;
  ArrowArrayStream stream;
  REQUIRE(export_stream(numbered(0).fields, count_to(3), &stream, [&](batch) { ++returned; }).has_value());
  result<arrow_stream> back = import_stream(&stream);
  REQUIRE(back.has_value());
  CHECK(is_released(stream));
  CHECK(back->fields == numbered(0).fields);
  for (std::int64_t i = 1; i <= 3; ++i) {
    const result<std::optional<batch>> next = back->next();
    REQUIRE(next.has_value());
    REQUIRE(next->has_value());
    CHECK(rows_of((*next)->columns[0]) == std::vector<std::string>{std::to_string(i), "null"});
    CHECK(returned == i);
  }
  for (int i = 0; i < 2; ++i) {
    const result<std::optional<batch>> end = back->next();
    REQUIRE(end.has_value());
    CHECK_FALSE(end->has_value());
  }
}

TEST_CASE("arrow stream: an error arrives with its text, and stays") {
  ArrowArrayStream stream;
  const error broken = error{errc::invalid_parquet, "bad page"}.in_file("part-1.parquet");
  REQUIRE(export_stream(numbered(0).fields, count_to(1, broken), &stream).has_value());
  result<arrow_stream> back = import_stream(&stream);
  REQUIRE(back.has_value());
  CHECK(back->next().has_value());
  for (int i = 0; i < 2; ++i) {
    const result<std::optional<batch>> failed = back->next();
    REQUIRE(failed.has_error());
    CHECK(failed.error().code == errc::storage_io);
    CHECK(failed.error().detail.find("bad page") != std::string::npos);
    CHECK(failed.error().detail.find("part-1.parquet") != std::string::npos);
  }
}

TEST_CASE("arrow stream: exceptions become numbers of errno, since C knows none") {
  const auto number_of = [](batch_source next) {
    ArrowArrayStream stream;
    REQUIRE(export_stream(numbered(0).fields, std::move(next), &stream).has_value());
    ArrowArray values;
    const int number = stream.get_next(&stream, &values);
    CHECK(is_released(values));
    stream.release(&stream);
    CHECK(is_released(stream));
    return number;
  };
  CHECK(number_of([]() -> result<std::optional<batch>> { throw std::bad_alloc(); }) == ENOMEM);
  CHECK(number_of([]() -> result<std::optional<batch>> { throw std::runtime_error("no"); }) == EIO);
  CHECK(number_of([]() -> result<std::optional<batch>> {
          return std::optional<batch>(batch_of(columns(named_array{"a", texts_of({"not a number"})})));
        }) == EINVAL);
  CHECK(number_of([]() -> result<std::optional<batch>> { return std::optional<batch>(batch()); }) == EINVAL);
}

TEST_CASE("arrow stream: a batch that was taken outlives its stream") {
  ArrowArrayStream stream;
  REQUIRE(export_stream(numbered(0).fields, count_to(1), &stream).has_value());
  ArrowArray values;
  REQUIRE(stream.get_next(&stream, &values) == 0);
  stream.release(&stream);
  CHECK(static_cast<const std::int64_t*>(values.children[0]->buffers[1])[0] == 1);
  values.release(&values);
}

TEST_CASE("arrow stream: a producer whose stream is released, lacks a function, fails or has no structs is refused") {
  ArrowArrayStream stream{};
  CHECK(import_stream(&stream).has_error());

  REQUIRE(export_stream(numbered(0).fields, count_to(1), &stream).has_value());
  release_counter released;
  released.watch(stream);
  stream.get_next = nullptr;
  CHECK(import_stream(&stream).has_error());
  CHECK(released.count() == 1);

  stream = {};
  stream.release = [](ArrowArrayStream* self) { self->release = nullptr; };
  stream.get_next = [](ArrowArrayStream*, ArrowArray*) { return EIO; };
  stream.get_last_error = [](ArrowArrayStream*) -> const char* { return "out of order"; };
  stream.get_schema = [](ArrowArrayStream*, ArrowSchema*) { return ENOSYS; };
  const result<arrow_stream> failed = import_stream(&stream);
  REQUIRE(failed.has_error());
  CHECK(failed.error().detail.find("out of order") != std::string::npos);

  stream.release = [](ArrowArrayStream* self) { self->release = nullptr; };
  stream.get_next = [](ArrowArrayStream*, ArrowArray*) { return EIO; };
  stream.get_schema = [](ArrowArrayStream*, ArrowSchema* out) {
    return export_schema(field{"x", type_id::int32, true}, out).has_value() ? 0 : EINVAL;
  };
  const result<arrow_stream> flat = import_stream(&stream);
  REQUIRE(flat.has_error());
  CHECK(flat.error().code == errc::invalid_argument);
}

}  // namespace deltalake_column_arrow_stream_test
