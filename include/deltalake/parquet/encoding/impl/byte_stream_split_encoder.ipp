#pragma once
#include <deltalake/parquet/encoding/byte_stream_split_encoder.hpp>

namespace deltalake::inline v0::parquet {

}  // namespace deltalake::inline v0::parquet
