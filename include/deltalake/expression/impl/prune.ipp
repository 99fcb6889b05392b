#pragma once
#include <algorithm>
#include <compare>
#include <string>
#include <utility>

#include <deltalake/expression/like.hpp>
#include <deltalake/expression/operand.hpp>
#include <deltalake/expression/prune.hpp>

namespace deltalake::inline v0::expression {
namespace detail {

inline constexpr outcomes any_outcome{true, true, true};

// A part of a comparison: the values it may have, in the domain of the comparison.
struct part_range {
  bool may_be_null = true, may_be_value = true;
  bool may_be_nan = true;
  std::optional<operand> lower, upper;
};

// A bound in the domain of a comparison; nothing where the conversion gives none.
inline std::optional<operand> bound_in(domain as, const std::optional<schema::scalar>& bound) {
  if (!bound || bound->is_null()) return std::nullopt;
  operand made = convert(operand_of(*bound), as);
  if (made.kind != as || made.is_null(0)) return std::nullopt;
  return made;
}

class pruner {
 public:
  explicit pruner(const range_lookup& ranges) : ranges_(ranges) {}

  outcomes of(const bound_expression& one) const {
    switch (one.what) {
      case operation::logical_and: return junction(one, true);
      case operation::logical_or: return junction(one, false);
      case operation::logical_not: {
        outcomes made = of(one.parts[0]);
        std::swap(made.yes, made.no);
        return made;
      }
      case operation::equal:
      case operation::not_equal:
      case operation::less:
      case operation::less_equal:
      case operation::greater:
      case operation::greater_equal:
      case operation::null_safe_equal: return comparison(one);
      case operation::in: return membership(one);
      case operation::is_null: return nullness(one, true);
      case operation::is_not_null: return nullness(one, false);
      case operation::like: return likeness(one);
      case operation::literal: return of_literal(one.literal);
      case operation::column: return of_flag(one);
      case operation::add:
      case operation::subtract:
      case operation::multiply:
      case operation::divide:
      case operation::modulo:
      case operation::negate:
      case operation::cast: break;
    }
    return any_outcome;
  }

 private:
  static outcomes of_literal(const schema::scalar& value) {
    const bool* const flag = value.get_if<bool>();
    return {flag != nullptr && *flag, flag != nullptr && !*flag, flag == nullptr};
  }
  outcomes of_flag(const bound_expression& column) const {
    const column_range known = ranges_(column);
    outcomes made{known.may_be_value, known.may_be_value, known.may_be_null};
    const bool* const lower = known.lower ? known.lower->get_if<bool>() : nullptr;
    const bool* const upper = known.upper ? known.upper->get_if<bool>() : nullptr;
    if (lower != nullptr && *lower) made.no = false;
    if (upper != nullptr && !*upper) made.yes = false;
    return made;
  }
  // All pairs of what both sides may be.
  outcomes junction(const bound_expression& one, bool is_and) const {
    outcomes made = of(one.parts[0]);
    for (std::size_t i = 1; i < one.parts.size(); ++i) {
      const outcomes next = of(one.parts[i]);
      outcomes both;
      if (is_and) {
        both.yes = made.yes && next.yes;
        both.no = made.no || next.no;
        both.unknown = (made.unknown && (next.yes || next.unknown)) || (next.unknown && made.yes);
      } else {
        both.yes = made.yes || next.yes;
        both.no = made.no && next.no;
        both.unknown = (made.unknown && (next.no || next.unknown)) || (next.unknown && made.no);
      }
      made = both;
    }
    return made;
  }

  part_range range_of(const bound_expression& part, domain as) const {
    part_range made;
    if (part.what == operation::literal) {
      made.may_be_null = part.literal.is_null();
      made.may_be_value = !made.may_be_null;
      made.lower = made.upper = bound_in(as, part.literal);
      made.may_be_nan = false;
      return made;
    }
    if (part.what != operation::column) return made;
    const column_range known = ranges_(part);
    made.may_be_null = known.may_be_null;
    made.may_be_value = known.may_be_value;
    made.lower = bound_in(as, known.lower);
    made.upper = bound_in(as, known.upper);
    made.may_be_nan = known.may_be_nan && part.values == domain::real;
    // NaN is greater than every bound.
    if (made.may_be_nan) made.upper.reset();
    return made;
  }

