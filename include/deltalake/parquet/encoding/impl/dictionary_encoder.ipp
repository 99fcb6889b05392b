#pragma once
#include <deltalake/parquet/encoding/dictionary_encoder.hpp>

namespace deltalake::inline v0::parquet {

}  // namespace deltalake::inline v0::parquet
