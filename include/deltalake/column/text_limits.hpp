#pragma once
#include <cstddef>
#include <cstdint>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0::column {

/// Bounds on reading rows from text. Text from outside is hostile until read.
struct text_limits {
  text_limits() {}
  std::int64_t batch_rows = 65'536;                 ///< at most so many rows in a batch
  std::size_t batch_bytes = std::size_t{16} << 20;  ///< a batch ends after the row that reaches this, about
  std::size_t row_bytes = std::size_t{64} << 20;    ///< of text, in one row; more is value_too_large
  std::size_t columns = 20'000;                     ///< that a first line may name, or rows may bring
  std::size_t depth = 100;                          ///< nested objects and arrays of JSON
  std::size_t sample_bytes = std::size_t{1} << 20;  ///< of text, from which types are found where no schema is given
};

}  // namespace deltalake::inline v0::column