  outcomes comparison(const bound_expression& one) const {
    const part_range a = range_of(one.parts[0], one.compared), b = range_of(one.parts[1], one.compared);
    outcomes made = values_compared(one.what, one.compared, a, b);
    if (!a.may_be_value || !b.may_be_value) made.yes = made.no = false;
    if (one.what != operation::null_safe_equal) {
      made.unknown = a.may_be_null || b.may_be_null;
      return made;
    }
    made.unknown = false;
    made.yes = made.yes || (a.may_be_null && b.may_be_null);
    made.no = made.no || (a.may_be_null && b.may_be_value) || (a.may_be_value && b.may_be_null);
    return made;
  }
  // What comparing a value of each side may give.
  static outcomes values_compared(operation what, domain as, const part_range& a, const part_range& b) {
    // Whether a may be less than b, equal to it, greater.
    const auto above = [as](const std::optional<operand>& low, const std::optional<operand>& high, bool or_equal) {
      if (!low || !high) return false;
      const std::strong_ordering order = compare(as, *low, 0, *high, 0);
      return std::is_gt(order) || (or_equal && std::is_eq(order));
    };
    const bool less = !above(a.lower, b.upper, true);
    const bool greater = !above(b.lower, a.upper, true);
    const bool equal = !above(a.lower, b.upper, false) && !above(b.lower, a.upper, false);
    const auto may = [&](bool when_less, bool when_equal, bool when_greater) {
      outcomes made;
      made.yes = (when_less && less) || (when_equal && equal) || (when_greater && greater);
      made.no = (!when_less && less) || (!when_equal && equal) || (!when_greater && greater);
      return made;
    };
    switch (what) {
      case operation::less: return may(true, false, false);
      case operation::less_equal: return may(true, true, false);
      case operation::greater: return may(false, false, true);
      case operation::greater_equal: return may(false, true, true);
      case operation::not_equal: return may(true, false, true);
      default: return may(false, true, false);
    }
  }
  outcomes membership(const bound_expression& one) const {
    const part_range wanted = range_of(one.parts[0], one.compared);
    outcomes made{false, true, wanted.may_be_null};
    for (std::size_t i = 1; i < one.parts.size(); ++i) {
      const part_range value = range_of(one.parts[i], one.compared);
      const outcomes equal = values_compared(operation::equal, one.compared, wanted, value);
      const bool both = wanted.may_be_value && value.may_be_value;
      made.yes = made.yes || (both && equal.yes);
      made.no = made.no && (!value.may_be_value || equal.no || !wanted.may_be_value);
      made.unknown = made.unknown || value.may_be_null;
    }
    made.no = made.no && wanted.may_be_value;
    return made;
  }
  outcomes nullness(const bound_expression& one, bool wants_null) const {
    const bound_expression& part = one.parts[0];
    bool may_be_null = true, may_be_value = true;
    if (part.what == operation::literal) {
      may_be_null = part.literal.is_null();
      may_be_value = !may_be_null;
    } else if (part.what == operation::column) {
      const column_range known = ranges_(part);
      may_be_null = known.may_be_null;
      may_be_value = known.may_be_value;
    }
    return wants_null ? outcomes{may_be_null, may_be_value, false} : outcomes{may_be_value, may_be_null, false};
  }
  // What begins otherwise than the pattern does not match.
  outcomes likeness(const bound_expression& one) const {
    const std::string* const text = one.parts[1].literal.get_if<std::string>();
    if (one.parts[1].what != operation::literal || text == nullptr || one.parts.size() > 2) return any_outcome;
    const result<like_pattern> pattern = like_pattern::make(*text);
    if (!pattern) return any_outcome;
    const part_range known = range_of(one.parts[0], domain::text);
    outcomes made{known.may_be_value, known.may_be_value, known.may_be_null};
    const std::string& prefix = pattern->prefix();
    if (known.upper && known.upper->text < prefix) made.yes = false;
    if (known.lower && known.lower->text > prefix && !known.lower->text.starts_with(prefix)) made.yes = false;
    return made;
  }

  const range_lookup& ranges_;
};

}  // namespace detail

DELTALAKE_DECL outcomes possible_outcomes(const bound_expression& condition, const range_lookup& ranges) {
  return detail::pruner(ranges).of(condition);
}

}  // namespace deltalake::inline v0::expression
