#pragma once
#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>
#include <deltalake/column/arrow_c_data.hpp>
#include <deltalake/column/arrow_schema.hpp>

namespace deltalake::inline v0::column {

/// Reads values and their description. Takes ownership: both are released when it returns, whatever it returns.
/// The values are copied: an array of ours promises memory beyond its end and its alignment, which a producer need not
/// give. Slices are cut, contents of null texts and lists are left out, indexes of dictionaries become int32, and those
/// of values that are null become null.
/// What the interface tells is checked: numbers of buffers and children, offsets (never descending, within the child),
/// views within their buffers, indexes within their dictionary, ascending ends of runs, text. How large a buffer is it
/// does not tell: a producer whose buffers are shorter than their array's length and offsets say cannot be found out.
/// Errors: those of import_schema; invalid_argument for arrays that contradict their type or themselves; invalid_utf8;
/// value_too_large if a column has more than 2^31 - 1 values, children or bytes of text: send it in smaller batches.
/// Throws std::bad_alloc. Spec: Arrow C Data Interface.
[[nodiscard]] DELTALAKE_DECL result<array> import_array(ArrowArray* values, ArrowSchema* schema,
                                                        const import_options& options = {});

/// Reads a struct array as a batch, one column a child. Like import_array; the rows themselves must not be null.
[[nodiscard]] DELTALAKE_DECL result<batch> import_batch(ArrowArray* values, ArrowSchema* schema,
                                                        const import_options& options = {});

namespace detail {

/// Like import_batch, but the description stays its owner's, for streams that tell it once.
[[nodiscard]] DELTALAKE_DECL result<batch> import_rows(ArrowArray* values, const ArrowSchema& schema,
                                                       const import_options& options);

}  // namespace detail
}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/arrow_import.ipp>
#endif
