#pragma once
#include <compare>

#include <deltalake/snapshot/partition_filter.hpp>

namespace deltalake::inline v0 {

DELTALAKE_DECL bool matches(partition_filter::comparison how, const schema::scalar& value,
                            const std::vector<schema::scalar>& wanted) noexcept {
  using comparison = partition_filter::comparison;
  const auto is_one_of = [&] {
    for (const schema::scalar& one : wanted) {
      if (one == value) return true;
    }
    return false;
  };
  switch (how) {
    case comparison::equal:
    case comparison::in: return is_one_of();
    case comparison::not_equal:
    case comparison::not_in: return !is_one_of();
    case comparison::less:
    case comparison::less_or_equal:
    case comparison::greater:
    case comparison::greater_or_equal: break;
  }
  if (wanted.empty() || value.is_null() || wanted.front().is_null()) return false;
  const std::partial_ordering order = value <=> wanted.front();
  switch (how) {
    case comparison::less: return std::is_lt(order);
    case comparison::less_or_equal: return std::is_lteq(order);
    case comparison::greater: return std::is_gt(order);
    case comparison::greater_or_equal: return std::is_gteq(order);
    case comparison::equal:
    case comparison::not_equal:
    case comparison::in:
    case comparison::not_in: break;
  }
  return false;
}

}  // namespace deltalake::inline v0
