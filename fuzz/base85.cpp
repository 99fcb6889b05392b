// Base 85, both ways: the input as text and as content.
#include <deltalake/base/base85.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

void try_input(std::string_view input) {
  using namespace deltalake;
  const auto decoded = base85_decode(input);
  if (decoded) {
    require(decoded->size() == input.size() / 5 * 4, "5 characters are 4 bytes");
    require(base85_encode(decoded->view()) == input, "decoded text encodes back to itself");
  }
  const std::string text = base85_encode(input);
  const auto content = base85_decode(text, input.size());
  require(content && content->view() == input, "encoded content decodes back to itself");
  require(!base85_decode(text, text.size() / 5 * 4 + 1), "a text does not hold more than it holds");
  if (const auto id = base85_decode_uuid(input))
    require(base85_encode(*id) == input, "a uuid encodes back to its text");
}

}  // namespace deltalake_fuzz
