#pragma once
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <limits>

#include <deltalake/column/variant_builder.hpp>
#include <deltalake/column/variant_bytes.hpp>
#include <deltalake/column/wide_integer.hpp>
#include <deltalake/schema/decimal.hpp>

namespace deltalake::inline v0::column {

DELTALAKE_DECL result<variant_names> variant_names::of(std::string_view metadata) {
  const result<variant_metadata> read = variant_metadata::read(metadata);
  if (!read) return read.error();
  variant_names made;
  made.closed_ = true;
  for (std::uint32_t id = 0; id < read->size(); ++id) {
    const result<std::string_view> name = read->name(id);
    if (!name) return name.error();
    made.names_.emplace_back(*name);
    made.numbers_.emplace(made.names_.back(), id);
  }
  return made;
}

DELTALAKE_DECL std::optional<std::uint32_t> variant_names::number(std::string_view name) {
  const auto found = numbers_.find(name);
  if (found != numbers_.end()) return found->second;
  if (closed_) return std::nullopt;
  const auto made = static_cast<std::uint32_t>(names_.size());
  names_.emplace_back(name);
  numbers_.emplace(names_.back(), made);
  return made;
}

DELTALAKE_DECL result<std::string> variant_names::encode() const {
  std::uint64_t size = 0;
  for (const std::string& one : names_) size += one.size();
  if ((std::max)(size, std::uint64_t{names_.size()}) > (std::numeric_limits<std::uint32_t>::max)()) {
    return error(errc::value_too_large, "more than 2^32 bytes of field names in a variant");
  }
  const std::uint8_t width = detail::bytes_for((std::max)(size, std::uint64_t{names_.size()}));
  // Names stand once each, so sorted ones are distinct.
  const bool sorted = !names_.empty() && std::is_sorted(names_.begin(), names_.end());
  std::string made;
  made += static_cast<char>(1U | (sorted ? 16U : 0U) | static_cast<unsigned>(width - 1) << 6);
  detail::append_little(names_.size(), width, made);
  std::uint64_t end = 0;
  detail::append_little(end, width, made);
  for (const std::string& one : names_) detail::append_little(end += one.size(), width, made);
  for (const std::string& one : names_) made += one;
  return made;
}

// A value was appended: its place is kept where it belongs.
DELTALAKE_DECL void variant_builder::begin_value(std::size_t appended) {
  if (open_.empty()) {
    ++values_;
    return;
  }
  frame& parent = open_.back();
  part one;
  one.offset = bytes_.size() - appended - parent.begin;
  if (parent.object) {
    if (!key_) return fail(errc::invalid_argument, "a variant's field without a name");
    one.id = *std::exchange(key_, std::nullopt);
  }
  parent.parts.push_back(one);
}

DELTALAKE_DECL void variant_builder::integer(std::int64_t value) {
  const auto fits = [value](std::int64_t bound) { return value >= -bound && value < bound; };
  const variant_kind kind = fits(std::int64_t{1} << 7)    ? variant_kind::int8
                            : fits(std::int64_t{1} << 15) ? variant_kind::int16
                            : fits(std::int64_t{1} << 31) ? variant_kind::int32
                                                          : variant_kind::int64;
  number(kind, value);
}

DELTALAKE_DECL void variant_builder::number(variant_kind kind, std::int64_t value) {
  std::size_t width = 8;
  if (kind == variant_kind::int8) width = 1;
  if (kind == variant_kind::int16) width = 2;
  if (kind == variant_kind::int32 || kind == variant_kind::date) width = 4;
  const std::size_t before = bytes_.size();
  bytes_ += static_cast<char>(static_cast<unsigned>(kind) << 2);
  detail::append_little(static_cast<std::uint64_t>(value), width, bytes_);
  begin_value(bytes_.size() - before);
}

DELTALAKE_DECL void variant_builder::float32(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  bytes_ += static_cast<char>(static_cast<unsigned>(variant_kind::float32) << 2);
  detail::append_little(bits, 4, bytes_);
  begin_value(5);
}

DELTALAKE_DECL void variant_builder::float64(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  bytes_ += static_cast<char>(static_cast<unsigned>(variant_kind::float64) << 2);
  detail::append_little(bits, 8, bytes_);
  begin_value(9);
}

DELTALAKE_DECL void variant_builder::decimal(const std::uint8_t* unscaled, int digits, int scale) {
  const int most = digits <= 9 ? 9 : digits <= 18 ? 18 : 38;
  if (scale < 0 || scale > 38 || !wide_integer::read(unscaled, 16).has_digits_up_to(most)) {
    fail(errc::invalid_value, "a decimal of scale " + std::to_string(scale) + " that does not fit into " +
                                  std::to_string(most) + " digits of a variant");
  }
  const variant_kind kind = most == 9    ? variant_kind::decimal4
                            : most == 18 ? variant_kind::decimal8
                                         : variant_kind::decimal16;
  const std::size_t width = most == 9 ? 4 : most == 18 ? 8 : 16;
  bytes_ += static_cast<char>(static_cast<unsigned>(kind) << 2);
  bytes_ += static_cast<char>(scale);
  bytes_.append(reinterpret_cast<const char*>(unscaled), width);
  begin_value(width + 2);
}

DELTALAKE_DECL void variant_builder::text(std::string_view value) {
  const std::size_t before = bytes_.size();
  if (value.size() < 64) {
    bytes_ += static_cast<char>(value.size() << 2 | 1U);
  } else {
    bytes_ += static_cast<char>(static_cast<unsigned>(variant_kind::string) << 2);
    detail::append_little(value.size(), 4, bytes_);
  }
  bytes_ += value;
  begin_value(bytes_.size() - before);
}

DELTALAKE_DECL void variant_builder::binary(std::string_view value) {
  bytes_ += static_cast<char>(static_cast<unsigned>(variant_kind::binary) << 2);
  detail::append_little(value.size(), 4, bytes_);
  bytes_ += value;
  begin_value(value.size() + 5);
}

DELTALAKE_DECL void variant_builder::uuid(std::string_view value) {
  if (value.size() != 16) fail(errc::invalid_value, "a uuid of " + std::to_string(value.size()) + " bytes");
  bytes_ += static_cast<char>(static_cast<unsigned>(variant_kind::uuid) << 2);
  bytes_ += value;
  begin_value(value.size() + 1);
}

DELTALAKE_DECL void variant_builder::begin_object() {
  begin_value(0);
  open_.push_back({true, bytes_.size(), {}});
}
DELTALAKE_DECL void variant_builder::begin_array() {
  begin_value(0);
  open_.push_back({false, bytes_.size(), {}});
}
DELTALAKE_DECL void variant_builder::end_object() { close(true); }
DELTALAKE_DECL void variant_builder::end_array() { close(false); }

DELTALAKE_DECL void variant_builder::key(std::string_view name) {
  if (open_.empty() || !open_.back().object) fail(errc::invalid_argument, "a name outside of a variant's objects");
  key_ = names_.number(name);
  if (key_) return;
  fail(errc::invalid_parquet, "a variant whose metadata lacks its field '" + std::string(name) + "'");
  key_ = 0;
}

// Fields stand in the order of their names; values stay where they are.
DELTALAKE_DECL void variant_builder::sort_fields(frame& closed) {
  if (failure_) return;
  const auto name = [this](const part& one) -> const std::string& { return names_.name(one.id); };
  std::sort(closed.parts.begin(), closed.parts.end(),
            [&name](const part& a, const part& b) { return name(a) < name(b); });
  for (std::size_t i = 1; i < closed.parts.size(); ++i) {
    if (name(closed.parts[i - 1]) != name(closed.parts[i])) continue;
    fail(errc::invalid_value, "a variant object with two fields '" + name(closed.parts[i]) + "'");
  }
}

// Puts the header, ids and offsets before the elements, which are there already.
DELTALAKE_DECL void variant_builder::close(bool object) {
  if (open_.empty() || open_.back().object != object || key_) {
    return fail(errc::invalid_argument, "a variant whose objects and arrays do not end as they began");
  }
  frame closed = std::move(open_.back());
  open_.pop_back();
  const std::uint64_t size = bytes_.size() - closed.begin;
  const bool large = closed.parts.size() > 255;
  if ((std::max)(size, std::uint64_t{closed.parts.size()}) > (std::numeric_limits<std::uint32_t>::max)()) {
    return fail(errc::value_too_large, "more than 2^32 bytes in a variant");
  }
  if (object) sort_fields(closed);
  std::uint32_t id_max = 0;
  for (const part& one : closed.parts) id_max = (std::max)(id_max, one.id);
  const std::uint8_t id_size = detail::bytes_for(id_max), offset_size = detail::bytes_for(size);
  const unsigned sizes =
      static_cast<unsigned>(offset_size - 1) | (object ? static_cast<unsigned>(id_size - 1) << 2 : 0);
  const unsigned header = sizes | (large ? 1U : 0U) << (object ? 4 : 2);
  std::string head;
  head += static_cast<char>(header << 2 | (object ? 2U : 3U));
  detail::append_little(closed.parts.size(), large ? 4 : 1, head);
  if (object) {
    for (const part& one : closed.parts) detail::append_little(one.id, id_size, head);
  }
  for (const part& one : closed.parts) detail::append_little(one.offset, offset_size, head);
  detail::append_little(size, offset_size, head);
  bytes_.insert(closed.begin, head);
}

DELTALAKE_DECL result<std::string_view> variant_builder::finish() {
  if (!open_.empty() || values_ != 1) fail(errc::invalid_argument, "not one whole variant value");
  open_.clear();
  key_.reset();
  values_ = 0;
  std::swap(bytes_, finished_);
  bytes_.clear();
  if (failure_) return *std::exchange(failure_, std::nullopt);
  return std::string_view(finished_);
}

DELTALAKE_DECL result<std::string> variant_builder::take() {
  const result<std::string_view> made = finish();
  if (!made) return made.error();
  return std::string(*made);
}

namespace detail {

// A literal without exponent of at most 38 digits is a decimal; false if it is none.
inline bool append_json_decimal(const std::string& literal, variant_builder& to) {
  if (literal.find_first_of("eE") != std::string::npos) return false;
  const result<schema::decimal> exact = schema::decimal::parse(literal);
  if (!exact) return false;
  const schema::int128 unscaled = exact->unscaled();
  // Spark counts the zeros behind the point of 0.00 as digits too.
  to.decimal(reinterpret_cast<const std::uint8_t*>(&unscaled), (std::max)(exact->digits(), exact->scale()),
             exact->scale());
  return true;
}

inline void append_json_number(const json::node& from, variant_builder& to) {
  const std::optional<std::int64_t> exact = from.integer();
  if (exact) return to.integer(*exact);
  const std::string& literal = from.text();
  if (append_json_decimal(literal, to)) return;
  double value = 0;
  // Beyond the range of doubles from_chars leaves the value alone: what is too large is infinite, what is too small 0.
  if (std::from_chars(literal.data(), literal.data() + literal.size(), value).ec == std::errc::result_out_of_range) {
    value = std::strtod(literal.c_str(), nullptr);
  }
  to.float64(value);
}

}  // namespace detail

DELTALAKE_DECL void append_json_value(const json::node& from, variant_builder& to) {
  switch (from.what()) {
    case json::node::kind::null: return to.null();
    case json::node::kind::boolean: return to.boolean(from.boolean());
    case json::node::kind::number: return detail::append_json_number(from, to);
    case json::node::kind::string: return to.text(from.text());
    case json::node::kind::array:
      to.begin_array();
      for (const json::node& one : from.items()) append_json_value(one, to);
      return to.end_array();
    case json::node::kind::object:
      to.begin_object();
      for (const auto& [name, one] : from.members()) {
        to.key(name);
        append_json_value(one, to);
      }
      return to.end_object();
  }
}

}  // namespace deltalake::inline v0::column
