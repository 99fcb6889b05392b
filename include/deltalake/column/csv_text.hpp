#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/column/array.hpp>

namespace deltalake::inline v0::column {

/// How CSV is written and read.
struct csv_format {
  csv_format() {}
  char delimiter = ',';
  bool header = true;     ///< the first line names the columns
  std::string null_text;  ///< what stands, without quotes, for NULL; the same in quotes is text

  /// Errors: invalid_argument for a delimiter that is a quote, a line end or no ASCII, and for a `null_text` with one
  /// of these or the delimiter in it.
  DELTALAKE_DECL result<void> check() const;
};

/// Writes rows as CSV (RFC 4180, but lines end in a line feed). A field is quoted only if it must be. NULL is nothing
/// and the empty text "". Bytes are base64; lists, maps, structs and variants are their JSON text.
class csv_lines {
 public:
  /// The format must pass its check.
  DELTALAKE_DECL explicit csv_lines(csv_format format = {});

  /// Appends the line that names the columns, if the format has one.
  DELTALAKE_DECL void append_header(const std::vector<field>& fields, std::string& to) const;
  /// Appends a row of a batch and a line feed.
  DELTALAKE_DECL void append(const batch& rows, std::int64_t row, std::string& to) const;

 private:
  DELTALAKE_DECL void quote_from(std::size_t begin, std::string& to) const;

  csv_format format_;
  std::string special_;  // what makes quotes necessary
};

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/csv_text.ipp>
#endif
