#pragma once
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include <deltalake/column/ddl.hpp>
#include <deltalake/schema/struct_type.hpp>

namespace deltalake::inline v0::column {
namespace detail {

// Recursive descent over the text; the first error stays.
class ddl_parser {
 public:
  explicit ddl_parser(std::string_view text) noexcept : text_(text) {}

  result<std::vector<field>> columns() {
    std::vector<field> made = fields('\0', 1);
    if (failure_) return *failure_;
    return made;
  }

 private:
  static constexpr int depth_max = 100;

  bool failed() const noexcept { return failure_.has_value(); }
  void fail(std::string_view what) {
    if (failure_) return;
    failure_ = error(errc::invalid_argument, std::string(what) + " at character " + std::to_string(at_ + 1) + " of '" +
                                                 std::string(text_.substr(0, 80)) + (text_.size() > 80 ? "...'" : "'"));
  }
  void skip_space() noexcept {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }
  bool take(char wanted) noexcept {
    skip_space();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  void need(char wanted) {
    if (!take(wanted)) fail(std::string("expected '") + wanted + "'");
  }
  // A name or a word: letters, digits, underscores and all that is not ASCII.
  std::string_view bare_word() noexcept {
    skip_space();
    const std::size_t begin = at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool part = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                        static_cast<unsigned char>(c) >= 0x80;
      if (!part) break;
      ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }
  std::string lower_word() {
    std::string made(bare_word());
    for (char& c : made) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return made;
  }
  bool take_word(std::string_view wanted) {
    const std::size_t before = at_;
    if (lower_word() == wanted) return true;
    at_ = before;
    return false;
  }
  // Text between two quotes; a quote that stands twice is one of it.
  std::string quoted(char quote) {
    std::string made;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == quote && (at_ == text_.size() || text_[at_] != quote)) return made;
      if (c == quote) ++at_;
      made += c;
    }
    fail("a quote is not closed");
    return made;
  }
  std::string name() {
    if (take('`')) return quoted('`');
    std::string made(bare_word());
    if (made.empty()) fail("expected a column's name");
    return made;
  }
  int number() {
    const std::string_view digits = bare_word();
    int made = 0;
    const auto [stop, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), made);
    if (problem != std::errc() || stop != digits.data() + digits.size() || made < 0) fail("expected a number");
    return made;
  }

  std::vector<field> fields(char end, int depth) {
    std::vector<field> made;
    if (end != '\0' && take(end)) return made;
    do {
      field one;
      one.name = name();
      take(':');
      one.type = type(depth);
      if (take_word("not")) {
        one.nullable = false;
        if (!take_word("null")) fail("expected NULL");
      }
      comment();
      const std::string folded = schema::fold_name(one.name);
      for (const field& other : made) {
        if (!failed() && schema::fold_name(other.name) == folded) fail("a second column '" + one.name + "'");
      }
      made.push_back(std::move(one));
    } while (!failed() && take(','));
    skip_space();
    if (end != '\0')
      need(end);
    else if (at_ != text_.size())
      fail("expected a comma");
    return made;
  }
  void comment() {
    if (!take_word("comment")) return;
    if (take('\''))
      quoted('\'');
    else if (take('"'))
      quoted('"');
    else
      fail("expected the comment's text");
  }
  data_type type(int depth) {
    if (depth > depth_max) fail("types nest too deep");
    if (failed()) return {};
    const std::string word = lower_word();
    if (word == "array" || word == "map" || word == "struct") return nested(word, depth);
    if (word == "decimal" || word == "dec" || word == "numeric") return decimal();
    if (word == "char" || word == "varchar") {
      need('(');
      number();
      need(')');
      return type_id::utf8;
    }
    if (word == "timestamp" || word == "timestamp_ltz") return timestamp_type(true);
    if (word == "timestamp_ntz") return timestamp_type(false);
    using row = std::pair<std::string_view, type_id>;
    constexpr std::array<row, 15> plain{{{"boolean", type_id::boolean},
                                         {"byte", type_id::int8},
                                         {"tinyint", type_id::int8},
                                         {"short", type_id::int16},
                                         {"smallint", type_id::int16},
                                         {"int", type_id::int32},
                                         {"integer", type_id::int32},
                                         {"long", type_id::int64},
                                         {"bigint", type_id::int64},
                                         {"float", type_id::float32},
                                         {"real", type_id::float32},
                                         {"double", type_id::float64},
                                         {"string", type_id::utf8},
                                         {"binary", type_id::binary},
                                         {"date", type_id::date32}}};
    const auto found = std::find_if(plain.begin(), plain.end(), [&word](const row& one) { return one.first == word; });
    if (found == plain.end()) {
      fail(word.empty() ? "expected a type" : "there is no type '" + word + "'");
      return {};
    }
    return found->second;
  }
  data_type nested(const std::string& word, int depth) {
    data_type made;
    need('<');
    if (word == "struct") {
      made = type_id::structure;
      made.children = fields('>', depth + 1);
      return made;
    }
    field first;
    first.type = type(depth + 1);
    if (word == "array") {
      made = type_id::list;
      first.name = "element";
      made.children.push_back(std::move(first));
    } else {
      need(',');
      field second;
      second.name = "value";
      second.type = type(depth + 1);
      first.name = "key";
      first.nullable = false;
      field entries;
      entries.name = "entries";
      entries.nullable = false;
      entries.type = type_id::structure;
      entries.type.children = {std::move(first), std::move(second)};
      made = type_id::map;
      made.children.push_back(std::move(entries));
    }
    need('>');
    return made;
  }
  data_type decimal() {
    int precision = 10, scale = 0;
    if (take('(')) {
      precision = number();
      if (take(',')) scale = number();
      need(')');
    }
    result<data_type> made = decimal_type(precision, scale);
    if (made) return *made;
    fail(made.error().detail);
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<error> failure_;
};

}  // namespace detail

DELTALAKE_DECL data_type timestamp_type(bool utc) {
  data_type made(type_id::timestamp);
  made.utc = utc;
  return made;
}

DELTALAKE_DECL result<data_type> decimal_type(int precision, int scale) {
  if (precision < 1 || precision > 38 || scale < 0 || scale > precision)
    return error(errc::invalid_argument, "a decimal has 1 to 38 digits, and not more behind the point");
  data_type made(type_id::decimal128);
  made.precision = precision;
  made.scale = scale;
  return made;
}

DELTALAKE_DECL result<std::vector<field>> parse_ddl(std::string_view text) {
  return detail::ddl_parser(text).columns();
}

}  // namespace deltalake::inline v0::column
