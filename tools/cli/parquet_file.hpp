#pragma once
#include <memory>
#include <optional>
#include <string>

#include <deltalake/deltalake.hpp>

namespace deltalake_tool {

/// Opens the Parquet file at a location. Throws not_found if there is no object of that name (it may be a folder).
deltalake::task<std::shared_ptr<const deltalake::parquet::file>> open_parquet_file(std::string location);

}  // namespace deltalake_tool
