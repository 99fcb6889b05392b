// Version checksums: read or refused, and the same to both policies.
#include <deltalake/json/boost_json.hpp>
#include <deltalake/json/simdjson.hpp>
#include <deltalake/log/version_checksum.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

void try_input(std::string_view input) {
  const auto boost = deltalake::log::parse_version_checksum<deltalake::json::boost_json>(input);
  const auto simd = deltalake::log::parse_version_checksum<deltalake::json::simdjson>(input);
  // Boost.JSON refuses exponents that overflow an int, wherever they stand; simdjson passes over what is skipped.
  const bool overflow = !boost && boost.error().detail.find("exponent overflow") != std::string::npos;
  require(boost.has_value() == simd.has_value() || overflow, "both policies accept the same");
  if (!boost || !simd) return;
  require(*boost == *simd, "both policies read the same");
  require(boost->num_files >= 0 && boost->table_size_bytes >= 0, "counts are not negative");
  if (boost->deleted_record_counts) require(boost->deleted_record_counts->size() == 10, "there are ten bins");
  if (const auto& sizes = boost->file_size_histogram) {
    require(!sizes->sorted_bin_boundaries.empty() && sizes->sorted_bin_boundaries.front() == 0, "bins begin at 0");
    require(sizes->file_counts.size() == sizes->sorted_bin_boundaries.size(), "each bin has a count");
    require(sizes->total_bytes.size() == sizes->sorted_bin_boundaries.size(), "each bin has a sum");
  }
}

}  // namespace deltalake_fuzz
