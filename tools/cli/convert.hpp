#pragma once
#include <string>

#include "command.hpp"

namespace deltalake_tool {

/// What is wrong with the command line of `convert`; empty if nothing is.
std::string check_convert(const request& wanted);

}  // namespace deltalake_tool
