#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/column/builder.hpp>
#include <deltalake/column/csv_text.hpp>
#include <deltalake/column/text_input.hpp>
#include <deltalake/column/text_limits.hpp>

namespace deltalake::inline v0::column {

/// Reads CSV (RFC 4180) into batches, in bounded memory: feed a chunk, take batches until none comes, feed the next.
///
/// A field that begins with a quote ends with one; quotes in it stand twice, and it may hold delimiters and line ends.
/// Lines end in a line feed, with a carriage return before it or not. What stands without quotes as `null_text` says is
/// NULL. An empty line is a row of a single column, and nothing otherwise. Columns without a name, and all if there is
/// no header, are called _c0, _c1, ...
/// With a schema, the header must name its columns, in any order and in any case if that is not ambiguous; without a
/// header they come in its order. Without a schema the types are found in a sample, as inferred_type says.
class csv_reader {
 public:
  explicit csv_reader(csv_format format = {}, text_limits bounds = {})
      : csv_reader(std::nullopt, std::move(format), std::move(bounds)) {}
  DELTALAKE_DECL explicit csv_reader(std::optional<std::vector<field>> schema, csv_format format = {},
                                     text_limits bounds = {});

  /// Adds text. A chunk of a megabyte is a good size.
  void feed(std::string_view chunk, bool is_last) { input_.feed(chunk, is_last); }
  /// The next rows; nothing if more text is needed, or all was read. Errors name the line, and the column in
  /// `error.field`: invalid_row (also for a header with a name twice, or that is not the schema's), invalid_utf8,
  /// value_too_large (a row above `row_bytes`), invalid_argument (a format that does not pass its check, a schema with
  /// nested types). They are final.
  DELTALAKE_DECL result<std::optional<batch>> next();
  /// The columns; null until they are known, which they are at the latest when all was read.
  const std::vector<field>* fields() const noexcept { return rows_ ? &rows_->fields() : nullptr; }

 private:
  struct span {
    std::size_t begin = 0, size = 0;
    bool quoted = false, escaped = false;
  };
  enum class scanned : std::uint8_t { whole, cut, wrong };

  DELTALAKE_DECL scanned scan(std::string_view text);
  DELTALAKE_DECL scanned scan_quoted(std::string_view text, std::size_t& at);
  DELTALAKE_DECL scanned end_field(std::string_view text, std::size_t& at, bool& ended);
  DELTALAKE_DECL scanned refuse(std::string_view text, std::size_t at, std::string_view why);
  DELTALAKE_DECL bool is_null(std::string_view text, const span& one) const noexcept;
  DELTALAKE_DECL std::string_view content(std::string_view text, const span& one);
  DELTALAKE_DECL result<bool> begin();
  DELTALAKE_DECL result<void> begin_with(std::vector<std::string> names);
  DELTALAKE_DECL std::vector<field> infer(std::vector<std::string> names, std::string_view sample);
  DELTALAKE_DECL result<void> append_row(std::string_view text);
  DELTALAKE_DECL result<bool> read_row();
  DELTALAKE_DECL result<void> starve();

  csv_format format_;
  text_limits bounds_;
  std::optional<std::vector<field>> schema_;
  text_input input_;
  std::optional<error> failure_;
  std::vector<span> spans_;   // of the row that was scanned
  std::size_t row_size_ = 0;  // with its line end
  std::string unescaped_;
  std::optional<batch_builder> rows_;
  std::vector<std::size_t> order_;  // which column of the batch a field of a line goes to
  std::size_t batch_bytes_ = 0;
};

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/csv_reader.ipp>
#endif
