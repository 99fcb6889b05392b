#pragma once
#include <string>
#include <utility>

#include <deltalake/base/error.hpp>
#include <deltalake/base/path.hpp>

namespace deltalake::inline v0::storage {

/// Makes the error of a store about the object `where`, which it names in `error::file`.
inline error storage_error(errc code, const path& where, std::string detail = {}) {
  error made(code, std::move(detail));
  made.file = where.text();
  return made;
}

}  // namespace deltalake::inline v0::storage
