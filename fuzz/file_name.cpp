// Names of log files: what is understood has exactly one text.
#include <deltalake/log/file_name.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

void try_input(std::string_view input) {
  using deltalake::log::file_kind;
  const deltalake::log::file_name parsed = deltalake::log::parse_file_name(input);
  const std::string text = to_string(parsed);
  require(parsed.kind == file_kind::other ? text.empty() : text == input, "a name formats back to its text");
  require(parsed.kind != file_kind::other || parsed == deltalake::log::file_name(), "an unknown name says nothing");
  require(parsed.version >= 0 && parsed.version_end >= 0, "versions are not negative");
  require(parsed.kind != file_kind::compacted || parsed.version_end > parsed.version,
          "a compaction has several versions");
  require(parsed.kind != file_kind::multi_part_checkpoint || (parsed.part >= 1 && parsed.part <= parsed.parts),
          "a part is one of its parts");
}

}  // namespace deltalake_fuzz
