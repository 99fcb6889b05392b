#pragma once
#include <cstdint>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/schema_tree.hpp>

namespace deltalake::inline v0::parquet {

/// Checks that an array is one of type `expected`, as Arrow's layout asks for it: buffers and children as long as the
/// length says, offsets that ascend within the child, views and indexes within what they point to. Names of children
/// are not looked at. Cheap beside writing the array.
/// Errors: invalid_argument, which names the column.
DELTALAKE_DECL result<void> check_array(const column::field& expected, const column::array& given);

/// Appends rows `first` ... `first + count` of a column to its leaves, as levels and physical values: the way back of
/// `assemble` and `convert`. `field` is the column's node in `tree`, of a schema that make_write_schema made for the
/// column's type; `from` was checked by check_array, and has the rows; `leaves[n]` are the values of leaf n of the
/// file, and only those of the field's leaves are touched: columns may be shredded at the same time.
/// Errors: invalid_argument (a null where the column is required, a decimal of more digits than its type, a time that
/// overflows in milliseconds, or that INT96 has no day for), value_too_large (more than 2^31 - 1 bytes of text in one
/// leaf); they name the column. After one the leaves mean nothing.
DELTALAKE_DECL result<void> shred(const schema_node& field, const schema_tree& tree, const column::array& from,
                                  std::int64_t first, std::int64_t count, std::vector<leaf_values>& leaves);

/// About how many bytes the leaves grow by, not less than their texts take.
DELTALAKE_DECL std::uint64_t shredded_bytes(const column::array& from, std::int64_t first, std::int64_t count) noexcept;

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/shred.ipp>
#endif
