#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

#include <deltalake/json/boost_json.hpp>

namespace deltalake::inline v0::json {

/// The JSON policy on simdjson's on-demand parser: about twice as fast as Boost.JSON on logs. What is skipped is
/// checked for UTF-8 and for its brackets, not further. Free-form values are Boost.JSON's, so that tables of both
/// policies mix. Not in the umbrella header: include this one and link simdjson 3.0 or newer.
struct simdjson {
  using value = boost::json::value;

  static result<value> parse(std::string_view text, const limits& bounds = {}) {
    return boost_json::parse(text, bounds);
  }
  static std::string write(const value& any) { return boost_json::write(any); }

  template <class Sink>
  class reader;
};

namespace detail {

namespace on_demand = ::simdjson::ondemand;

inline error simdjson_failure(::simdjson::error_code reason, std::string_view text, std::size_t offset);

inline std::string_view trimmed(std::string_view token) noexcept {
  while (!token.empty() &&
         (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t')) {
    token.remove_suffix(1);
  }
  return token;
}

// Walks over one value and pushes its events. The first error ends the walk.
template <class Sink>
class simdjson_walk {
 public:
  simdjson_walk(Sink& sink, const limits& bounds) : sink_(&sink), bounds_(&bounds) {}

  ::simdjson::error_code document(on_demand::document_reference from) { return any(from, 0); }
  bool too_deep() const noexcept { return too_deep_; }

 private:
  // `from` is a document or a value below `depth` open objects and arrays.
  template <class Value>
  ::simdjson::error_code any(Value from, std::size_t depth) {
    ::simdjson::ondemand::json_type type{};
    if (const auto e = from.type().get(type)) return e;
    switch (type) {
      case on_demand::json_type::object: {
        on_demand::object inner;
        if (const auto e = from.get_object().get(inner)) return e;
        return object(inner, depth + 1);
      }
      case on_demand::json_type::array: {
        on_demand::array inner;
        if (const auto e = from.get_array().get(inner)) return e;
        return array(inner, depth + 1);
      }
      default: return scalar(from, type);
    }
  }
  ::simdjson::error_code object(on_demand::object from, std::size_t depth) {
    if (depth > bounds_->depth) return refuse_depth();
    sink_->begin_object();
    for (auto member : from) {
      std::string_view key;
      if (const auto e = member.unescaped_key().get(key)) return e;
      const directive wanted = sink_->key(key);
      if (wanted == directive::skip) continue;
      on_demand::value inner;
      if (const auto e = member.value().get(inner)) return e;
      if (const auto e = wanted == directive::events ? any(inner, depth) : whole(inner)) return e;
    }
    sink_->end_object();
    return ::simdjson::SUCCESS;
  }
  ::simdjson::error_code array(on_demand::array from, std::size_t depth) {
    if (depth > bounds_->depth) return refuse_depth();
    sink_->begin_array();
    for (auto item : from) {
      on_demand::value inner;
      if (const auto e = item.get(inner)) return e;
      if (const auto e = any(inner, depth)) return e;
    }
    sink_->end_array();
    return ::simdjson::SUCCESS;
  }
  template <class Value>
  ::simdjson::error_code scalar(Value& from, on_demand::json_type type) {
    switch (type) {
      case on_demand::json_type::string: {
        std::string_view text;
        if (const auto e = from.get_string().get(text)) return e;
        sink_->text(text);
        return ::simdjson::SUCCESS;
      }
      case on_demand::json_type::number: return number(from);
      case on_demand::json_type::boolean: {
        bool flag = false;
        if (const auto e = from.get_bool().get(flag)) return e;
        sink_->boolean(flag);
        return ::simdjson::SUCCESS;
      }
      case on_demand::json_type::null:
        if (!is_null(from)) return ::simdjson::N_ATOM_ERROR;
        sink_->null();
        return ::simdjson::SUCCESS;
      default: return ::simdjson::TAPE_ERROR;
    }
  }
  template <class Value>
  static bool is_null(Value& from) {
    bool null = false;
    if constexpr (requires { from.is_null().get(null); })
      return !from.is_null().get(null) && null;
    else
      return from.is_null();
  }
  template <class Value>
  ::simdjson::error_code number(Value& from) {
    std::string_view token;
    if constexpr (requires { from.raw_json_token().get(token); }) {
      if (const auto e = from.raw_json_token().get(token)) return e;
    } else {
      token = from.raw_json_token();
    }
    token = trimmed(token);
    std::int64_t exact = 0;
    if (token.size() <= 20 && from.get_int64().get(exact) == ::simdjson::SUCCESS) {
      sink_->number(token, exact);
      return ::simdjson::SUCCESS;
    }
    // Decimals and integers beyond 64 bits: the literal counts, the value only tells that it is a number.
    if (!is_number(token)) return ::simdjson::NUMBER_ERROR;
    [[maybe_unused]] const auto consumed =
        from.get_double().error();  // moves on; a value out of range is no error here
    sink_->number(token, std::nullopt);
    return ::simdjson::SUCCESS;
  }
  // RFC 8259, section 6.
  static bool is_number(std::string_view t) noexcept {
    std::size_t i = !t.empty() && t[0] == '-' ? 1 : 0;
    const auto digits = [&] {
      const std::size_t begin = i;
      while (i < t.size() && t[i] >= '0' && t[i] <= '9') ++i;
      return i - begin;
    };
    const bool zero = i < t.size() && t[i] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (zero && whole > 1)) return false;
    if (i < t.size() && t[i] == '.') {
      ++i;
      if (digits() == 0) return false;
    }
    if (i < t.size() && (t[i] == 'e' || t[i] == 'E')) {
      ++i;
      if (i < t.size() && (t[i] == '+' || t[i] == '-')) ++i;
      if (digits() == 0) return false;
    }
    return i == t.size();
  }
  ::simdjson::error_code whole(on_demand::value from) {
    std::string_view text;
    on_demand::json_type type{};
    if (const auto e = from.type().get(type)) return e;
    if (type == on_demand::json_type::object) {
      on_demand::object inner;
      if (const auto e = from.get_object().get(inner)) return e;
      if (const auto e = inner.raw_json().get(text)) return e;
    } else if (type == on_demand::json_type::array) {
      on_demand::array inner;
      if (const auto e = from.get_array().get(inner)) return e;
      if (const auto e = inner.raw_json().get(text)) return e;
    } else {
      text = trimmed(from.raw_json_token());
    }
    result<boost::json::value> made = boost_json::parse(text, *bounds_);
    if (!made) {
      too_deep_ = made.error().code == errc::json_too_deep;
      return ::simdjson::TAPE_ERROR;
    }
    sink_->value(std::move(*made));
    return ::simdjson::SUCCESS;
  }
  ::simdjson::error_code refuse_depth() {
    too_deep_ = true;
    return ::simdjson::DEPTH_ERROR;
  }

  Sink* sink_;
  const limits* bounds_;
  bool too_deep_ = false;
};

}  // namespace detail

template <class Sink>
class simdjson::reader {
 public:
  explicit reader(limits bounds = {}) : bounds_(bounds), parser_(std::make_unique<::simdjson::ondemand::parser>()) {}

