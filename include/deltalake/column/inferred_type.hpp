#pragma once
#include <cstdint>
#include <string_view>

#include <deltalake/column/data_type.hpp>

namespace deltalake::inline v0::column {

/// Finds the type that all values of a column have: the first of boolean, int64, double, date, timestamp without zone,
/// timestamp in UTC that each of them can be read as; utf8 if there is none, or no value at all. Numbers that would not
/// come back as they are do not count as such: integers beyond 64 bits or with zeros or a '+' before them.
class inferred_type {
 public:
  /// A value of a format that has only texts, as CSV.
  DELTALAKE_DECL void add_word(std::string_view text);
  /// Values of a format that tells texts from numbers, as JSON. A text may be a date, a time stamp, "NaN", "Infinity".
  DELTALAKE_DECL void add_text(std::string_view text);
  DELTALAKE_DECL void add_number(std::string_view literal);
  void add_boolean() { meet(boolean); }

  /// True if no value was added.
  bool empty() const noexcept { return empty_; }
  DELTALAKE_DECL data_type type() const;

 private:
  enum kinds : std::uint8_t { none = 0, boolean = 1, integer = 2, floating = 4, date = 8, clock = 16, instant = 32 };
  DELTALAKE_DECL static kinds time_kinds(std::string_view text);
  DELTALAKE_DECL static kinds number_kinds(std::string_view text);
  void meet(kinds of_value) noexcept {
    possible_ = static_cast<kinds>(possible_ & of_value);
    empty_ = false;
  }

  kinds possible_ = static_cast<kinds>(63);
  bool empty_ = true;
};

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/inferred_type.ipp>
#endif
