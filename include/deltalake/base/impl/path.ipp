#pragma once
#include <algorithm>
#include <utility>

#include <deltalake/base/path.hpp>

namespace deltalake::inline v0 {

DELTALAKE_DECL result<path> path::parse(std::string text) {
  const auto refuse = [&text](const char* why) { return error(errc::invalid_path, "'" + text + "' " + why); };
  if (text.find('\0') != std::string::npos) return refuse("holds a NUL byte");
  for (std::size_t begin = 0; begin < text.size() || (begin == text.size() && begin != 0);) {
    const std::size_t end = std::min(text.find('/', begin), text.size());
    const std::string_view segment = std::string_view(text).substr(begin, end - begin);
    if (segment.empty()) return refuse("has an empty segment");
    if (segment == "." || segment == "..") return refuse("has a '.' or '..' segment");
    if (end == text.size()) break;
    begin = end + 1;
  }
  path made;
  made.text_ = std::move(text);
  return made;
}

DELTALAKE_DECL path path::folder() const {
  path up;
  const std::size_t slash = text_.rfind('/');
  if (slash != std::string::npos) up.text_ = text_.substr(0, slash);
  return up;
}

}  // namespace deltalake::inline v0
