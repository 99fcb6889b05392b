#pragma once
#include <deltalake/scan/scan_options.hpp>

namespace deltalake::inline v0::scan {

DELTALAKE_DECL options::options() = default;
DELTALAKE_DECL options::options(const options&) = default;
DELTALAKE_DECL options::options(options&&) noexcept = default;
DELTALAKE_DECL options& options::operator=(const options&) = default;
DELTALAKE_DECL options& options::operator=(options&&) noexcept = default;
DELTALAKE_DECL options::~options() = default;

}  // namespace deltalake::inline v0::scan
