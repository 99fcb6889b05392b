// Percent-encoding, both ways, with and without bytes to keep.
#include <deltalake/base/percent.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

void try_input(std::string_view input) {
  using namespace deltalake;
  for (const std::string_view keep : {std::string_view(), std::string_view("/=:%"), input.substr(0, 3)}) {
    const std::string encoded = percent_encode(input, keep);
    require(percent_decode(encoded) == input, "encoded text decodes back to itself");
    require(encoded.size() <= 3 * input.size(), "a byte is at most three characters");
  }
  const std::string decoded = percent_decode(input);
  require(decoded.size() <= input.size(), "decoding adds nothing");
  require(has_percent(input) || decoded == input, "text without '%' stays as it is");
}

}  // namespace deltalake_fuzz
