#pragma once
#include <algorithm>
#include <cctype>
#include <unordered_map>
#include <utility>

#include <deltalake/base/utf8.hpp>
#include <deltalake/column/csv_reader.hpp>
#include <deltalake/column/inferred_type.hpp>
#include <deltalake/column/value_parse.hpp>
#include <deltalake/column/plain_text.hpp>
#include <deltalake/schema/struct_type.hpp>

namespace deltalake::inline v0::column {
namespace detail {

inline std::optional<error> check_csv(const csv_format& format, const std::optional<std::vector<field>>& schema) {
  if (const result<void> checked = format.check(); !checked) return checked.error();
  if (!schema) return std::nullopt;
  for (const field& one : *schema) {
    if (!is_plain(one.type.id))
      return error(errc::invalid_argument, "CSV has no values of type " + to_string(one.type)).in_field(one.name);
  }
  return std::nullopt;
}

inline std::string default_name(std::size_t index) { return "_c" + std::to_string(index); }

// Where the column of a name stands: of exactly this name, or the only one that differs in case alone.
inline std::optional<std::size_t> find_named(const std::vector<field>& fields, std::string_view name) {
  const std::string folded = schema::fold_name(name);
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == name) return i;
    if (schema::fold_name(fields[i].name) != folded) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

}  // namespace detail

DELTALAKE_DECL csv_reader::csv_reader(std::optional<std::vector<field>> schema, csv_format format, text_limits bounds)
    : format_(std::move(format)), bounds_(std::move(bounds)), schema_(std::move(schema)) {
  failure_ = detail::check_csv(format_, schema_);
}

// Remembers what is wrong at `at`, in the field after those that were scanned.
DELTALAKE_DECL csv_reader::scanned csv_reader::refuse(std::string_view text, std::size_t at, std::string_view why) {
  const std::string_view before = text.substr(0, at);
  failure_ = error(errc::invalid_row, std::string(why) + " in column " + std::to_string(spans_.size() + 1))
                 .at_line(input_.line() + std::count(before.begin(), before.end(), '\n'));
  if (rows_ && spans_.size() < order_.size()) failure_->in_field(rows_->fields()[order_[spans_.size()]].name);
  return scanned::wrong;
}

// At the end of a field: passes over the delimiter, or ends the row.
DELTALAKE_DECL csv_reader::scanned csv_reader::end_field(std::string_view text, std::size_t& at, bool& ended) {
  ended = true;
  if (at == text.size()) return input_.last() ? scanned::whole : scanned::cut;
  if (text[at] == format_.delimiter) {
    ended = false;
    ++at;
    return scanned::whole;
  }
  if (text[at] == '\r') {
    if (++at == text.size()) return input_.last() ? scanned::whole : scanned::cut;
    if (text[at] != '\n') return refuse(text, at, "a carriage return without a line feed");
  }
  ++at;
  return scanned::whole;
}

DELTALAKE_DECL csv_reader::scanned csv_reader::scan_quoted(std::string_view text, std::size_t& at) {
  span one;
  one.quoted = true;
  one.begin = ++at;
  while (true) {
    const std::size_t quote = text.find('"', at);
    if (quote == std::string_view::npos) {
      if (!input_.last()) return scanned::cut;
      return refuse(text, one.begin - 1, "a quote that is not closed");
    }
    if (quote + 1 == text.size() && !input_.last()) return scanned::cut;
    at = quote + 1;
    if (at < text.size() && text[at] == '"') {
      one.escaped = true;
      ++at;
      continue;
    }
    one.size = quote - one.begin;
    break;
  }
  if (at < text.size() && text[at] != format_.delimiter && text[at] != '\n' && text[at] != '\r')
    return refuse(text, at, "text behind a closing quote");
  spans_.push_back(one);
  return scanned::whole;
}

// Finds the fields of the row at the front of the text.
DELTALAKE_DECL csv_reader::scanned csv_reader::scan(std::string_view text) {
  spans_.clear();
  std::size_t at = 0;
  for (bool ended = false; !ended;) {
    if (spans_.size() == bounds_.columns) return refuse(text, at, "too many fields");
    if (at < text.size() && text[at] == '"') {
      const scanned got = scan_quoted(text, at);
      if (got != scanned::whole) return got;
    } else {
      span one;
      one.begin = at;
      while (at < text.size() && text[at] != format_.delimiter && text[at] != '\n' && text[at] != '\r' &&
             text[at] != '"')
        ++at;
      if (at < text.size() && text[at] == '"')
        return refuse(text, at, "a quote within a field that has none at its start");
      one.size = at - one.begin;
      spans_.push_back(one);
    }
    const scanned got = end_field(text, at, ended);
    if (got != scanned::whole) return got;
  }
  row_size_ = at;
  return scanned::whole;
}

DELTALAKE_DECL bool csv_reader::is_null(std::string_view text, const span& one) const noexcept {
  return !one.quoted && text.substr(one.begin, one.size) == format_.null_text;
}

// Valid until the next call.
DELTALAKE_DECL std::string_view csv_reader::content(std::string_view text, const span& one) {
  const std::string_view raw = text.substr(one.begin, one.size);
  if (!one.escaped) return raw;
  unescaped_.clear();
  for (std::size_t i = 0; i < raw.size(); ++i) {
    unescaped_ += raw[i];
    if (raw[i] == '"') ++i;  // the second of two
  }
  return unescaped_;
}

DELTALAKE_DECL std::vector<field> csv_reader::infer(std::vector<std::string> names, std::string_view sample) {
  std::vector<inferred_type> types(names.size());
  // What is wrong with a row is told when it is read.
  while (!sample.empty() && scan(sample) == scanned::whole && spans_.size() <= names.size()) {
    for (std::size_t i = 0; i < spans_.size(); ++i) {
      if (!is_null(sample, spans_[i])) types[i].add_word(content(sample, spans_[i]));
    }
    sample.remove_prefix(row_size_);
  }
  failure_.reset();
  std::vector<field> made(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    made[i].name = std::move(names[i]);
    made[i].type = types[i].type();
  }
  return made;
}

// Holds the header's names against the schema's.
DELTALAKE_DECL result<void> csv_reader::begin_with(std::vector<std::string> names) {
  std::unordered_map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (first_invalid_utf8(names[i]) != std::string_view::npos) return error(errc::invalid_utf8, "a column's name");
    if (!seen.emplace(names[i], i).second)
      return error(errc::invalid_row, "the first line names a column twice").in_field(names[i]);
  }
  if (!schema_) {
    std::vector<field> found = infer(std::move(names), input_.view());
    for (std::size_t i = 0; i < found.size(); ++i) order_.push_back(i);
    rows_.emplace(std::move(found));
    return {};
  }
  if (schema_->size() <= names.size() || !format_.header) {
    for (const std::string& name : names) {
      const std::optional<std::size_t> at = detail::find_named(*schema_, name);
      if (!at) return error(errc::invalid_row, "the schema has no such column").in_field(name);
      if (std::find(order_.begin(), order_.end(), *at) != order_.end())
        return error(errc::invalid_row, "the first line names a column twice").in_field(name);
      order_.push_back(*at);
    }
  }
  for (std::size_t i = 0; i < schema_->size(); ++i) {
    const bool named = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
                         return detail::find_named(*schema_, name) == i;
                       }) != names.end();
    if (!named)
      return error(errc::invalid_row, "the first line does not name this column of the schema")
          .in_field((*schema_)[i].name);
  }
  rows_.emplace(*schema_);
  return {};
}

