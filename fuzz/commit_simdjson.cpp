// Commits: what both JSON policies accept means the same to both.
#include <deltalake/json/boost_json.hpp>
#include <deltalake/json/simdjson.hpp>

#include "commits.hpp"

namespace deltalake_fuzz {

void try_input(std::string_view input) {
  static log::json_decoder<deltalake::json::boost_json> boost_decoder{deltalake::json::limits()};
  static log::json_decoder<deltalake::json::simdjson> simd_decoder{deltalake::json::limits()};
  log::log_run boost(7), simd(7);
  const bool boost_takes_it = decode(boost_decoder, input, 0, boost);
  const bool simd_takes_it = decode(simd_decoder, input, 0, simd);
  // Values that nobody asked for are validated more or less thoroughly: each policy may refuse what the other accepts.
  if (!boost_takes_it || !simd_takes_it) return;
  require(same_actions(boost, simd), "both policies read the same actions");
}

}  // namespace deltalake_fuzz
