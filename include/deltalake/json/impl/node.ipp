#pragma once
#include <charconv>

#include <deltalake/json/node.hpp>

namespace deltalake::inline v0::json {

DELTALAKE_DECL std::string_view name(node::kind what) noexcept {
  switch (what) {
    case node::kind::null: return "null";
    case node::kind::boolean: return "boolean";
    case node::kind::number: return "number";
    case node::kind::string: return "string";
    case node::kind::array: return "array";
    case node::kind::object: return "object";
  }
  return "unknown";
}

DELTALAKE_DECL void append_quoted(std::string& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out += digits[static_cast<unsigned char>(c) >> 4];
          out += digits[static_cast<unsigned char>(c) & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

namespace detail {
inline void append(std::string& out, const node& value) {
  switch (value.what()) {
    case node::kind::null: out += "null"; return;
    case node::kind::boolean:
    case node::kind::number: out += value.text(); return;
    case node::kind::string: append_quoted(out, value.text()); return;
    case node::kind::array: {
      char separator = '[';
      for (const node& item : value.items()) {
        out += separator;
        append(out, item);
        separator = ',';
      }
      out += value.items().empty() ? "[]" : "]";
      return;
    }
    case node::kind::object: {
      char separator = '{';
      for (const auto& [key, item] : value.members()) {
        out += separator;
        append_quoted(out, key);
        out += ':';
        append(out, item);
        separator = ',';
      }
      out += value.members().empty() ? "{}" : "}";
      return;
    }
  }
}
}  // namespace detail

DELTALAKE_DECL std::optional<std::int64_t> node::integer() const noexcept {
  std::int64_t value = 0;
  const char* const end = text_.data() + text_.size();
  if (what_ != kind::number || text_.empty()) return std::nullopt;
  const auto [stop, problem] = std::from_chars(text_.data(), end, value);
  if (problem != std::errc() || stop != end) return std::nullopt;
  return value;
}

DELTALAKE_DECL const node* node::find(std::string_view name) const noexcept {
  for (auto at = members_.rbegin(); at != members_.rend(); ++at) {
    if (at->first == name) return &at->second;
  }
  return nullptr;
}

DELTALAKE_DECL std::string node::to_text() const {
  std::string out;
  detail::append(out, *this);
  return out;
}

DELTALAKE_DECL bool node::equals(const node& other) const {
  return what_ == other.what_ && text_ == other.text_ && items_ == other.items_ && members_ == other.members_;
}

DELTALAKE_DECL node_builder::node_builder() = default;
DELTALAKE_DECL node_builder::~node_builder() = default;

DELTALAKE_DECL directive node_builder::key(std::string_view name) {
  key_ = name;
  return directive::events;
}
DELTALAKE_DECL void node_builder::text(std::string_view t) {
  add(node(node::kind::string, std::string(t)));
}
DELTALAKE_DECL void node_builder::number(std::string_view literal, std::optional<std::int64_t>) {
  add(node(node::kind::number, std::string(literal)));
}
DELTALAKE_DECL void node_builder::boolean(bool b) {
  add(node(node::kind::boolean, b ? "true" : "false"));
}
DELTALAKE_DECL void node_builder::null() {
  add(node());
}
DELTALAKE_DECL std::optional<node> node_builder::take() noexcept {
  return std::exchange(root_, std::nullopt);
}

DELTALAKE_DECL void node_builder::open(node::kind what) {
  open_.push_back(frame{node(what, {}), std::move(key_)});
  key_.clear();
}

DELTALAKE_DECL void node_builder::close() {
  frame done = std::move(open_.back());
  open_.pop_back();
  key_ = std::move(done.key);
  add(std::move(done.value));
}

DELTALAKE_DECL void node_builder::add(node&& made) {
  if (open_.empty()) {
    if (root_) failure_ = error(errc::invalid_json, "a second value behind the first");
    root_ = std::move(made);
  } else if (node& parent = open_.back().value; parent.is(node::kind::object)) {
    parent.members_.emplace_back(std::move(key_), std::move(made));
  } else {
    parent.items_.push_back(std::move(made));
  }
}

}  // namespace deltalake::inline v0::json
