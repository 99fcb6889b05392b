#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include <deltalake/base/result.hpp>
#include <deltalake/column/buffer.hpp>
#include <deltalake/parquet/bloom_filter.hpp>
#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/page_index.hpp>
#include <deltalake/parquet/schema_tree.hpp>
#include <deltalake/parquet/statistics_builder.hpp>
#include <deltalake/parquet/write_options.hpp>

namespace deltalake::inline v0::parquet {

/// A column chunk, ready to be written: its pages, and what the file says of them. Offsets count from its first byte.
struct encoded_chunk {
  explicit encoded_chunk(const leaf_column& leaf) : values(leaf) {}

  column_chunk metadata;
  column::buffer dictionary;  ///< the dictionary's page, which comes first; empty if there is none
  column::buffer pages;       ///< the data pages
  offset_index offsets;
  std::optional<column_index> bounds;  ///< absent if a page has values but no bounds
  std::optional<bloom_filter> bloom;
  statistics_builder values;  ///< what is known of the values, unshortened
  std::int64_t rows = 0;
  std::int64_t null_rows = 0;  ///< rows whose first value is not defined up to the `null_level` of the writer
};

/// Makes column chunks of one leaf: cuts pages, at the begins of rows, encodes and compresses them. Pure: no I/O.
/// Memory: what the chunk takes, its dictionary, one page, and 8 bytes a value if there is a Bloom filter.
class chunk_writer {
 public:
  /// `leaf` must be one of a schema that make_write_schema made for `options`; both must outlive this.
  /// `null_level` is the definition level of the column that `null_rows` tells of, outside of lists: the leaf itself,
  /// if nothing is said, or a list or map around it.
  DELTALAKE_DECL chunk_writer(const leaf_column& leaf, const write_options& options,
                              std::optional<std::uint8_t> null_level = std::nullopt);
  DELTALAKE_DECL chunk_writer(chunk_writer&&) noexcept;
  DELTALAKE_DECL chunk_writer& operator=(chunk_writer&&) noexcept;
  DELTALAKE_DECL ~chunk_writer();

  /// Takes as many rows from the begin of `rows` as fill pages, and leaves the others there, for the next call: add
  /// more to them. To be called after some thousands of rows, since it looks at each row that is left again.
  /// Errors: those of codec_registry::compress; value_too_large for a page of 2 GiB or more. After one, this is of no
  /// use any more.
  DELTALAKE_DECL result<void> add(leaf_values& rows);
  /// Takes all of `rows`, ends the chunk, and begins the next one. Errors: as of add.
  DELTALAKE_DECL result<encoded_chunk> finish(leaf_values& rows);

  /// How many bytes the chunk has by now, with its dictionary, without rows that no page holds yet.
  DELTALAKE_DECL std::uint64_t size_bytes() const noexcept;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/chunk_writer.ipp>
#endif
