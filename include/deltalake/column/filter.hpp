#pragma once
#include <cstdint>
#include <span>

#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>

namespace deltalake::inline v0::column {

/// Rows one after another: begin, ..., end - 1.
struct row_stretch {
  std::int64_t begin = 0;
  std::int64_t end = 0;

  friend bool operator==(const row_stretch&, const row_stretch&) = default;
};

/// Copies the rows of `stretches`, which ascend and do not reach beyond the array; long values of views and
/// dictionaries are shared.
DELTALAKE_DECL array filter(const array& from, std::span<const row_stretch> stretches);
/// The same for all columns.
DELTALAKE_DECL batch filter(const batch& from, std::span<const row_stretch> stretches);

/// Bytes that an array occupies, with what it shares.
DELTALAKE_DECL std::uint64_t bytes_of(const array& of) noexcept;

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/filter.ipp>
#endif
