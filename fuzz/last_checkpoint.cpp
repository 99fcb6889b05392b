// The hint: read or refused, whatever it is, and within its limits.
#include <deltalake/json/boost_json.hpp>
#include <deltalake/json/simdjson.hpp>
#include <deltalake/log/last_checkpoint.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

void try_input(std::string_view input) {
  const auto boost = deltalake::log::parse_last_checkpoint<deltalake::json::boost_json>(input);
  const auto simd = deltalake::log::parse_last_checkpoint<deltalake::json::simdjson>(input);
  // Boost.JSON refuses exponents that overflow an int, wherever they stand; simdjson passes over what is skipped.
  const bool overflow = !boost && boost.error().detail.find("exponent overflow") != std::string::npos;
  require(boost.has_value() == simd.has_value() || overflow, "both policies accept the same");
  if (!boost || !simd) return;
  require(*boost == *simd, "both policies read the same");
  require(boost->version >= 0 && boost->size >= -1 && boost->parts.value_or(1) >= 1, "numbers are in range");
  require(boost->size_in_bytes.value_or(0) >= 0 && boost->num_of_add_files.value_or(0) >= 0, "counts are not negative");
}

}  // namespace deltalake_fuzz
