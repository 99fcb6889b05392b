#pragma once
#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <variant>

#include <deltalake/action/file_stats_builder.hpp>
#include <deltalake/base/timestamp.hpp>
#include <deltalake/base/utf8.hpp>
#include <deltalake/column/json_text.hpp>

namespace deltalake::inline v0 {
namespace detail {

using stats_kind = schema::data_type::kind;

// Spark keeps no bounds of booleans and bytes, which skip little.
inline bool stats_have_bounds(const schema::data_type& type) noexcept {
  switch (type.what()) {
    case stats_kind::string:
    case stats_kind::long_:
    case stats_kind::integer:
    case stats_kind::short_:
    case stats_kind::byte:
    case stats_kind::float_:
    case stats_kind::double_:
    case stats_kind::date:
    case stats_kind::timestamp:
    case stats_kind::timestamp_ntz:
    case stats_kind::decimal: return true;
    case stats_kind::boolean:
    case stats_kind::binary:
    case stats_kind::void_:
    case stats_kind::variant:
    case stats_kind::struct_:
    case stats_kind::array:
    case stats_kind::map:
    case stats_kind::unknown: return false;
  }
  return false;
}

using stats_name = std::vector<std::string>;

// Reads "a, b.c, `d.e`.f": Spark's identifiers, where a back-quote within back-quotes is doubled.
class stats_names_reader {
 public:
  explicit stats_names_reader(std::string_view text) : text_(text) {}

  result<std::vector<stats_name>> read() {
    std::vector<stats_name> made;
    skip_spaces();
    if (at_ == text_.size()) return made;
    for (;;) {
      stats_name name;
      for (;;) {
        result<std::string> part = read_part();
        if (!part) return part.error();
        name.push_back(std::move(*part));
        skip_spaces();
        if (!take('.')) break;
      }
      made.push_back(std::move(name));
      if (at_ == text_.size()) return made;
      if (!take(',')) return wrong();
    }
  }

