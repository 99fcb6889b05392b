#pragma once
#include <memory>

#include <deltalake/base/task.hpp>
#include <deltalake/parquet/reader_io.hpp>

#include "output.hpp"

namespace deltalake_tool {

/// Writes what a file says of itself as one JSON object. Throws the first failure of its pages at the end.
deltalake::task<void> write_parquet_json(std::shared_ptr<const deltalake::parquet::file> from, bool pages, output& out);

}  // namespace deltalake_tool
