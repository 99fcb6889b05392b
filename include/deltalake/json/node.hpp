#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/json/policy.hpp>

namespace deltalake::inline v0::json {

/// A JSON value that keeps the literal of its numbers, for documents whose keys come in any order (schemas, field
/// metadata, statistics, checksums). Built from the events of any policy; not for the hot path.
class node {
 public:
  enum class kind : std::uint8_t { null, boolean, number, string, array, object };
  using member = std::pair<std::string, node>;

  node() = default;
  node(kind what, std::string text) : what_(what), text_(std::move(text)) {}

  kind what() const noexcept { return what_; }
  bool is(kind k) const noexcept { return what_ == k; }
  /// A string's text, a number's literal, "true" or "false".
  const std::string& text() const noexcept { return text_; }
  bool boolean() const noexcept { return what_ == kind::boolean && text_ == "true"; }
  /// The number as 64-bit integer, if it is exactly one.
  DELTALAKE_DECL std::optional<std::int64_t> integer() const noexcept;
  const std::vector<node>& items() const noexcept { return items_; }
  const std::vector<member>& members() const noexcept { return members_; }
  /// The member of that name, the last one if there are several; null if there is none or this is no object.
  DELTALAKE_DECL const node* find(std::string_view name) const noexcept;
  /// Compact JSON text; numbers keep their literal.
  DELTALAKE_DECL std::string to_text() const;

  friend bool operator==(const node& a, const node& b) { return a.equals(b); }

 private:
  friend class node_builder;
  DELTALAKE_DECL bool equals(const node& other) const;

  kind what_ = kind::null;
  std::string text_;
  std::vector<node> items_;
  std::vector<member> members_;
};

/// The word for a kind in error messages: "object", "string", ...
DELTALAKE_DECL std::string_view name(node::kind what) noexcept;
/// Appends `text` as a JSON string, quotes included.
DELTALAKE_DECL void append_quoted(std::string& out, std::string_view text);

/// The sink that builds a node; `take()` gives it. Fails with invalid_json on a second value.
class node_builder {
 public:
  DELTALAKE_DECL node_builder();
  node_builder(const node_builder&) = delete;
  node_builder& operator=(const node_builder&) = delete;
  DELTALAKE_DECL ~node_builder();

  void begin_object() { open(node::kind::object); }
  void end_object() { close(); }
  void begin_array() { open(node::kind::array); }
  void end_array() { close(); }
  DELTALAKE_DECL directive key(std::string_view name);
  DELTALAKE_DECL void text(std::string_view t);
  DELTALAKE_DECL void number(std::string_view literal, std::optional<std::int64_t> exact);
  DELTALAKE_DECL void boolean(bool b);
  DELTALAKE_DECL void null();
  template <class Value>
  void value(Value&&) {}
  const std::optional<error>& failure() const noexcept { return failure_; }
  /// The value read, or nothing if none was.
  DELTALAKE_DECL std::optional<node> take() noexcept;

 private:
  DELTALAKE_DECL void open(node::kind what);
  DELTALAKE_DECL void close();
  DELTALAKE_DECL void add(node&& made);

  struct frame {
    node value;
    std::string key;  ///< under which the value goes into its parent
  };
  std::vector<frame> open_;
  std::string key_;
  std::optional<node> root_;
  std::optional<error> failure_;
};

/// Parses one JSON value from `text`, which need not have bytes::slack behind it. Errors: those of the policy.
template <class Json>
result<node> parse_node(std::string_view text, limits bounds = {}) {
  // A copy gives the reader the slack it may load past the end.
  std::string padded;
  padded.reserve(text.size() + 64);
  padded.assign(text);
  typename Json::template reader<node_builder> reader(bounds);
  node_builder builder;
  const read_result got = reader.read(std::string_view(padded.data(), text.size()), true, builder);
  if (got.failure) return *got.failure;
  std::optional<node> made = builder.take();
  if (!made) return error(errc::invalid_json, "no value");
  return std::move(*made);
}

}  // namespace deltalake::inline v0::json

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/json/impl/node.ipp>
#endif
