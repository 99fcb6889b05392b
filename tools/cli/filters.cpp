#include "filters.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace deltalake_tool {
namespace {

using deltalake::partition_filter;
using comparison = partition_filter::comparison;

bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool same_word(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

deltalake::error wrong(std::string what) {
  return deltalake::error(deltalake::errc::invalid_argument, std::move(what));
}

class filter_parser {
 public:
  explicit filter_parser(std::string_view text) : left_(trimmed(text)) {}

  deltalake::result<partition_filter> parse() {
    column_ = quoted("`\"") ? text_ : word();
    if (broken_) return wrong("the quote of the column's name is not closed");
    if (column_.empty()) return wrong("a condition begins with a column: COLUMN = VALUE");
    if (const std::optional<comparison> how = sign()) return compare(*how);
    const std::string first = word();
    if (same_word(first, "is")) return is_null();
    const bool negated = same_word(first, "not");
    if (same_word(negated ? word() : first, "in")) return in(negated ? comparison::not_in : comparison::in);
    return wrong("after the column '" + column_ + "' comes =, !=, <, <=, >, >=, in, not in, is null or is not null");
  }

 private:
  void skip_spaces() { left_ = trimmed(left_); }

  // Takes a text in one of the quotes into text_; false if none begins here.
  bool quoted(std::string_view quotes) {
    skip_spaces();
    if (left_.empty() || quotes.find(left_.front()) == std::string_view::npos) return false;
    const char quote = left_.front();
    text_.clear();
    for (std::size_t i = 1; i < left_.size(); ++i) {
      if (left_[i] != quote) {
        text_ += left_[i];
      } else if (i + 1 < left_.size() && left_[i + 1] == quote) {
        text_ += left_[i++];
      } else {
        left_.remove_prefix(i + 1);
        skip_spaces();
        return true;
      }
    }
    broken_ = true;
    return true;
  }

  // Takes a bare word, which may be empty.
  std::string word() {
    const std::size_t size = std::min(left_.find_first_of(" \t\r\n\v\f=<>!(),'\"`"), left_.size());
    std::string taken(left_.substr(0, size));
    left_.remove_prefix(size);
    skip_spaces();
    return taken;
  }

  std::optional<comparison> sign() {
    static constexpr std::array<std::pair<std::string_view, comparison>, 6> signs{{{"!=", comparison::not_equal},
                                                                                   {"<=", comparison::less_or_equal},
                                                                                   {">=", comparison::greater_or_equal},
                                                                                   {"=", comparison::equal},
                                                                                   {"<", comparison::less},
                                                                                   {">", comparison::greater}}};
    for (const auto& [text, how] : signs) {
      if (!left_.starts_with(text)) continue;
      left_.remove_prefix(text.size());
      skip_spaces();
      return how;
    }
    return std::nullopt;
  }

  // Takes a value up to one of `ends`, or up to the end of the text. Returns what is wrong with it.
  std::optional<deltalake::error> value(std::string_view ends) {
    if (quoted("'\"")) {
      if (broken_) return wrong("the quote of a value is not closed");
      if (!left_.empty() && ends.find(left_.front()) == std::string_view::npos) {
        return wrong("'" + std::string(left_) + "' stands behind a value");
      }
    } else {
      const std::size_t size = std::min(left_.find_first_of(ends), left_.size());
      text_ = trimmed(left_.substr(0, size));
      left_.remove_prefix(size);
      if (text_.empty()) return wrong("a value is missing behind column '" + column_ + "'");
      if (same_word(text_, "null")) return wrong("write '" + column_ + " is null' or '" + column_ + " is not null'");
    }
    // The protocol has no empty text in partitions: it means NULL.
    if (text_.empty()) return wrong("an empty value is NULL in a partition: write '" + column_ + " is null'");
    return std::nullopt;
  }

  deltalake::result<partition_filter> compare(comparison how) {
    if (!left_.empty() && std::string_view("=<>!").find(left_.front()) != std::string_view::npos) {
      return wrong("column '" + column_ + "' is compared by =, !=, <, <=, > or >=");
    }
    if (auto problem = value("")) return *problem;
    switch (how) {
      case comparison::equal: return partition_filter::equal(column_, text_);
      case comparison::not_equal: return partition_filter::not_equal(column_, text_);
      case comparison::less: return partition_filter::less(column_, text_);
      case comparison::less_or_equal: return partition_filter::less_or_equal(column_, text_);
      case comparison::greater: return partition_filter::greater(column_, text_);
      case comparison::greater_or_equal: return partition_filter::greater_or_equal(column_, text_);
      case comparison::in:
      case comparison::not_in: break;
    }
    return wrong("no comparison of one value");
  }

  deltalake::result<partition_filter> is_null() {
    const std::string first = word();
    const bool negated = same_word(first, "not");
    const bool null = same_word(negated ? word() : first, "null");
    if (!null || !left_.empty()) return wrong("behind 'is' comes null or not null, and nothing else");
    return negated ? partition_filter::not_equal(column_, "") : partition_filter::equal(column_, "");
  }

  deltalake::result<partition_filter> in(comparison how) {
    std::vector<std::string> values;
    char next = left_.empty() ? '\0' : left_.front();
    if (next != '(') return wrong("behind 'in' comes a list in parentheses: in (a, b)");
    while (next == '(' || next == ',') {
      left_.remove_prefix(1);
      if (auto problem = value(",)")) return *problem;
      values.push_back(text_);
      next = left_.empty() ? '\0' : left_.front();
    }
    if (next != ')') return wrong("the list of values is not closed");
    if (left_.size() != 1) return wrong("'" + std::string(trimmed(left_.substr(1))) + "' stands behind the list");
    return how == comparison::in ? partition_filter::in(column_, std::move(values))
                                 : partition_filter::not_in(column_, std::move(values));
  }

  std::string_view left_;
  std::string column_, text_;
  bool broken_ = false;
};

}  // namespace

deltalake::result<partition_filter> parse_filter(std::string_view text) { return filter_parser(text).parse(); }

}  // namespace deltalake_tool
