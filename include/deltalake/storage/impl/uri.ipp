#pragma once
#include <algorithm>
#include <string_view>
#include <utility>

#include <deltalake/storage/uri.hpp>

namespace deltalake::inline v0::storage {
namespace detail {

// ASCII only, and whatever the locale is.
constexpr bool uri_is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool uri_is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr char uri_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr int uri_hex(char c) noexcept {
  if (uri_is_digit(c)) return c - '0';
  const char low = uri_lower(c);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

inline error uri_refusal(const std::string& text, const char* why) {
  return error(errc::invalid_uri, "'" + text + "' " + why);
}

// The scheme before the first ':', or nothing. One letter is a drive, not a scheme.
inline std::string_view uri_scheme_of(std::string_view text) noexcept {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon < 2 || !uri_is_letter(text[0])) return {};
  const std::string_view scheme = text.substr(0, colon);
  const bool fits = std::all_of(scheme.begin(), scheme.end(), [](char c) {
    return uri_is_letter(c) || uri_is_digit(c) || c == '+' || c == '-' || c == '.';
  });
  return fits ? scheme : std::string_view();
}

// "C:", "C:/x", "C:\x" and also "C|/x", which old browsers wrote.
inline bool uri_is_drive(std::string_view text) noexcept {
  if (text.size() < 2 || !uri_is_letter(text[0]) || (text[1] != ':' && text[1] != '|')) return false;
  return text.size() == 2 || text[2] == '/' || text[2] == '\\';
}

inline result<std::string> uri_decode(std::string_view encoded, const std::string& text) {
  std::string decoded;
  decoded.reserve(encoded.size());
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] != '%') {
      decoded += encoded[i];
      continue;
    }
    const int high = i + 1 < encoded.size() ? uri_hex(encoded[i + 1]) : -1;
    const int low = i + 2 < encoded.size() ? uri_hex(encoded[i + 2]) : -1;
    if (high < 0 || low < 0) return uri_refusal(text, "has a '%' without two hex digits behind it; write %25 for '%'");
    if (high == 0 && low == 0) return uri_refusal(text, "holds a NUL byte");
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

inline std::string uri_encode(std::string_view decoded) {
  static constexpr char digits[] = "0123456789ABCDEF";
  // RFC 3986: the unreserved characters, and what a path segment may hold besides.
  static constexpr std::string_view plain = "-._~!$&'()*+,;=:@/";
  std::string encoded;
  encoded.reserve(decoded.size());
  for (const char c : decoded) {
    if (uri_is_letter(c) || uri_is_digit(c) || plain.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += '%';
      encoded += digits[static_cast<unsigned char>(c) >> 4];
      encoded += digits[static_cast<unsigned char>(c) & 15];
    }
  }
  return encoded;
}

// Resolves '.', '..' and repeated slashes. The result is empty for the root, else it begins with '/' and ends without.
inline std::string uri_resolve(std::string_view absolute) {
  std::string resolved;
  for (std::size_t begin = 0; begin <= absolute.size();) {
    const std::size_t end = (std::min)(absolute.find('/', begin), absolute.size());
    const std::string_view segment = absolute.substr(begin, end - begin);
    begin = end + 1;
    if (segment == "..") {
      const std::size_t slash = resolved.rfind('/');
      resolved.resize(slash == std::string::npos ? 0 : slash);
    } else if (!segment.empty() && segment != ".") {
      resolved += '/';
      resolved += segment;
    }
  }
  return resolved;
}

inline uri uri_of_file(std::string_view absolute) {
  std::string resolved = uri_resolve(absolute);
  return uri("file", {}, resolved.empty() ? std::string("/") : std::move(resolved));
}

inline result<uri> uri_parse_file(std::string_view rest, const std::string& text) {
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    const std::size_t slash = (std::min)(rest.find('/'), rest.size());
    std::string host(rest.substr(0, slash));
    std::transform(host.begin(), host.end(), host.begin(), uri_lower);
    if (!host.empty() && host != "localhost") {
      return uri_refusal(text, "names a file of another machine; write file:/// with three slashes for this one");
    }
    rest.remove_prefix(slash);
  }
  if (!rest.starts_with('/')) return uri_refusal(text, "has no absolute path; write file:///path");
  if (rest.find_first_of("?#") != std::string_view::npos) {
    return uri_refusal(text, "has a query or fragment; write %3F for '?' and %23 for '#'");
  }
  const result<std::string> decoded = uri_decode(rest, text);
  if (!decoded) return decoded.error();
  if (uri_is_drive(std::string_view(*decoded).substr(1))) {
    return uri_refusal(text, "names a Windows drive, which this system has not");
  }
  return uri_of_file(*decoded);
}

inline result<uri> uri_parse_other(std::string scheme, std::string_view rest, const std::string& text) {
  const std::size_t slash = (std::min)(rest.find('/'), rest.size());
  std::string authority(rest.substr(0, slash));
  std::string_view key = rest.substr(slash);
  while (key.ends_with('/')) key.remove_suffix(1);
  if (key.find("//") != std::string_view::npos) return uri_refusal(text, "has an empty segment");
  std::string path = uri_resolve(key);
  if (scheme == "memory" && !authority.empty()) {
    path = uri_resolve(authority) + path;
    authority.clear();
  }
  return uri(std::move(scheme), std::move(authority), std::move(path));
}

inline result<uri> uri_parse_plain(const std::string& text, const uri_context& context) {
  std::string absolute;
  if (text.starts_with('/')) {
    absolute = text;
  } else if (text == "~" || text.starts_with("~/")) {
    if (!context.home.starts_with('/')) return uri_refusal(text, "needs a home directory, and none is known");
    absolute = context.home + text.substr(1);
  } else {
    if (!context.current_directory.starts_with('/')) {
      return uri_refusal(text, "is relative, and no current directory is known");
    }
    absolute = context.current_directory + '/' + text;
  }
  return uri_of_file(absolute);
}

}  // namespace detail

DELTALAKE_DECL result<uri> uri::parse(std::string text, const uri_context& context) {
  if (text.empty()) return detail::uri_refusal(text, "is empty");
  if (text.find('\0') != std::string::npos) return error(errc::invalid_uri, "the location holds a NUL byte");
  if (text[0] == '\\' || detail::uri_is_drive(text)) {
    return detail::uri_refusal(text, "is a Windows path, which this system has not");
  }
  std::string scheme(detail::uri_scheme_of(text));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), detail::uri_lower);
  const std::string_view rest = scheme.empty() ? std::string_view() : std::string_view(text).substr(scheme.size() + 1);
  if (scheme == "file") return detail::uri_parse_file(rest, text);
  if (rest.starts_with("//")) return detail::uri_parse_other(std::move(scheme), rest.substr(2), text);
  if (rest.starts_with('/')) {
    return detail::uri_refusal(text, "has one slash behind its scheme; write two, or ./ before a path");
  }
  return detail::uri_parse_plain(text, context);
}

DELTALAKE_DECL std::string uri::to_string() const {
  if (scheme == "file") {
    // A folder "C:" below the root is no drive; the dot says so, as RFC 3986 (4.2) does for a scheme.
    const bool like_drive = path.size() > 1 && detail::uri_is_drive(std::string_view(path).substr(1));
    return (like_drive ? "file:///." : "file://") + detail::uri_encode(path);
  }
  return scheme + "://" + authority + path;
}

}  // namespace deltalake::inline v0::storage