  read_result read(std::string_view chunk, bool is_last, Sink& sink) {
    read_result got;
    got.consumed = skip_space(chunk, 0);
    if (got.consumed == chunk.size()) return got;
    const std::string_view text = chunk.substr(got.consumed);
    const std::size_t start = got.consumed;
    ::simdjson::ondemand::document_stream stream;
    // One batch holds the whole chunk: no value is cut within it.
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    if (const auto e =
            parser_->iterate_many(bytes, text.size(), (std::max)(text.size(), std::size_t{64})).get(stream)) {
      return failed(got, e, text, start, 0);
    }
    for (auto at = stream.begin(); at != stream.end(); ++at) {
      const std::size_t offset = at.current_index();
      got.consumed = start + offset;
      ::simdjson::ondemand::document_reference document;
      if (const auto e = (*at).get(document)) {
        if (e == ::simdjson::EMPTY) break;
        return failed(got, e, text, start, offset);
      }
      detail::simdjson_walk<Sink> walk(sink, bounds_);
      if (const auto e = walk.document(document)) {
        failed(got, e, text, start, offset);
        if (walk.too_deep()) got.failure = error(errc::json_too_deep);
        return got;
      }
      if (sink.failure()) {
        got.failure = sink.failure();
        got.failure_offset = start + offset;
        return got;
      }
    }
    // What the stream did not see as whole values begins at the first of its last bytes.
    got.consumed = skip_space(chunk, chunk.size() - (std::min)(stream.truncated_bytes(), text.size()));
    if (is_last && got.consumed < chunk.size())
      return failed(got, ::simdjson::INCOMPLETE_ARRAY_OR_OBJECT, text, start, got.consumed - start);
    return got;
  }

 private:
  static read_result& failed(read_result& got, ::simdjson::error_code reason, std::string_view text, std::size_t start,
                             std::size_t offset) {
    got.failure = detail::simdjson_failure(reason, text, offset);
    const std::size_t invalid = got.failure->code == errc::invalid_utf8 ? first_invalid_utf8(text) : offset;
    got.failure_offset = start + invalid;
    return got;
  }

  limits bounds_;
  std::unique_ptr<::simdjson::ondemand::parser> parser_;
};

inline error detail::simdjson_failure(::simdjson::error_code reason, std::string_view text, std::size_t) {
  if (first_invalid_utf8(text) != std::string_view::npos) return error(errc::invalid_utf8);
  if (reason == ::simdjson::DEPTH_ERROR) return error(errc::json_too_deep);
  if (reason == ::simdjson::CAPACITY || reason == ::simdjson::MEMALLOC) return error(errc::value_too_large);
  return error(errc::invalid_json, ::simdjson::error_message(reason));
}

static_assert(policy<simdjson>);

}  // namespace deltalake::inline v0::json
