#pragma once
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <deltalake/base/result.hpp>

namespace deltalake::inline v0::json {

/// What a sink wants of the value that follows a key.
enum class directive : std::uint8_t {
  skip,    ///< nothing; the reader need not fully validate it
  events,  ///< its events
  value,   ///< the whole of it, as one `value(Json::value)`
};

/// Bounds on what a reader accepts. Text from outside is hostile until read.
struct limits {
  limits() {}
  std::size_t depth = 1000;                        ///< nested objects and arrays
  std::size_t value_bytes = std::size_t{1} << 30;  ///< one JSON value, as text
};

/// How far a `read` came.
struct read_result {
  std::size_t consumed = 0;        ///< bytes up to the end of the last whole value and the white space behind it
  std::optional<error> failure;    ///< invalid_json, invalid_utf8, json_too_deep, or what the sink reported
  std::size_t failure_offset = 0;  ///< where in the chunk, as near as the reader can tell
};

/// What a reader pushes into. Text is unescaped and valid until the call returns. `number` gets the literal itself, so
/// that 38-digit decimals survive, and the exact value if it is an integer of 64 bits. Every call but `key` returns
/// void; a sink that finds an error remembers it and returns it from `failure()`, which ends the reading at the latest
/// at the end of the current value.
/// A top-level value may be pushed in part and then again from its start (when a chunk ended within it): a sink keeps
/// nothing of it before its end. Duplicate keys are pushed as they come; the last one wins.
template <class S, class Value>
concept sink = requires(S& s, std::string_view text, std::optional<std::int64_t> exact, bool flag, Value value) {
  s.begin_object();
  s.end_object();
  s.begin_array();
  s.end_array();
  { s.key(text) } -> std::same_as<directive>;
  s.text(text);
  s.number(text, exact);
  s.boolean(flag);
  s.null();
  s.value(std::move(value));
  { s.failure() } -> std::same_as<const std::optional<error>&>;
};

/// The JSON policy: text to events and to free-form values.
///
/// value                        a free-form JSON value: default-constructible, copyable, equality-comparable
/// parse(text, limits)          one value; trailing white space is allowed, anything else behind it is invalid_json
/// write(value)                 compact text of it
/// reader<Sink>(limits)         movable, reusable, one per worker
/// reader.read(chunk, is_last, sink)
///                              pushes the values of `chunk`, one after another with or without white space between
///                              them. A value that the chunk cuts is left for the next call, which begins with it; if
///                              `is_last`, it is invalid_json. At least bytes::slack bytes behind the chunk are
///                              readable.
///
/// A byte-order mark at the very start of a file is not the reader's business (json/value_stream.hpp takes it off). NUL
/// bytes are invalid_json wherever they stand: a tail of them is what a crash leaves of text that was never written.
/// Exemplar: boost_json. Models: simdjson. The kit testing/json_conformance.hpp holds a model against this contract.
namespace detail {
template <class Value>
struct sink_archetype {
  void begin_object();
  void end_object();
  void begin_array();
  void end_array();
  directive key(std::string_view);
  void text(std::string_view);
  void number(std::string_view, std::optional<std::int64_t>);
  void boolean(bool);
  void null();
  void value(Value);
  const std::optional<error>& failure();
};
}  // namespace detail

template <class J>
concept policy = std::regular<typename J::value> &&
                 requires(std::string_view text, const typename J::value& value, const limits& bounds,
                          typename J::template reader<detail::sink_archetype<typename J::value>>& reader,
                          detail::sink_archetype<typename J::value>& sink) {
                   { J::parse(text, bounds) } -> std::same_as<result<typename J::value>>;
                   { J::write(value) } -> std::same_as<std::string>;
                   { reader.read(text, true, sink) } -> std::same_as<read_result>;
                 };

}  // namespace deltalake::inline v0::json
