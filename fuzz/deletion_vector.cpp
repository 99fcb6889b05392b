// Deletion vectors: serialized ones, inline ones and those of files.
#include <deltalake/deletion_vector/inline_form.hpp>
#include <deltalake/deletion_vector/vector_file.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

namespace {

void try_rows(const deltalake::deletion_vector::roaring_bitmap& rows) {
  using namespace deltalake::deletion_vector;
  const auto again = parse_vector(format_vector(rows));
  require(again && *again == rows, "a vector is read back as it was written");
  std::uint64_t stretches = 0, before = 0;
  bool first = true;
  rows.for_each_stretch(0, roaring_bitmap::value_max, [&](std::uint64_t begin, std::uint64_t end) {
    require(begin < end && (first || begin >= before), "stretches ascend");
    stretches += end - begin;
    before = end;
    first = false;
  });
  require(stretches + (rows.contains(roaring_bitmap::value_max) ? 1 : 0) == rows.count(), "stretches hold all rows");
  require(rows.empty() || rows.contains(rows.max()), "the last row is there");
  roaring_bitmap smallest = rows;
  smallest.optimize();
  require(smallest == rows, "another form holds the same rows");
  smallest -= rows;
  require(smallest.empty(), "nothing is left of a vector without itself");
}

}  // namespace

void try_input(std::string_view input) {
  using namespace deltalake::deletion_vector;
  if (const auto rows = parse_vector(input)) try_rows(*rows);
  if (input.size() < 4) return;
  const auto size = static_cast<std::int32_t>(static_cast<unsigned char>(input[0]) << 8 |
                                              static_cast<unsigned char>(input[1]));
  deltalake::deletion_vector_descriptor from;
  from.storage_type = 'i';
  from.path_or_inline = input.substr(2);
  from.size_in_bytes = size;
  from.cardinality = 1;
  (void)parse_inline(from);
  from.storage_type = input[2];
  (void)vector_file_path(from);
  if (const auto found = vector_in(input.substr(2), size)) {
    require(found->size() == static_cast<std::size_t>(size), "a vector has the size that is asked for");
  }
}

}  // namespace deltalake_fuzz
