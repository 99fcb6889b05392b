// Locations: a canonical text reads back as the same location.
#include <deltalake/storage/uri.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

void try_input(std::string_view input) {
  using deltalake::storage::uri;
  const deltalake::storage::uri_context here("/lake/here", "/users/me"), nowhere("", "");
  const auto parsed = uri::parse(std::string(input), here);
  if (!parsed) {
    require(!uri::parse(std::string(input), nowhere), "what is refused somewhere is refused everywhere");
    return;
  }
  const std::string text = parsed->to_string();
  const auto again = uri::parse(text, nowhere);
  require(again.has_value(), "a canonical text is a location wherever one is");
  require(*again == *parsed, "a canonical text reads back as the same location");
  require(again->to_string() == text, "a location has one text");
  require(("/" + parsed->path + "/").find("/../") == std::string::npos, "no '..' is left");
}

}  // namespace deltalake_fuzz
