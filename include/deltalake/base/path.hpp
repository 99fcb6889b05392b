#pragma once
#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include <deltalake/base/result.hpp>

namespace deltalake::inline v0 {

/// The name of an object in a store, relative to the store's root: segments joined by '/', none of them empty, "." or
/// "..", no '/' at either end, no NUL. The empty path is the root itself. Text is bytes: no percent-decoding happens
/// here.
class path {
 public:
  path() = default;
  /// Takes `text` as a path. Throws delta_error(invalid_path).
  explicit path(std::string text) : text_(parse(std::move(text)).value().text_) {}

  /// Takes `text` as a path. Errors: invalid_path.
  DELTALAKE_DECL static result<path> parse(std::string text);

  const std::string& text() const noexcept { return text_; }
  bool empty() const noexcept { return text_.empty(); }
  /// The last segment: "b" of "a/b".
  std::string_view name() const noexcept { return std::string_view(text_).substr(text_.rfind('/') + 1); }
  /// All but the last segment: "a" of "a/b"; the root of a single segment.
  DELTALAKE_DECL path folder() const;

  /// Joins two paths. The right side may be text, which is checked as the constructor does.
  friend path operator/(const path& a, const path& b) {
    path joined;
    joined.text_ = a.empty() ? b.text_ : b.empty() ? a.text_ : a.text_ + '/' + b.text_;
    return joined;
  }
  friend path operator/(const path& a, std::string_view b) { return a / path(std::string(b)); }

  friend bool operator==(const path&, const path&) = default;
  friend std::strong_ordering operator<=>(const path&, const path&) = default;

 private:
  std::string text_;
};

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/base/impl/path.ipp>
#endif
