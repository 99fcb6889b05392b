#pragma once
#include "command.hpp"

namespace deltalake_tool {

/// Writes the rows of one Parquet file, whatever its name.
deltalake::task<void> cat_file(request wanted, output& out);

}  // namespace deltalake_tool
