#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/column/json_row_sink.hpp>
#include <deltalake/column/json_schema_sink.hpp>
#include <deltalake/column/text_input.hpp>
#include <deltalake/column/text_limits.hpp>
#include <deltalake/json/boost_json.hpp>
#include <deltalake/json/policy.hpp>

namespace deltalake::inline v0::column {

/// Reads JSON lines into batches, in bounded memory, through a JSON policy: feed a chunk, take batches until none
/// comes, feed the next. Each row is an object; several may stand on one line, and one on several.
///
/// Integers and decimals are exact; texts are read as the column's type (value_parse.hpp), and scalars for a column of
/// text are their text. A map is an object or an array of [key, value]; bytes are {"b64": "..."} or base64. Missing
/// members are NULL, of several with one name the last counts. Members that a given schema does not have are passed
/// over. Without a schema the columns are found in a sample (json_schema_sink), and members that the sample does not
/// have are refused: they would be lost.
template <json::policy Json>
class basic_json_rows {
 public:
  explicit basic_json_rows(text_limits bounds = {}) : basic_json_rows(std::nullopt, std::move(bounds)) {}
  /// Throws delta_error(invalid_argument) if arrays of the schema's types cannot be built.
  explicit basic_json_rows(std::optional<std::vector<field>> schema, text_limits bounds = {})
      : bounds_(std::move(bounds)), reader_(json_limits()) {
    if (schema) sink_ = std::make_unique<json_row_sink>(*std::move(schema), unknown_members::skipped, bounds_);
  }

  /// Adds text. A chunk of a megabyte is a good size.
  void feed(std::string_view chunk, bool is_last) { input_.feed(chunk, is_last); }

  /// The next rows; nothing if more text is needed, or all was read. Errors name the line on which the row begins, and
  /// the field: invalid_row, invalid_json, invalid_utf8, json_too_deep, value_too_large. They are final.
  result<std::optional<batch>> next() {
    if (failure_) return *failure_;
    if (sink_ == nullptr) {
      const result<bool> known = infer();
      if (!known) return failure_.emplace(known.error());
      if (!*known) return std::optional<batch>();
    }
    while (input_.worth_reading()) {
      const json::read_result got = reader_.read(input_.view(), input_.last(), *sink_);
      const std::optional<error> problem = problem_of(got, *sink_);
      if (problem) return failure_.emplace(*problem);
      input_.take(got.consumed);
      if (sink_->full()) return std::optional<batch>(sink_->take());
      sink_->restart();
      if (const result<void> waiting = starve(); !waiting) return failure_.emplace(waiting.error());
    }
    if (!input_.last() || sink_->num_rows() == 0) return std::optional<batch>();
    return std::optional<batch>(sink_->take());
  }

  /// The columns; null until they are known, which they are at the latest when all was read.
  const std::vector<field>* fields() const noexcept { return sink_ ? &sink_->fields() : nullptr; }

 private:
  json::limits json_limits() const {
    json::limits made;
    made.depth = bounds_.depth;
    made.value_bytes = bounds_.row_bytes;
    return made;
  }

  // The line of a text's offset; the white space before a row does not count as the row's.
  std::int64_t line_of(std::size_t offset) const {
    return input_.line() + json::line_at(input_.view(), json::skip_space(input_.view(), offset)) - 1;
  }

  template <class Sink>
  std::optional<error> problem_of(const json::read_result& got, const Sink& sink) const {
    const bool full = is_full(sink);
    if (got.failure && !full) return error(*got.failure).at_line(line_of(got.consumed));
    // A row that the chunk cuts is not reported by the reader.
    if (sink.failure() && !full) return error(*sink.failure()).at_line(line_of(got.consumed));
    return std::nullopt;
  }
  static bool is_full(const json_row_sink& sink) noexcept { return sink.full(); }
  static bool is_full(const json_schema_sink&) noexcept { return false; }

  // What is left begins a row that is not whole yet.
  result<void> starve() {
    if (input_.view().size() > bounds_.row_bytes) {
      return error(errc::value_too_large, "a row takes more than " + std::to_string(bounds_.row_bytes) + " bytes")
          .at_line(line_of(0));
    }
    input_.starve();
    return {};
  }

  // False if more text is needed.
  result<bool> infer() {
    const bool enough = input_.last() || input_.view().size() >= (std::max)(bounds_.sample_bytes, sample_wanted_);
    if (!enough) return false;
    json_schema_sink sink(bounds_);
    typename Json::template reader<json_schema_sink> reader(json_limits());
    const json::read_result got = reader.read(input_.view(), input_.last(), sink);
    if (std::optional<error> problem = problem_of(got, sink)) return *problem;
    if (got.consumed == 0 && !input_.last()) {  // not even one row
      sample_wanted_ = input_.view().size() * 2;
      const result<void> waiting = starve();
      if (!waiting) return waiting.error();
      return false;
    }
    sink_ = std::make_unique<json_row_sink>(sink.fields(), unknown_members::refused, bounds_);
    return true;
  }

  text_limits bounds_;
  text_input input_;
  typename Json::template reader<json_row_sink> reader_;
  std::unique_ptr<json_row_sink> sink_;
  std::size_t sample_wanted_ = 0;
  std::optional<error> failure_;
};

/// On the default JSON policy.
using json_rows = basic_json_rows<json::boost_json>;

}  // namespace deltalake::inline v0::column