 private:
  error wrong() const {
    error made(errc::invalid_value,
               "a list of columns, which is wrong at byte " + std::to_string(at_) + ": \"" + std::string(text_) + "\"");
    made.field = "configuration.delta.dataSkippingStatsColumns";
    return made;
  }
  void skip_spaces() noexcept {
    while (at_ < text_.size() && (text_[at_] == ' ' || (text_[at_] >= '\t' && text_[at_] <= '\r'))) ++at_;
  }
  bool take(char wanted) noexcept {
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  result<std::string> read_part() {
    skip_spaces();
    std::string part;
    if (take('`')) {
      for (;; part += text_[at_++]) {
        if (at_ == text_.size()) return wrong();
        if (take('`') && (at_ == text_.size() || text_[at_] != '`')) break;
      }
    } else {
      const std::size_t end = (std::min)(text_.size(), text_.find_first_of(".,` \t\n\v\f\r", at_));
      part = text_.substr(at_, end - at_);
      at_ = end;
    }
    if (part.empty()) return wrong();
    return part;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// Whether a column, or a struct around it, is on the list. Case does not count, as in Spark.
inline bool stats_listed(const std::vector<stats_name>& listed, const stats_name& path) {
  return std::any_of(listed.begin(), listed.end(), [&](const stats_name& name) {
    return name.size() <= path.size() &&
           std::equal(name.begin(), name.end(), path.begin(), [](const std::string& a, const std::string& b) {
             return schema::fold_name(a) == schema::fold_name(b);
           });
  });
}

// Walks the leaves of a schema under both their names.
struct stats_walk {
  const std::vector<stats_name>* listed;  // null: the first `left` leaves
  std::int64_t left;                      // -1: all
  std::vector<stats_column> made;

  void take(const schema::data_type& type, const stats_name& path, const stats_name& physical_path) {
    if (type.is(stats_kind::void_)) return;
    if (listed != nullptr && !stats_listed(*listed, path)) return;
    if (listed == nullptr && left == 0) return;
    if (left > 0) --left;
    made.push_back({path, physical_path, type, stats_have_bounds(type)});
  }
  void walk(const schema::struct_type& logical, const schema::struct_type& physical,
            std::span<const std::string> left_out, stats_name& path, stats_name& physical_path) {
    for (std::size_t i = 0; i < logical.size(); ++i) {
      if (std::find(left_out.begin(), left_out.end(), logical[i].name) != left_out.end()) continue;
      path.push_back(logical[i].name);
      physical_path.push_back(physical[i].name);
      if (logical[i].type.is(stats_kind::struct_)) {
        walk(logical[i].type.as_struct(), physical[i].type.as_struct(), {}, path, physical_path);
      } else {
        take(logical[i].type, path, physical_path);
      }
      path.pop_back();
      physical_path.pop_back();
    }
  }
};

// 0001-01-01T00:00:00 and 9999-12-31T23:59:59.999, in milliseconds since 1970: other years have no text that all read.
inline constexpr std::int64_t stats_ms_least = -62'135'596'800'000, stats_ms_most = 253'402'300'799'999;

// A bound as JSON text; empty if there is none that a reader may trust.
struct stats_bound_writer {
  bool upper;
  std::size_t prefix_length;

  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(bool) const { return {}; }
  std::string operator()(const schema::binary&) const { return {}; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(float value) const { return (*this)(static_cast<double>(value)); }
  // A float is written as the double that it is: whoever compares doubles would else find it beyond its bound.
  std::string operator()(double value) const {
    return std::isfinite(value) ? schema::format_floating(value) : std::string();
  }
  std::string operator()(const schema::decimal& value) const { return value.to_string(); }
  std::string operator()(const std::string& value) const {
    if (first_invalid_utf8(value) != std::string_view::npos) return {};
    std::optional<std::string> cut =
        upper ? cut_upper_text(value, prefix_length) : cut_lower_text(value, prefix_length);
    std::string made;
    if (cut) column::append_json_text(*cut, made);
    return made;
  }
  std::string operator()(schema::date value) const {
    const std::int64_t ms = std::int64_t{value.days} * 86'400'000;
    if (ms < stats_ms_least || ms > stats_ms_most) return {};
    return '"' + format_date(value.days) + '"';
  }
  std::string operator()(schema::timestamp value) const { return time(value.micros, true); }
  std::string operator()(schema::timestamp_ntz value) const { return time(value.micros, false); }

  // Spark rounds the upper bound down too and lets readers add a millisecond. Not all readers do, and rounding up is
  // right for both.
  std::string time(std::int64_t micros, bool zoned) const {
    std::int64_t ms = micros / 1000;
    if (micros % 1000 < 0) --ms;
    if (upper && micros % 1000 != 0) ++ms;
    if (ms < stats_ms_least || ms > stats_ms_most) return {};
    std::string made = '"' + format_rfc3339_ms(ms);
    if (!zoned) made.pop_back();
    return made + '"';
  }
};

// An object of objects, by paths in the order of a schema: those of one struct stand together.
class stats_object {
 public:
  explicit stats_object(std::string& to) : to_(to) { to_ += '{'; }

  void put(const stats_name& path, std::string_view value) {
    std::size_t common = 0;
    while (common < open_.size() && common + 1 < path.size() && open_[common] == path[common]) ++common;
    close_to(common);
    for (; open_.size() + 1 < path.size(); first_ = true) {
      put_name(path[open_.size()]);
      to_ += '{';
      open_.push_back(path[open_.size()]);
    }
    put_name(path.back());
    to_ += value;
    first_ = false;
  }
  void end() {
    close_to(0);
    to_ += '}';
  }

 private:
  void close_to(std::size_t depth) {
    for (; open_.size() > depth; open_.pop_back()) to_ += '}';
  }
  void put_name(std::string_view name) {
    if (!first_) to_ += ',';
    column::append_json_text(name, to_);
    to_ += ':';
  }

  std::string& to_;
  stats_name open_;  // the structs whose braces are open
  bool first_ = true;
};

inline void stats_put_bounds(std::span<const stats_column> columns, std::span<const column_stats> of_columns,
                             bool upper, std::size_t prefix_length, std::string& to) {
  to += upper ? ",\"maxValues\":" : ",\"minValues\":";
  stats_object object(to);
  const stats_bound_writer writer{upper, prefix_length};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::optional<schema::scalar>& bound = upper ? of_columns[i].upper : of_columns[i].lower;
    if (!columns[i].has_bounds || !bound || (upper && of_columns[i].has_nan)) continue;
    const std::string text = std::visit(writer, bound->variant());
    if (!text.empty()) object.put(columns[i].physical_path, text);
  }
  object.end();
}

inline void stats_put_nulls(std::span<const stats_column> columns, std::span<const column_stats> of_columns,
                            std::string& to) {
  to += ",\"nullCount\":";
  stats_object object(to);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (of_columns[i].null_count) object.put(columns[i].physical_path, std::to_string(*of_columns[i].null_count));
  }
  object.end();
}

inline result<void> stats_check(std::span<const stats_column> columns, std::span<const column_stats> of_columns) {
  if (columns.size() != of_columns.size()) {
    return error(errc::invalid_argument, "statistics of " + std::to_string(of_columns.size()) + " columns for " +
                                             std::to_string(columns.size()));
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    for (const std::optional<schema::scalar>* bound : {&of_columns[i].lower, &of_columns[i].upper}) {
      if (!*bound || (*bound)->is_null() || (*bound)->fits(columns[i].type)) continue;
      error made(errc::invalid_argument, std::string("a bound of kind ") + std::string(name((*bound)->what())) +
                                             " for a column of type " + columns[i].type.to_string());
      made.field = columns[i].path.back();
      return made;
    }
  }
  return {};
}

// Where each character of well-formed text begins after `count` of them; the end of the text if there are less.
inline std::size_t stats_after_characters(std::string_view text, std::size_t from, std::size_t count) noexcept {
  for (; count > 0 && from < text.size(); --count) {
    ++from;
    while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
  }
  return from;
}

}  // namespace detail

DELTALAKE_DECL result<std::vector<stats_column>> stats_columns_of(const schema::column_mapping& columns,
                                                                  std::span<const std::string> partition_columns,
                                                                  const table_properties& properties) {
  std::vector<detail::stats_name> listed;
  const std::optional<std::string>& list = properties.data_skipping_stats_columns;
  if (list) {
    result<std::vector<detail::stats_name>> read = detail::stats_names_reader(*list).read();
    if (!read) return read.error();
    listed = std::move(*read);
  }
  const std::int64_t count = list ? -1 : properties.data_skipping_num_indexed_cols;
  detail::stats_walk walk{list ? &listed : nullptr, count < 0 ? -1 : count, {}};
  detail::stats_name path, physical_path;
  walk.walk(columns.logical(), columns.physical(), partition_columns, path, physical_path);
  return std::move(walk.made);
}

DELTALAKE_DECL std::string cut_lower_text(std::string_view text, std::size_t length) {
  return std::string(text.substr(0, detail::stats_after_characters(text, 0, length)));
}

DELTALAKE_DECL std::optional<std::string> cut_upper_text(std::string_view text, std::size_t length) {
  constexpr std::string_view last_character = "\xF4\x8F\xBF\xBF", last_ascii = "\x7F";
  std::size_t end = detail::stats_after_characters(text, 0, length);
  for (std::size_t more = 0; more <= length; ++more) {
    const std::string_view rest = text.substr(end);
    if (rest.empty()) return std::string(text);
    if (rest < last_ascii) return std::string(text.substr(0, end)).append(last_ascii);
    if (!rest.starts_with(last_character)) return std::string(text.substr(0, end)).append(last_character);
    end = detail::stats_after_characters(text, end, 1);  // nothing is above this character: it must stay
  }
  return std::nullopt;
}

DELTALAKE_DECL result<std::string> write_file_stats(std::span<const stats_column> columns, std::int64_t num_records,
                                                    std::span<const column_stats> of_columns,
                                                    std::optional<stats_bounds> bounds, std::int64_t prefix_length) {
  if (result<void> checked = detail::stats_check(columns, of_columns); !checked) return checked.error();
  if (prefix_length < 0) {
    return error(errc::invalid_argument, "texts cut to " + std::to_string(prefix_length) + " characters");
  }
  std::string made = "{\"numRecords\":" + std::to_string(num_records);
  if (!columns.empty()) {
    detail::stats_put_bounds(columns, of_columns, false, static_cast<std::size_t>(prefix_length), made);
    detail::stats_put_bounds(columns, of_columns, true, static_cast<std::size_t>(prefix_length), made);
    detail::stats_put_nulls(columns, of_columns, made);
  }
  if (bounds) made += *bounds == stats_bounds::tight ? ",\"tightBounds\":true" : ",\"tightBounds\":false";
  made += '}';
  return made;
}

}  // namespace deltalake::inline v0
