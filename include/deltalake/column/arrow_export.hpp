#pragma once
#include <functional>

#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/column/arrow_c_data.hpp>

namespace deltalake::inline v0::column {

/// Gets memory back when everything that was exported of it is released, for instance to decode the next batch into
/// it. Called once, on whatever thread releases the last part; it must not throw.
using array_return = std::function<void(array)>;
using batch_return = std::function<void(batch)>;

/// Describes a field for the C Data Interface: format, name, children, dictionary. A variant becomes its struct with
/// the extension name "arrow.parquet.variant". The caller releases `to`, whose content does not matter before; on an
/// error it is a released schema. Errors: invalid_argument for a name with a NUL byte, which no C string can hold, and
/// for a type without the children it needs. Throws std::bad_alloc.
/// Spec: Arrow C Data Interface, "The ArrowSchema structure".
[[nodiscard]] DELTALAKE_DECL result<void> export_schema(const field& from, ArrowSchema* to);

/// Describes the columns of a batch, as a struct that is not nullable. Otherwise like the above.
[[nodiscard]] DELTALAKE_DECL result<void> export_schema(const std::vector<field>& from, ArrowSchema* to);

/// Hands an array out without copying its values: it moves into the private data of `to` and lives until every part of
/// it is released. Children and dictionaries may be moved away and released on their own, in any order, on any thread.
/// The array must be well formed: of the length, children and buffers that its type needs. Throws std::bad_alloc.
/// Spec: Arrow C Data Interface, "The ArrowArray structure".
DELTALAKE_DECL void export_array(array from, ArrowArray* to, array_return give_back = {});

/// Hands a batch out as a struct array, one child a column, and describes it. Errors and their consequences: those of
/// export_schema; neither struct is left unreleased then. Throws std::bad_alloc.
[[nodiscard]] DELTALAKE_DECL result<void> export_batch(batch from, ArrowSchema* schema, ArrowArray* values,
                                                       batch_return give_back = {});

/// The same without the description, for streams that tell it once.
DELTALAKE_DECL void export_batch(batch from, ArrowArray* values, batch_return give_back = {});

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/arrow_export.ipp>
#endif
