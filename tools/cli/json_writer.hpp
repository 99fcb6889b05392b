#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace deltalake_tool {

/// Writes compact JSON to the end of a text, always valid UTF-8: bytes that are none become U+FFFD. The caller keeps
/// the calls in order; numbers are integers or literals, so that nothing is rounded.
class json_writer {
 public:
  explicit json_writer(std::string& out) : out_(out) {}

  json_writer& begin_object() { return open('{'); }
  json_writer& end_object() { return close('}'); }
  json_writer& begin_array() { return open('['); }
  json_writer& end_array() { return close(']'); }
  json_writer& key(std::string_view name);
  json_writer& text(std::string_view value);
  json_writer& number(std::int64_t value);
  json_writer& boolean(bool value) { return raw(value ? "true" : "false"); }
  json_writer& null() { return raw("null"); }
  /// Text that is one JSON value already.
  json_writer& raw(std::string_view json);
  /// The value, or null if it is absent.
  template <class Optional>
  json_writer& text_or_null(const Optional& value) {
    return value ? text(*value) : null();
  }
  template <class Optional>
  json_writer& number_or_null(const Optional& value) {
    return value ? number(*value) : null();
  }

 private:
  json_writer& open(char bracket);
  json_writer& close(char bracket);
  void separate();

  std::string& out_;
  bool comma_ = false;
};

/// Reads JSON text, which may be laid out in any way, and writes it again through a json_writer: compact, on one line,
/// with the literals of its numbers. One object serves many texts.
class json_copier {
 public:
  enum class accept { any, object };

  json_copier();
  ~json_copier();

  /// Appends `json` to `out` if it is exactly one value of the wanted kind; else leaves `out` as it was, returns false.
  bool copy(std::string_view json, accept wanted, std::string& out);

 private:
  struct content;
  std::unique_ptr<content> content_;
};

}  // namespace deltalake_tool
