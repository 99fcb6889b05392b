#pragma once
#include <deltalake/parquet/limits.hpp>

namespace deltalake_fuzz {

/// What one input may take: so little that each is tried in no time.
inline deltalake::parquet::limits small_limits() {
  deltalake::parquet::limits made;
  made.footer_bytes = 64 << 10;
  made.schema_elements = 500;
  made.schema_depth = 12;
  made.row_groups = 50;
  made.string_bytes = 16 << 10;
  made.page_header_bytes = 16 << 10;
  made.page_bytes = 64 << 10;
  made.dictionary_bytes = 16 << 10;
  made.batch_levels = 64 << 10;
  made.row_bytes = 4 << 20;
  return made;
}

}  // namespace deltalake_fuzz
