#pragma once
#include <unordered_map>
#include <utility>

#include <deltalake/column/inferred_type.hpp>
#include <deltalake/column/json_schema_sink.hpp>
#include <deltalake/column/value_parse.hpp>

namespace deltalake::inline v0::column {

struct json_schema_sink::shape {
  enum class kind : std::uint8_t { unknown, scalar, structure, list };
  struct member {
    std::string name;
    std::unique_ptr<shape> values;
  };

  kind what = kind::unknown;
  inferred_type scalars;
  bool bytes = true;  // every text is base64
  std::vector<member> members;
  std::unordered_map<std::string, std::size_t> places;
  std::unique_ptr<shape> elements;
};

DELTALAKE_DECL json_schema_sink::json_schema_sink(const text_limits& bounds)
    : root_(std::make_unique<shape>()), shapes_max_(bounds.columns) {}
DELTALAKE_DECL json_schema_sink::~json_schema_sink() = default;

DELTALAKE_DECL json_schema_sink::shape& json_schema_sink::target() {
  return open_.empty() ? *root_ : *open_.back().member;
}

DELTALAKE_DECL void json_schema_sink::clash(std::string_view found) {
  if (failure_) return;
  std::string path;
  for (const frame& one : open_) {
    if (one.name.empty()) continue;
    if (!path.empty()) path += '.';
    path += one.name;
  }
  const bool row = open_.empty();
  failure_ = error(errc::invalid_row, row ? "expected an object, found " + std::string(found)
                                          : std::string(found) + " where other rows have something else: give a schema")
                 .in_field(std::move(path));
}

// Null, and an error is remembered, if the place has other values than scalars.
DELTALAKE_DECL json_schema_sink::shape* json_schema_sink::scalar(std::string_view found) {
  if (failure_) return nullptr;
  shape& to = target();
  if (open_.empty() || to.what == shape::kind::structure || to.what == shape::kind::list) {
    clash(found);
    return nullptr;
  }
  to.what = shape::kind::scalar;
  return &to;
}

DELTALAKE_DECL void json_schema_sink::begin_object() {
  if (failure_) return;
  shape& to = target();
  if (to.what != shape::kind::unknown && to.what != shape::kind::structure) return clash("an object");
  to.what = shape::kind::structure;
  open_.push_back(frame{&to, nullptr, std::string()});
}

DELTALAKE_DECL void json_schema_sink::end_object() {
  if (!failure_) open_.pop_back();
}

DELTALAKE_DECL void json_schema_sink::begin_array() {
  if (failure_) return;
  shape& to = target();
  const bool fits = !open_.empty() && (to.what == shape::kind::unknown || to.what == shape::kind::list);
  if (!fits) return clash("an array");
  to.what = shape::kind::list;
  if (to.elements == nullptr) to.elements = std::make_unique<shape>();
  open_.push_back(frame{&to, to.elements.get(), "element"});
}

DELTALAKE_DECL void json_schema_sink::end_array() {
  if (!failure_) open_.pop_back();
}

DELTALAKE_DECL json::directive json_schema_sink::key(std::string_view name) {
  if (failure_) return json::directive::skip;
  frame& in = open_.back();
  in.name = name;
  const auto [at, fresh] = in.at->places.emplace(in.name, in.at->members.size());
  if (fresh) {
    if (++shapes_ > shapes_max_) {
      failure_ = error(errc::value_too_large, "rows have more than " + std::to_string(shapes_max_) + " members");
      return json::directive::skip;
    }
    in.at->members.push_back(shape::member{in.name, std::make_unique<shape>()});
  }
  in.member = in.at->members[at->second].values.get();
  return json::directive::events;
}

DELTALAKE_DECL void json_schema_sink::text(std::string_view t) {
  shape* const to = scalar("a text");
  if (to == nullptr) return;
  to->scalars.add_text(t);
  to->bytes = to->bytes && parse_base64(t).has_value();
}

DELTALAKE_DECL void json_schema_sink::number(std::string_view literal, std::optional<std::int64_t>) {
  shape* const to = scalar("a number");
  if (to == nullptr) return;
  to->scalars.add_number(literal);
  to->bytes = false;
}

DELTALAKE_DECL void json_schema_sink::boolean(bool) {
  shape* const to = scalar("a truth value");
  if (to == nullptr) return;
  to->scalars.add_boolean();
  to->bytes = false;
}

DELTALAKE_DECL data_type json_schema_sink::type_of(const shape& from) {
  data_type made(type_id::utf8);
  if (from.what == shape::kind::scalar) made = from.scalars.type();
  if (from.what == shape::kind::list) {
    made = type_id::list;
    made.children.push_back(field{"element", type_of(*from.elements), true});
  }
  if (from.what != shape::kind::structure || from.members.empty()) return made;
  const shape& first = *from.members[0].values;
  const bool bytes =
      from.members.size() == 1 && from.members[0].name == "b64" && first.bytes && first.what == shape::kind::scalar;
  if (bytes) return type_id::binary;
  made = type_id::structure;
  for (const shape::member& one : from.members) made.children.push_back(field{one.name, type_of(*one.values), true});
  return made;
}

DELTALAKE_DECL std::vector<field> json_schema_sink::fields() const {
  std::vector<field> made;
  for (const shape::member& one : root_->members) made.push_back(field{one.name, type_of(*one.values), true});
  return made;
}

}  // namespace deltalake::inline v0::column