// Reads the first line, or what stands for it. False if more text is needed.
DELTALAKE_DECL result<bool> csv_reader::begin() {
  const bool sampling = !schema_;
  if (sampling && !input_.last() && input_.view().size() < bounds_.sample_bytes) return false;
  if (!input_.worth_reading() && !input_.last()) return false;
  std::vector<std::string> names;
  if (format_.header || sampling) {
    const std::string_view text = input_.view();
    if (text.empty()) {
      if (!schema_) return error(errc::invalid_row, "there is no text, and so no columns");
      return error(errc::invalid_row, "there is no line that names the columns").at_line(1);
    }
    const scanned got = scan(text);
    if (got == scanned::wrong) return *failure_;
    if (got == scanned::cut) {
      if (const result<void> waiting = starve(); !waiting) return waiting.error();
      return false;
    }
    for (const span& one : spans_) {
      std::string name(format_.header ? content(text, one) : std::string_view());
      names.push_back(name.empty() ? detail::default_name(names.size()) : std::move(name));
    }
    if (format_.header) input_.take(row_size_);
  } else {
    for (const field& one : *schema_) names.push_back(one.name);
  }
  if (const result<void> begun = begin_with(std::move(names)); !begun) return error(begun.error()).at_line(1);
  return true;
}

DELTALAKE_DECL result<void> csv_reader::starve() {
  if (input_.view().size() > bounds_.row_bytes) {
    return error(errc::value_too_large,
                 "a row takes more than " + std::to_string(bounds_.row_bytes) + " bytes: perhaps a quote is not closed")
        .at_line(input_.line());
  }
  input_.starve();
  return {};
}

