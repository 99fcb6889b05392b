#include <deltalake/deletion_vector/vector_file.hpp>

#include <doctest/doctest.h>

namespace deltalake_vector_file_test {
namespace {

using namespace deltalake::deletion_vector;

deltalake::deletion_vector_descriptor descriptor(char type, std::string text) {
  deltalake::deletion_vector_descriptor made;
  made.storage_type = type;
  made.path_or_inline = std::move(text);
  return made;
}

TEST_CASE("vector file: a descriptor's path is that of the protocol's examples") {
  const std::string name = "deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin";
  CHECK(vector_file_path(descriptor('u', "ab^-aqEH.-t@S}K{vb[*k^")).value() == "ab/" + name);
  CHECK(vector_file_path(descriptor('u', "^-aqEH.-t@S}K{vb[*k^")).value() == name);
  CHECK(vector_file_path(descriptor('u', "a b^-aqEH.-t@S}K{vb[*k^")).value() == "a%20b/" + name);
  CHECK(vector_file_path(descriptor('p', "s3://mytable/" + name)).value() == "s3://mytable/" + name);
  const auto id = deltalake::uuid::parse("d2c639aa-8816-431a-aaf6-d3fe2512ff61").value();
  CHECK(relative_form(id, "ab") == "ab^-aqEH.-t@S}K{vb[*k^");
  for (const auto& bad : {descriptor('u', "short"), descriptor('u', "\"-aqEH.-t@S}K{vb[*k^"), descriptor('p', ""),
                          descriptor('i', "^-aqEH.-t@S}K{vb[*k^"), descriptor('x', "^-aqEH.-t@S}K{vb[*k^")}) {
    const auto got = vector_file_path(bad);
    REQUIRE_FALSE(got.has_value());
    CHECK(got.error().code == deltalake::errc::invalid_deletion_vector);
    CHECK_FALSE(got.error().field.empty());
  }
}

TEST_CASE("vector file: vectors come back from where they were put") {
  std::string file;
  CHECK(append_vector("first", file).value() == 1);
  CHECK(append_vector("", file).value() == 14);
  CHECK(file.front() == vector_file_version);
  CHECK(vector_in(std::string_view(file).substr(1), 5).value() == "first");
  CHECK(vector_in(std::string_view(file).substr(14), 0).value().empty());
}

TEST_CASE("vector file: sizes and checksums that disagree are refused") {
  std::string file;
  REQUIRE(append_vector("content", file).has_value());
  const std::string_view one = std::string_view(file).substr(1);
  CHECK(vector_in(one, 6).error().code == deltalake::errc::invalid_deletion_vector);
  CHECK(vector_in(one, -1).error().code == deltalake::errc::invalid_deletion_vector);
  for (std::size_t size = 0; size < one.size(); ++size) CHECK_FALSE(vector_in(one.substr(0, size), 7).has_value());
  std::string changed(one);
  changed[5] ^= 1;
  CHECK(vector_in(changed, 7).error().code == deltalake::errc::checksum_mismatch);
}

}  // namespace
}  // namespace deltalake_vector_file_test
