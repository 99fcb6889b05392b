#pragma once
#include <optional>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/schema_tree.hpp>

namespace deltalake::inline v0::parquet {

/// The part of `field` whose leaves are wanted (`wanted[leaf]`): groups without a wanted leaf are gone. Of a map both
/// sides stay, since a map of half its entries is none: the leaves that this adds are set in `wanted`.
/// `wanted` has one entry a leaf of the file. Nothing if no leaf is wanted.
DELTALAKE_DECL std::optional<schema_node> project(const schema_node& field, std::vector<bool>& wanted);

/// Makes the array of a field from what its leaves hold, by the levels of Dremel: "Nested Encoding" in the format's
/// README. `leaves[n]` are the values of leaf n of the file, for the same rows; only those of the field's leaves are
/// looked at, and their values are moved out. The levels of groups are taken from their first leaf. Variants are put
/// together from what they are shredded into.
/// Errors: invalid_parquet if the leaves contradict each other or a value does not fit its type; value_too_large; those
/// of `unshred`.
DELTALAKE_DECL result<column::array> assemble(const schema_node& field, const schema_tree& tree,
                                              std::vector<leaf_values>& leaves);

/// Gives the leaves below a field the types that they have in these forms, one a leaf of the file, and sets the types
/// above. Forms that a leaf cannot have become flat; what variants are put together from is flat.
DELTALAKE_DECL void set_forms(schema_node& field, const schema_tree& tree, std::vector<value_form>& forms);

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/assemble.ipp>
#endif
