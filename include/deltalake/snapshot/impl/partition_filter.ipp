#pragma once
#include <algorithm>
#include <compare>
#include <optional>

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

DELTALAKE_DECL bool may_match(partition_filter::comparison how, const log::partition_range& range,
                              const std::vector<schema::scalar>& wanted) noexcept {
  using comparison = partition_filter::comparison;
  if (range.may_be_null && matches(how, schema::scalar(), wanted)) return true;
  if (!range.may_be_value) return false;
  // What is not known, or cannot be compared, is in no order with anything.
  const auto is_below = [](const std::optional<schema::scalar>& bound, const schema::scalar& value) {
    return bound && std::is_lt(*bound <=> value);
  };
  const auto is_above = [](const std::optional<schema::scalar>& bound, const schema::scalar& value) {
    return bound && std::is_gt(*bound <=> value);
  };
  const auto is_at = [](const std::optional<schema::scalar>& bound, const schema::scalar& value) {
    return bound && std::is_eq(*bound <=> value);
  };
  const auto may_be = [&](const schema::scalar& value) {
    return !value.is_null() && !is_above(range.lower, value) && !is_below(range.upper, value);
  };
  switch (how) {
    case comparison::equal:
    case comparison::in: return std::any_of(wanted.begin(), wanted.end(), may_be);
    case comparison::not_equal:
    case comparison::not_in:
      // All files have one value, and it is not wanted.
      return !std::any_of(wanted.begin(), wanted.end(), [&](const schema::scalar& value) {
        return is_at(range.lower, value) && is_at(range.upper, value);
      });
    case comparison::less:
    case comparison::less_or_equal:
    case comparison::greater:
    case comparison::greater_or_equal: break;
  }
  if (wanted.empty() || wanted.front().is_null()) return false;
  const schema::scalar& limit = wanted.front();
  switch (how) {
    case comparison::less: return !is_above(range.lower, limit) && !is_at(range.lower, limit);
    case comparison::less_or_equal: return !is_above(range.lower, limit);
    case comparison::greater: return !is_below(range.upper, limit) && !is_at(range.upper, limit);
    case comparison::greater_or_equal: return !is_below(range.upper, limit);
    case comparison::equal:
    case comparison::not_equal:
    case comparison::in:
    case comparison::not_in: break;
  }
  return true;
}

}  // namespace deltalake::inline v0
