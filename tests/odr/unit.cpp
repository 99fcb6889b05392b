#include "unit.hpp"

namespace odr::ODR_UNIT {

std::vector<std::size_t> layout() {
  using namespace deltalake;
  return {sizeof(table),
          alignof(table),
          sizeof(snapshot),
          sizeof(open_options),
          sizeof(path),
          sizeof(protocol),
          sizeof(metadata),
          sizeof(add_file),
          sizeof(action),
          sizeof(file_list),
          sizeof(error),
          sizeof(delta_error),
          sizeof(storage::any_store),
          sizeof(json::boost_json::value)};
}

deltalake::table open(std::string uri) { return deltalake::wait(deltalake::open_table(std::move(uri))); }

std::vector<std::string> files(const deltalake::table& opened) {
  std::vector<std::string> names;
  for (const auto name : opened.get_files()) names.emplace_back(name);
  return names;
}

}  // namespace odr::ODR_UNIT
