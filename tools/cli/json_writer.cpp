#include "json_writer.hpp"

#include <charconv>
#include <optional>

#include <deltalake/base/bytes.hpp>
#include <deltalake/base/utf8.hpp>
#include <deltalake/json/boost_json.hpp>
#include <deltalake/json/node.hpp>

namespace deltalake_tool {

void json_writer::separate() {
  if (comma_) out_ += ',';
  comma_ = true;
}

json_writer& json_writer::open(char bracket) {
  separate();
  out_ += bracket;
  comma_ = false;
  return *this;
}

json_writer& json_writer::close(char bracket) {
  out_ += bracket;
  comma_ = true;
  return *this;
}

json_writer& json_writer::key(std::string_view name) {
  text(name);
  out_ += ':';
  comma_ = false;
  return *this;
}

json_writer& json_writer::text(std::string_view value) {
  separate();
  std::size_t bad = deltalake::first_invalid_utf8(value);
  if (bad == std::string_view::npos) {
    deltalake::json::append_quoted(out_, value);
    return *this;
  }
  std::string repaired;
  for (; bad != std::string_view::npos; bad = deltalake::first_invalid_utf8(value)) {
    repaired.append(value.substr(0, bad)).append("\xEF\xBF\xBD");
    value.remove_prefix(bad + 1);
  }
  repaired.append(value);
  deltalake::json::append_quoted(out_, repaired);
  return *this;
}

json_writer& json_writer::number(std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return raw(std::string_view(digits, static_cast<std::size_t>(end - digits)));
}

json_writer& json_writer::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

namespace {

// A sink that writes what it is told, and counts the values at the top.
class copying_sink {
 public:
  using directive = deltalake::json::directive;

  void restart(std::string& out) {
    writer.emplace(out);
    depth = values = 0;
    all_objects = true;
  }
  void begin_object() {
    begin(true);
    writer->begin_object();
    ++depth;
  }
  void end_object() {
    --depth;
    writer->end_object();
  }
  void begin_array() {
    begin(false);
    writer->begin_array();
    ++depth;
  }
  void end_array() {
    --depth;
    writer->end_array();
  }
  directive key(std::string_view name) {
    writer->key(name);
    return directive::events;
  }
  void text(std::string_view value) {
    begin(false);
    writer->text(value);
  }
  void number(std::string_view literal, std::optional<std::int64_t>) {
    begin(false);
    writer->raw(literal);
  }
  void boolean(bool value) {
    begin(false);
    writer->boolean(value);
  }
  void null() {
    begin(false);
    writer->null();
  }
  template <class Value>
  void value(Value&&) {}
  const std::optional<deltalake::error>& failure() const noexcept { return failure_; }

  std::optional<json_writer> writer;
  int depth = 0, values = 0;
  bool all_objects = true;

 private:
  void begin(bool object) {
    if (depth != 0) return;
    ++values;
    all_objects = all_objects && object;
  }
  std::optional<deltalake::error> failure_;
};

}  // namespace

struct json_copier::content {
  deltalake::json::boost_json::reader<copying_sink> reader;
  copying_sink sink;
  std::string padded;
};

json_copier::json_copier() : content_(std::make_unique<content>()) {}
json_copier::~json_copier() = default;

bool json_copier::copy(std::string_view json, accept wanted, std::string& out) {
  const std::size_t mark = out.size();
  // Readers may look past the end of a text, so it is moved to where that is allowed.
  content_->padded.reserve(json.size() + deltalake::bytes::slack);
  content_->padded.assign(json);
  content_->sink.restart(out);
  const auto got = content_->reader.read(content_->padded, true, content_->sink);
  const bool good = !got.failure && content_->sink.values == 1 && (wanted == accept::any || content_->sink.all_objects);
  if (!good) out.resize(mark);
  return good;
}

}  // namespace deltalake_tool
