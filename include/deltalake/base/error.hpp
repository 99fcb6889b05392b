#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <boost/assert/source_location.hpp>
#include <boost/system/system_error.hpp>

#include <deltalake/base/errc.hpp>

namespace deltalake::inline v0 {

/// An error and where it was found: what `result<T>` carries inside the library. Every part but the code may be empty.
struct error {
  error() = default;
  error(errc reason, std::string what = {}) : code(reason), detail(std::move(what)) {}

  errc code = errc::invalid_argument;
  std::string detail;                   ///< what was found: "expected a number, found a string"
  std::string table;                    ///< the table's location
  std::string file;                     ///< the file, below the table's folder: "_delta_log/00000000000000000007.json"
  std::string field;                    ///< the field, dotted: "add.path"
  std::optional<std::int64_t> version;  ///< the table version concerned
  std::optional<std::int64_t> line;     ///< the line in the file, from 1

  /// Say where it was found. What is known already stays: the place nearest to the problem knows best.
  error& in_table(std::string where) & {
    if (table.empty()) table = std::move(where);
    return *this;
  }
  error& in_file(std::string where) & {
    if (file.empty()) file = std::move(where);
    return *this;
  }
  error& in_field(std::string where) & {
    if (field.empty()) field = std::move(where);
    return *this;
  }
  error& at_version(std::int64_t number) & {
    if (!version) version = number;
    return *this;
  }
  error& at_line(std::int64_t number) & {
    if (!line) line = number;
    return *this;
  }
  error&& in_table(std::string where) && { return std::move(in_table(std::move(where))); }
  error&& in_file(std::string where) && { return std::move(in_file(std::move(where))); }
  error&& in_field(std::string where) && { return std::move(in_field(std::move(where))); }
  error&& at_version(std::int64_t number) && { return std::move(at_version(number)); }
  error&& at_line(std::int64_t number) && { return std::move(at_line(number)); }

  /// Returns the whole message: table, version, file:line, field, what happened, the detail and the advice.
  DELTALAKE_DECL std::string to_string() const;
};

/// What coroutines of this library throw. `code()` compares with `errc` and `condition`; `what()` is the whole message.
/// Cancellation is not a delta_error: it is Asio's own operation_aborted in a boost::system::system_error.
class delta_error : public boost::system::system_error {
 public:
  DELTALAKE_DECL explicit delta_error(error where);

  const char* what() const noexcept override { return what_.c_str(); }
  /// The reason, as an enumerator.
  errc reason() const noexcept { return where_.code; }
  /// Table, version, file, line, field and detail, each apart.
  const error& where() const noexcept { return where_; }
  /// What can be done about it.
  std::string_view advice() const noexcept { return deltalake::advice(where_.code); }

 private:
  error where_;
  std::string what_;
};

/// Throws a delta_error made of `where`.
[[noreturn]] DELTALAKE_DECL void throw_error(error where);

/// Found by boost::system::result: `value()` of a failed result throws the delta_error of its error.
[[noreturn]] inline void throw_exception_from_error(const error& where, const boost::source_location&) {
  throw_error(where);
}

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/base/impl/error.ipp>
#endif
