#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0::storage {

/// The functions of a store that reach the medium, for those who count or script them.
enum class operation_kind : std::uint8_t { get, get_range, head, list_from, put, remove };

inline constexpr std::size_t operation_kind_count = 6;

/// Returns the function's name.
constexpr std::string_view name(operation_kind kind) noexcept {
  switch (kind) {
    case operation_kind::get: return "get";
    case operation_kind::get_range: return "get_range";
    case operation_kind::head: return "head";
    case operation_kind::list_from: return "list_from";
    case operation_kind::put: return "put";
    case operation_kind::remove: return "remove";
  }
  return "unknown";
}

}  // namespace deltalake::inline v0::storage
