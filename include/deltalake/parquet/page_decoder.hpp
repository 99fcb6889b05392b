#pragma once
#include <cstdint>
#include <string_view>
#include <utility>

#include <deltalake/base/result.hpp>
#include <deltalake/parquet/encoding/byte_stream_split.hpp>
#include <deltalake/parquet/encoding/delta.hpp>
#include <deltalake/parquet/encoding/dictionary.hpp>
#include <deltalake/parquet/encoding/plain.hpp>
#include <deltalake/parquet/encoding/rle.hpp>
#include <deltalake/parquet/leaf_rows.hpp>
#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/levels.hpp>
#include <deltalake/parquet/limits.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/page_parts.hpp>
#include <deltalake/parquet/schema_tree.hpp>

namespace deltalake::inline v0::parquet {

/// Decodes one data page, some rows at a time. The parts must stay where they are until it is done.
class page_decoder {
 public:
  page_decoder() = default;

  /// Begins a page. `words` is the chunk's dictionary, or null if it has none. With the form of a dictionary, the
  /// indexes of a page that has some are handed out instead of their values.
  /// Errors: invalid_parquet, unsupported_parquet (an encoding that does not go with the type).
  DELTALAKE_DECL result<void> open(const leaf_column& leaf, const page_header& header, page_parts parts,
                                   const dictionary* words, value_form form = value_form::flat);
  /// True if indexes are handed out.
  bool as_indexes() const noexcept { return form_ == value_form::dictionary && how_ == how::dictionary; }
  /// Values of the page that are not decoded yet, with nulls.
  std::uint32_t left() const noexcept { return left_; }

  /// Appends levels and values to `out` up to the end of the page, or up to where row `bounds.rows + 1` of `out` would
  /// begin, or the value that is beyond `bounds.bytes`: then `left()` is not 0. A row that is the only one in `out` is
  /// read whatever it takes. `out.row_open` tells whether the last row may go on; it does in the middle of a row, and
  /// of lists at the page's end. Errors: invalid_parquet; value_too_large above `most.batch_levels` and
  /// `most.row_bytes`, which holds for all rows together if there is no bound in bytes.
  DELTALAKE_DECL result<void> read(const row_bounds& bounds, const limits& most, leaf_values& out);
  /// Passes over `rows` rows that begin in the page, or up to its end, and returns how many began. Of lists also over
  /// what is left of the row before, if `in_row`, and of the last one, so that the next level begins a row. Values are
  /// not decoded, nor is it looked whether they are right. Errors: invalid_parquet.
  DELTALAKE_DECL result<std::int64_t> skip(std::int64_t rows, bool in_row);

 private:
  DELTALAKE_DECL result<std::uint32_t> skip_levels(std::uint32_t count);
  DELTALAKE_DECL result<void> skip_values(std::uint32_t count);
  DELTALAKE_DECL result<void> skip_plain(std::uint32_t count);
  DELTALAKE_DECL result<void> open_values(const page_header& header, std::string_view values, const dictionary* words);
  DELTALAKE_DECL result<void> open_dictionary(std::string_view values);
  DELTALAKE_DECL result<void> fill_pending();
  DELTALAKE_DECL result<void> begin_run(const leaf_values& out);
  DELTALAKE_DECL std::uint32_t take_rows(std::int64_t rows, std::uint32_t most, leaf_values& out, bool& full);
  DELTALAKE_DECL result<std::uint32_t> take_definition(std::uint32_t count, leaf_values& out);
  DELTALAKE_DECL result<std::uint32_t> take_values(std::uint32_t count, std::size_t size_max, leaf_values& out);
  DELTALAKE_DECL result<std::size_t> take_texts(std::uint32_t count, std::size_t size_max, leaf_values& out);
  DELTALAKE_DECL result<std::size_t> take_text_words(std::uint32_t count, std::size_t size_max, leaf_values& out);
  DELTALAKE_DECL result<void> put_back(std::uint32_t count, std::uint32_t taken, const level_decoder& before,
                                       leaf_values& out);
  DELTALAKE_DECL bool may_end(leaf_values& out) const noexcept;
  DELTALAKE_DECL result<void> take_numbers(std::uint32_t count, leaf_values& out);
  DELTALAKE_DECL result<void> take_plain(std::uint32_t count, std::size_t before, leaf_values& out);
  DELTALAKE_DECL result<void> take_rle_booleans(std::uint32_t count, std::size_t before, leaf_values& out);
  DELTALAKE_DECL result<std::uint32_t> take_indexes(std::uint32_t count, leaf_values& out);
  DELTALAKE_DECL result<void> take_words(std::uint32_t count, leaf_values& out);
  DELTALAKE_DECL result<void> take_split(std::uint32_t count, leaf_values& out);
  DELTALAKE_DECL result<void> take_delta(std::uint32_t count, leaf_values& out);
  template <class Decoder>
  static result<void> set(Decoder& into, result<Decoder> made) {
    if (!made) return made.error();
    into = std::move(*made);
    return {};
  }

  // How the values of the page are stored.
  enum class how : std::uint8_t { plain, dictionary, rle_boolean, delta_binary, delta_length, delta_bytes, split };

  const leaf_column* leaf_ = nullptr;
  const dictionary* words_ = nullptr;
  how how_ = how::plain;
  value_form form_ = value_form::flat;
  std::uint32_t left_ = 0;
  level_decoder repetition_, definition_;
  column::buffer pending_;  // repetition levels that are decoded but not handed out
  std::size_t pending_at_ = 0;
  std::uint32_t undecoded_ = 0;  // repetition levels of the page that are not even pending
  std::string_view values_;
  std::size_t first_ = 0;  // values of the page that are done, where they are found by number
  rle_decoder indexes_;
  delta_binary_decoder<std::int32_t> delta32_;
  delta_binary_decoder<std::int64_t> delta64_;
  delta_length_decoder lengths_;
  delta_byte_array_decoder fronts_;
  column::buffer scratch_;
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/page_decoder.ipp>
#endif
