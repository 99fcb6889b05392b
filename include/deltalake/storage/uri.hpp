#pragma once
#include <string>
#include <utility>

#include <deltalake/base/result.hpp>

namespace deltalake::inline v0::storage {

/// What a location is relative to. Pure code asks no process: whoever has one fills this (`process_context`).
struct uri_context {
  uri_context() = default;
  uri_context(std::string directory, std::string home_directory)
      : current_directory(std::move(directory)), home(std::move(home_directory)) {}

  std::string current_directory;  ///< absolute; what relative paths start at
  std::string home;               ///< absolute; what `~` means
};

/// A location in canonical form, so that equal locations compare equal: `.` and `..` resolved (as text: symbolic links
/// are not asked), no slash at the end, scheme in lower case.
///
///   text                                     scheme  authority  path
///   t, ./t, ~/t, /a/t                        file               /a/t
///   file:/a/t, file:///a/t, file://localhost/a/t
///                                            file               /a/t
///   memory://a/t, memory:///a/t              memory             /a/t
///   s3://bucket/a/t                          s3      bucket     /a/t
///
/// A plain path is taken literally: `%` and `#` are ordinary bytes. A `file:` URI is percent-decoded, exactly once. All
/// other URIs are taken literally, as the object stores take their keys.
struct uri {
  uri() = default;
  uri(std::string scheme_name, std::string host, std::string where)
      : scheme(std::move(scheme_name)), authority(std::move(host)), path(std::move(where)) {}

  /// Takes `text` as a location. Errors: invalid_uri, with what is wrong and how it would be right. Windows paths,
  /// other machines' files, a query or fragment in a `file:` URI and empty segments in other URIs are refused.
  DELTALAKE_DECL static result<uri> parse(std::string text, const uri_context& context);

  /// Returns the one text of this location: "file:///a%20b", "s3://bucket/a b". `parse` reads it back as an equal one.
  DELTALAKE_DECL std::string to_string() const;

  std::string scheme;
  std::string authority;  ///< bucket, host or container; empty for files and memory
  std::string path;       ///< decoded, with a leading '/'; empty for the root of anything but a file system

  friend bool operator==(const uri&, const uri&) = default;
};

}  // namespace deltalake::inline v0::storage

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/storage/impl/uri.ipp>
#endif
