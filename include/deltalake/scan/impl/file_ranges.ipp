#pragma once
#include <charconv>
#include <cmath>
#include <compare>
#include <limits>
#include <string_view>

#include <deltalake/base/timestamp.hpp>
#include <deltalake/scan/file_ranges.hpp>
#include <deltalake/scan/logical_schema.hpp>
#include <deltalake/scan/transform.hpp>
#include <deltalake/schema/decimal.hpp>
#include <deltalake/schema/partition_value.hpp>
#include <deltalake/schema/struct_type.hpp>

namespace deltalake::inline v0::scan {
namespace detail {

using schema::scalar;

template <class Floating>
std::optional<Floating> read_number(const json::node& from) {
  if (!from.is(json::node::kind::number)) return std::nullopt;
  const std::string& text = from.text();
  Floating value = 0;
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

template <class Floating>
Floating outward(Floating value, bound_side side) {
  constexpr Floating endless = std::numeric_limits<Floating>::infinity();
  return std::nextafter(value, side == bound_side::lower ? -endless : endless);
}

// Text that was a float's comes near the double only: the float nearest to it is the one that was meant, or, of a value
// that was written as a double since, a neighbour.
inline std::optional<scalar> double_bound(const json::node& from, const schema::field& column, bound_side side) {
  const std::optional<double> value = read_number<double>(from);
  if (!value) return std::nullopt;
  const std::string* const changes = column.metadata.find(schema::metadata_key::type_changes);
  if (changes == nullptr || changes->find("\"float\"") == std::string::npos) return scalar(*value);
  constexpr auto most = static_cast<double>((std::numeric_limits<float>::max)());
  if (!(std::abs(*value) < most)) return scalar(*value);
  const double stepped = outward(static_cast<float>(*value), side);
  return std::isfinite(stepped) ? std::optional<scalar>(scalar(stepped)) : std::nullopt;
}

inline std::size_t significant_digits(std::string_view literal) noexcept {
  std::size_t digits = 0;
  for (const char c : literal.substr(0, literal.find_first_of("eE"))) {
    if (c >= '0' && c <= '9' && (digits > 0 || c != '0')) ++digits;
  }
  return digits;
}

// Some writers make doubles of decimals first, which keep 15 digits.
inline std::optional<scalar> decimal_bound(const json::node& from, bound_side side) {
  if (!from.is(json::node::kind::number)) return std::nullopt;
  const result<schema::decimal> exact = schema::decimal::parse(from.text());
  if (!exact) return std::nullopt;
  if (significant_digits(from.text()) <= 15) return scalar(*exact);
  const schema::int128 unscaled = exact->unscaled();
  const schema::int128 doubt = (unscaled < 0 ? -unscaled : unscaled) / schema::powers_of_ten[15] + 1;
  const result<schema::decimal> widened =
      schema::decimal::make(side == bound_side::lower ? unscaled - doubt : unscaled + doubt, exact->scale());
  if (!widened) return std::nullopt;
  return scalar(*widened);
}

inline std::optional<scalar> text_bound(const json::node& from, bound_side side) {
  constexpr std::size_t cut_from = 32;
  if (!from.is(json::node::kind::string)) return std::nullopt;
  std::string text = from.text();
  // What was no UTF-8 was replaced, by something greater or less.
  if (text.find("\xEF\xBF\xBD") != std::string::npos) return std::nullopt;
  if (side == bound_side::lower || text.size() < cut_from) return scalar(std::move(text));
  // The least bytes above all that begin so.
  while (!text.empty() && static_cast<unsigned char>(text.back()) == 0xFF) text.pop_back();
  if (text.empty()) return std::nullopt;
  text.back() = static_cast<char>(static_cast<unsigned char>(text.back()) + 1);
  return scalar(std::move(text));
}

// The microseconds of a time whose text may have milliseconds alone.
inline std::optional<std::int64_t> time_bound(const json::node& from, bool zoned, bound_side side) {
  constexpr std::int64_t millisecond = 1000, minute = 60'000'000, year_1973 = 94'694'400'000'000;
  if (!from.is(json::node::kind::string)) return std::nullopt;
  const result<timestamp_text> read = parse_timestamp(from.text());
  // A date alone is what a column of dates had before it was widened to time stamps without a zone.
  if (!read || read->offset_seconds.has_value() != zoned) return std::nullopt;
  const result<std::int64_t> micros = read->to_micros();
  if (!micros) return std::nullopt;
  // Most writers cut, down or towards 1970, and some round.
  std::int64_t doubt = millisecond;
  // Until 1972 clocks were ahead of UTC by odd seconds, which the text of an offset does not have.
  if (zoned && *micros < year_1973) doubt += minute;
  constexpr std::int64_t least = (std::numeric_limits<std::int64_t>::min)();
  constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)();
  if (side == bound_side::lower) return *micros < least + doubt ? least : *micros - doubt;
  return *micros > most - doubt ? most : *micros + doubt;
}

inline std::optional<scalar> date_bound(const json::node& from) {
  if (!from.is(json::node::kind::string)) return std::nullopt;
  const schema::data_type type(schema::data_type::kind::date);
  result<scalar> day = schema::parse_partition_value(std::string_view(from.text()), type);
  if (!day || day->is_null()) return std::nullopt;
  return std::move(*day);
}

// What a place in the statistics leads to, by the names of data files.
inline const json::node* member_at(const json::node* from, const std::vector<const schema::field*>& fields) {
  for (const schema::field* one : fields) {
    if (from == nullptr) return nullptr;
    from = from->find(one->name);
  }
  return from;
}

inline std::optional<std::int64_t> count_of(const json::node* from) noexcept {
  if (from == nullptr || !from->is(json::node::kind::number)) return std::nullopt;
  const std::optional<std::int64_t> count = from->integer();
  return count && *count >= 0 ? count : std::nullopt;
}

// The fields that a place leads through, under the names of data files; none if it is not of this schema.
inline std::vector<const schema::field*> fields_at(const schema::struct_type& schema,
                                                   const std::vector<std::size_t>& place) {
  std::vector<const schema::field*> made;
  const schema::struct_type* among = &schema;
  for (std::size_t depth = 0; depth < place.size(); ++depth) {
    if (place[depth] >= among->size()) return {};
    const schema::field& field = (*among)[place[depth]];
    made.push_back(&field);
    if (depth + 1 == place.size()) break;
    if (!field.type.is(schema::data_type::kind::struct_)) return {};
    among = &field.type.as_struct();
  }
  return made;
}

inline bool is_floating(const schema::data_type& type) noexcept {
  return type.is(schema::data_type::kind::float_) || type.is(schema::data_type::kind::double_);
}

inline bool is_nan(const scalar& value) noexcept {
  const auto* const narrow = value.get_if<float>();
  const auto* const wide = value.get_if<double>();
  return (narrow != nullptr && std::isnan(*narrow)) || (wide != nullptr && std::isnan(*wide));
}

// A partition column has one value in a file. One that cannot be read is an error of who reads it.
inline expression::column_range range_of_partition(const schema::field& physical, const string_map& values) {
  expression::column_range made;
  const result<scalar> value = partition_value_of(physical, values);
  if (!value) return made;
  made.may_be_null = value->is_null();
  made.may_be_value = !made.may_be_null;
  made.may_be_nan = is_nan(*value);
  if (!value->is_null()) made.lower = made.upper = *value;
  return made;
}

}  // namespace detail

DELTALAKE_DECL std::optional<schema::scalar> parse_stats_bound(const json::node& from, const schema::field& column,
                                                               bound_side side) {
  using kind = schema::data_type::kind;
  switch (column.type.what()) {
    case kind::byte:
    case kind::short_:
    case kind::integer:
    case kind::long_: {
      const std::optional<std::int64_t> value =
          from.is(json::node::kind::number) ? from.integer() : std::optional<std::int64_t>();
      if (!value || !schema::scalar(*value).fits(column.type)) return std::nullopt;
      return schema::scalar(*value);
    }
    case kind::float_: {
      const std::optional<float> value = detail::read_number<float>(from);
      return value ? std::optional<schema::scalar>(schema::scalar(*value)) : std::nullopt;
    }
    case kind::double_: return detail::double_bound(from, column, side);
    case kind::decimal: return detail::decimal_bound(from, side);
    case kind::string: return detail::text_bound(from, side);
    case kind::boolean:
      if (!from.is(json::node::kind::boolean)) return std::nullopt;
      return schema::scalar(from.boolean());
    case kind::date: return detail::date_bound(from);
    case kind::timestamp: {
      const std::optional<std::int64_t> micros = detail::time_bound(from, true, side);
      if (!micros) return std::nullopt;
      return schema::scalar(schema::timestamp{*micros});
    }
    case kind::timestamp_ntz: {
      const std::optional<std::int64_t> micros = detail::time_bound(from, false, side);
      if (!micros) return std::nullopt;
      return schema::scalar(schema::timestamp_ntz{*micros});
    }
    // Nobody agrees on the text of bytes, and the others have no order.
    case kind::binary:
    case kind::void_:
    case kind::variant:
    case kind::struct_:
    case kind::array:
    case kind::map:
    case kind::unknown: break;
  }
  return std::nullopt;
}

DELTALAKE_DECL expression::column_range file_ranges::operator()(const expression::bound_expression& column) const {
  expression::column_range made;
  const std::vector<const schema::field*> fields = detail::fields_at(columns_->physical(), column.place);
  if (fields.empty()) return made;
  if (is_partition_column(columns_->logical()[column.place.front()].name, *partition_columns_)) {
    return detail::range_of_partition(*fields.front(), *values_);
  }
  if (stats_ == nullptr) return made;
  const std::optional<std::int64_t> rows = detail::count_of(stats_->find("numRecords"));
  const std::optional<std::int64_t> null_rows = detail::count_of(detail::member_at(stats_->find("nullCount"), fields));
  if (null_rows && (!rows || *null_rows <= *rows)) {
    made.may_be_null = *null_rows != 0;
    made.may_be_value = !rows || *null_rows != *rows;
  }
  const schema::field& last = *fields.back();
  made.may_be_nan = made.may_be_value && detail::is_floating(last.type);
  // Of nothing but NULLs the bounds say nothing.
  if (!made.may_be_value) return made;
  const auto bound = [&](std::string_view of, bound_side side) -> std::optional<schema::scalar> {
    const json::node* const text = detail::member_at(stats_->find(of), fields);
    return text == nullptr ? std::nullopt : parse_stats_bound(*text, last, side);
  };
  made.lower = bound("minValues", bound_side::lower);
  made.upper = bound("maxValues", bound_side::upper);
  if (made.lower && made.upper && std::is_gt(*made.lower <=> *made.upper)) {
    made.lower.reset();
    made.upper.reset();
  }
  return made;
}

}  // namespace deltalake::inline v0::scan
