// Bloom filters: what is accepted is whole and within its limit, and contains what is inserted.
#include <deltalake/parquet/bloom_filter.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

void try_input(std::string_view input) {
  namespace parquet = deltalake::parquet;
  parquet::limits bounds;
  bounds.bloom_filter_bytes = 4096;
  const auto header = parquet::parse_bloom_filter_header(input, bounds);
  auto filter = parquet::parse_bloom_filter(input, bounds);
  if (!header) return require(!filter, "a filter without a header is none");
  if (!*header) {
    require(input.size() < parquet::bloom_filter_header::bytes_max, "no more than the limit is asked for");
    return require(!filter, "a filter without a whole header is none");
  }
  const std::size_t head = (*header)->header_bytes, size = (*header)->num_bytes;
  require(head <= input.size() && head <= parquet::bloom_filter_header::bytes_max, "headers are bounded");
  require(size > 0 && size % parquet::bloom_filter::block_bytes == 0 && size <= 4096, "filters are whole blocks");
  require(filter.has_value() == (input.size() - head >= size), "a filter is there if its bytes are");
  const auto cut = parquet::parse_bloom_filter_header(input.substr(0, head - 1), bounds);
  require(cut && !*cut, "a header without its last byte asks for more");
  if (!filter) return;
  require(filter->size_bytes() == size, "a filter is as large as its header says");
  for (std::uint64_t i = 0; i < 50; ++i) {
    const std::uint64_t hash = (i + 1) * 0x9E3779B97F4A7C15U;
    const bool before = filter->may_contain(hash);
    auto more = *filter;
    more.insert(hash);
    require(more.may_contain(hash), "what was inserted is there");
    require(!before || more == *filter, "what is there changes nothing");
  }
  std::string again;
  parquet::write_bloom_filter(*filter, again);
  const auto parsed = parquet::parse_bloom_filter(again, bounds);
  require(parsed && *parsed == *filter, "a filter that was written is read as it was");
}

}  // namespace deltalake_fuzz
