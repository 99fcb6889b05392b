#pragma once
#include <cstdint>
#include <memory>

#include <deltalake/column/array.hpp>
#include <deltalake/column/buffer.hpp>

namespace deltalake::inline v0::parquet {

/// The form of the array that a leaf becomes.
enum class value_form : std::uint8_t {
  flat,        ///< its values, one after another
  dictionary,  ///< indexes of values that stand once, as far as the file has it so
};

/// What the pages of one leaf hold for a run of rows: the levels, and the values that are not null, one after another.
/// PLAIN in memory: whatever the encoding was, the values come out in their physical type.
struct leaf_values {
  column::buffer definition_levels;  ///< one byte each; empty if nothing above the leaf is optional or repeated
  column::buffer repetition_levels;  ///< one byte each; empty if nothing above the leaf is repeated
  std::int64_t rows = 0;             ///< rows that begin here
  bool row_open = false;             ///< the last row may go on: its end was not seen
  std::int64_t levels = 0;           ///< values with nulls and empty lists
  std::int64_t values = 0;           ///< values that are not null
  column::buffer fixed;              ///< fixed-width values; of booleans one bit each
  column::buffer offsets;            ///< of byte arrays: values + 1 int32, from 0
  column::buffer bytes;              ///< of byte arrays
  value_form form = value_form::flat;
  /// If there is something, `fixed` holds int32 indexes of these, whatever the physical type is, and the indexes are
  /// checked. With the form of a dictionary alone.
  std::shared_ptr<const column::array> words;

  /// Empties everything and keeps the memory.
  void clear() {
    for (column::buffer* one : {&definition_levels, &repetition_levels, &fixed, &offsets, &bytes}) one->clear();
    rows = levels = values = 0;
    row_open = false;
    words.reset();
  }
};

/// Bytes of memory that values hold.
inline std::uint64_t memory_of(const leaf_values& of) noexcept {
  return std::uint64_t{of.definition_levels.capacity()} + of.repetition_levels.capacity() + of.fixed.capacity() +
         of.offsets.capacity() + of.bytes.capacity();
}

}  // namespace deltalake::inline v0::parquet
