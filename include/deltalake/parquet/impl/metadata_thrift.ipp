#pragma once
#include <deltalake/parquet/metadata_thrift.hpp>

namespace deltalake::inline v0::parquet::detail {

DELTALAKE_DECL void take_statistics(thrift_reader& in, thrift_field& at, std::optional<statistics>& into) {
  if (!in.enter(at)) return;
  statistics& made = into.emplace();
  for (thrift_field field; in.next(field);) {
    switch (field.id) {
      case 1: in.take(field, made.max); break;
      case 2: in.take(field, made.min); break;
      case 3: in.take(field, made.null_count); break;
      case 4: in.take(field, made.distinct_count); break;
      case 5: in.take(field, made.max_value); break;
      case 6: in.take(field, made.min_value); break;
      case 7: in.take(field, made.is_max_value_exact); break;
      case 8: in.take(field, made.is_min_value_exact); break;
      default: in.skip(field);
    }
  }
  if (made.null_count.value_or(0) < 0) made.null_count.reset();
  if (made.distinct_count.value_or(0) < 0) made.distinct_count.reset();
}

}  // namespace deltalake::inline v0::parquet::detail
