// Headers of Parquet pages: what is accepted is within the limits, and needs all of its bytes but no more.
#include <deltalake/parquet/page_header.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

void try_input(std::string_view input) {
  namespace parquet = deltalake::parquet;
  parquet::limits bounds;
  bounds.page_header_bytes = 1000;
  bounds.page_bytes = 1 << 20;
  bounds.dictionary_bytes = 1 << 19;
  const auto parsed = parquet::parse_page_header(input, bounds);
  if (!parsed) return;
  if (!*parsed) return require(input.size() < bounds.page_header_bytes, "no more than the limit is asked for");
  const parquet::page_header& header = **parsed;
  require(header.header_bytes <= input.size() && header.header_bytes <= bounds.page_header_bytes,
          "headers are bounded");
  require(header.compressed_bytes <= bounds.page_bytes && header.uncompressed_bytes <= bounds.page_bytes,
          "pages are bounded");
  if (header.type == parquet::page_type::dictionary) {
    require(header.uncompressed_bytes <= bounds.dictionary_bytes, "dictionaries are bounded");
  }
  require(header.num_values <= 0x7FFFFFFF && header.num_nulls <= header.num_values, "counts are counts");
  require(std::uint64_t{header.definition_bytes} + header.repetition_bytes <= header.compressed_bytes,
          "levels lie in their page");
  const auto again = parquet::parse_page_header(input.substr(0, header.header_bytes), bounds);
  require(again && *again && (*again)->header_bytes == header.header_bytes, "what follows a header is not looked at");
  const auto cut = parquet::parse_page_header(input.substr(0, header.header_bytes - 1), bounds);
  require(cut && !*cut, "a header without its last byte asks for more");
}

}  // namespace deltalake_fuzz