DELTALAKE_DECL result<void> csv_reader::append_row(std::string_view text) {
  if (spans_.size() != order_.size()) {
    return error(errc::invalid_row,
                 std::to_string(spans_.size()) + " fields instead of " + std::to_string(order_.size()));
  }
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    const field& to = rows_->fields()[order_[i]];
    array_builder& column = rows_->column(order_[i]);
    const auto place = [&](error what) {
      what.detail += (what.detail.empty() ? "column " : ", column ") + std::to_string(i + 1);
      return std::move(what).in_field(to.name);
    };
    if (is_null(text, spans_[i])) {
      if (!to.nullable) return place(error(errc::invalid_row, "NULL in a column that must not be"));
      column.append_null();
      continue;
    }
    if (const result<void> done = append_parsed(content(text, spans_[i]), column); !done) return place(done.error());
  }
  batch_bytes_ += row_size_ + 8 * spans_.size();
  rows_->end_row();
  return {};
}

// False if more text is needed.
DELTALAKE_DECL result<bool> csv_reader::read_row() {
  const std::string_view text = input_.view();
  const scanned got = text.empty() ? scanned::cut : scan(text);
  if (got == scanned::wrong) return *failure_;
  if (got == scanned::cut) {
    if (const result<void> waiting = starve(); !waiting) return waiting.error();
    return false;
  }
  const bool blank = spans_.size() == 1 && spans_[0].size == 0 && !spans_[0].quoted && order_.size() != 1;
  if (!blank) {
    if (const result<void> done = append_row(text); !done) return error(done.error()).at_line(input_.line());
  }
  input_.take(row_size_);
  return true;
}

DELTALAKE_DECL result<std::optional<batch>> csv_reader::next() {
  if (failure_) return *failure_;
  if (!rows_) {
    const result<bool> begun = begin();
    if (!begun) return failure_.emplace(begun.error());
    if (!*begun) return std::optional<batch>();
  }
  while (rows_->num_rows() < bounds_.batch_rows && batch_bytes_ < bounds_.batch_bytes) {
    if (!input_.worth_reading()) {
      if (!input_.last() || !input_.view().empty() || rows_->num_rows() == 0) return std::optional<batch>();
      break;
    }
    const result<bool> read = read_row();
    if (!read) return failure_.emplace(read.error());
  }
  batch_bytes_ = 0;
  return std::optional<batch>(rows_->finish());
}

}  // namespace deltalake::inline v0::column
