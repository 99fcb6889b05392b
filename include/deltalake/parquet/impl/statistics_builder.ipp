#pragma once
#include <deltalake/parquet/statistics_builder.hpp>

namespace deltalake::inline v0::parquet {

}  // namespace deltalake::inline v0::parquet
