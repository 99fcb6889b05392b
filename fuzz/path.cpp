// Paths of objects: joining and parting them, and what is refused.
#include <deltalake/base/path.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

void try_input(std::string_view input) {
  using deltalake::path;
  const auto parsed = path::parse(std::string(input));
  const std::string framed = '/' + std::string(input) + '/';
  const bool odd = framed.find("//") != std::string::npos || framed.find("/./") != std::string::npos ||
                   framed.find("/../") != std::string::npos || input.find('\0') != std::string_view::npos;
  require(parsed.has_value() == (input.empty() || !odd), "a path has whole segments");
  if (!parsed) return;
  require(parsed->text() == input, "a path keeps its text");
  require(parsed->folder() / parsed->name() == *parsed, "a folder and a name make the path");
  require((path("a") / *parsed).folder() == path("a") / parsed->folder() || parsed->empty(), "folders join");
}

}  // namespace deltalake_fuzz
