#pragma once
#include <optional>
#include <utility>
#include <vector>

#include <deltalake/schema/schema_json.hpp>

namespace deltalake::inline v0::schema {

namespace detail {

inline error refuse_member(std::string_view key, std::string_view wanted, const json::node* found) {
  std::string what = "'" + std::string(key) + "' should be ";
  what += wanted;
  what += found ? ", found " + std::string(json::name(found->what())) : ", but is absent";
  return error(errc::invalid_schema, std::move(what));
}

/// The value of a key, a JSON null being no value.
inline const json::node* schema_member(const json::node& from, std::string_view key) noexcept {
  const json::node* const found = from.find(key);
  return found && !found->is(json::node::kind::null) ? found : nullptr;
}

inline result<nulls> decode_nulls(const json::node& from, std::string_view key) {
  const json::node* const flag = schema_member(from, key);
  if (flag && !flag->is(json::node::kind::boolean)) return refuse_member(key, "true or false", flag);
  return !flag || flag->boolean() ? nulls::allowed : nulls::refused;
}

/// Decodes a type without recursion: how deep it nests is up to the text, and the stacks of threads may be small.
class schema_decoder {
 public:
  explicit schema_decoder(std::string_view where) : path_{where} {}

  result<data_type> decode(const json::node& root) {
    std::optional<error> failed = enter(root);
    while (!failed && !open_.empty()) failed = open_.back().is_complete() ? leave() : enter_next();
    if (!failed) return std::move(done_);
    std::string where;
    for (const std::string_view step : path_) (where += where.empty() ? "" : ".") += step;
    failed->in_field(std::move(where));
    return std::move(*failed);
  }

 private:
  /// A nested type of which not all parts are decoded.
  struct open_type {
    bool is_complete() const noexcept {
      if (what == data_type::kind::struct_) return fields.size() == items->size();
      return parts.size() == (what == data_type::kind::map ? 2 : 1);
    }

    const json::node* from = nullptr;
    data_type::kind what = data_type::kind::struct_;
    const std::vector<json::node>* items = nullptr;  ///< of a struct, one for each field
    std::vector<field> fields;                       ///< of a struct
    std::vector<data_type> parts;                    ///< of an array, or of a map
  };

  std::optional<error> enter(const json::node& from) {
    if (open_.size() >= depth_max) {
      return error(errc::invalid_schema, "types nest deeper than " + std::to_string(depth_max));
    }
    if (from.is(json::node::kind::string)) {
      result<data_type> named = data_type::parse(from.text());
      return named ? deliver(std::move(*named)) : std::move(named).error();
    }
    if (!from.is(json::node::kind::object)) {
      const std::string found(json::name(from.what()));
      return error(errc::invalid_schema, "a type should be a string or an object, found " + found);
    }
    const json::node* const word = schema_member(from, "type");
    if (!word || !word->is(json::node::kind::string)) return refuse_member("type", "a string", word);
    open_type opened;
    opened.from = &from;
    if (word->text() == "struct") {
      const json::node* const listed = schema_member(from, "fields");
      if (!listed || !listed->is(json::node::kind::array)) return refuse_member("fields", "an array", listed);
      opened.items = &listed->items();
    } else if (word->text() == "array") {
      opened.what = data_type::kind::array;
    } else if (word->text() == "map") {
      opened.what = data_type::kind::map;
    } else {
      return deliver(data_type::unknown(from.to_text()));
    }
    open_.push_back(std::move(opened));
    return std::nullopt;
  }

  std::optional<error> enter_next() {
    const open_type& top = open_.back();
    if (top.what == data_type::kind::array) return enter_part(*top.from, "elementType", "element");
    if (top.what == data_type::kind::map && top.parts.empty()) return enter_part(*top.from, "keyType", "key");
    if (top.what == data_type::kind::map) return enter_part(*top.from, "valueType", "value");
    const json::node& item = (*top.items)[top.fields.size()];
    if (!item.is(json::node::kind::object)) {
      const std::string found(json::name(item.what()));
      return error(errc::invalid_schema, "a field should be an object, found " + found);
    }
    const json::node* const called = schema_member(item, "name");
    if (!called || !called->is(json::node::kind::string)) return refuse_member("name", "a string", called);
    return enter_part(item, "type", called->text());
  }

  std::optional<error> enter_part(const json::node& from, std::string_view key, std::string_view step) {
    path_.push_back(step);
    const json::node* const part = schema_member(from, key);
    return part ? enter(*part) : refuse_member(key, "a string or an object", part);
  }

  std::optional<error> leave() {
    open_type top = std::move(open_.back());
    open_.pop_back();
    if (top.what == data_type::kind::struct_) {
      result<struct_type> made = struct_type::make(std::move(top.fields));
      if (made) return deliver(data_type(std::move(*made)));
      error refused = std::move(made).error();
      // What struct_type refuses concerns one field, which it names.
      twin_ = std::exchange(refused.field, {});
      path_.push_back(twin_);
      return refused;
    }
    const bool is_map = top.what == data_type::kind::map;
    const result<nulls> values = decode_nulls(*top.from, is_map ? "valueContainsNull" : "containsNull");
    if (!values) return values.error();
    if (is_map) return deliver(data_type(map_type(std::move(top.parts[0]), std::move(top.parts[1]), *values)));
    return deliver(data_type(array_type(std::move(top.parts[0]), *values)));
  }

  /// Gives a whole type to the one it is part of.
  std::optional<error> deliver(data_type type) {
    if (open_.empty()) {
      done_ = std::move(type);
      return std::nullopt;
    }
    open_type& outer = open_.back();
    if (outer.what == data_type::kind::struct_) {
      const json::node& item = (*outer.items)[outer.fields.size()];
      const result<nulls> values = decode_nulls(item, "nullable");
      if (!values) return values.error();
      const json::node* const about = schema_member(item, "metadata");
      if (about && !about->is(json::node::kind::object)) return refuse_member("metadata", "an object", about);
      std::vector<field_metadata::entry> entries;
      if (about) {
        for (const auto& [key, value] : about->members()) entries.emplace_back(key, value.to_text());
      }
      outer.fields.emplace_back(std::string(path_.back()), std::move(type), *values,
                                field_metadata(std::move(entries)));
    } else {
      outer.parts.push_back(std::move(type));
    }
    path_.pop_back();
    return std::nullopt;
  }

  std::vector<std::string_view> path_;
  std::vector<open_type> open_;
  std::string twin_;
  data_type done_;
};

inline void append_struct(std::string& out, const struct_type& type);

inline void append_flag(std::string& out, std::string_view key, bool value) {
  out += ",\"";
  out += key;
  out += value ? "\":true" : "\":false";
}

inline void append_type(std::string& out, const data_type& type) {
  switch (type.what()) {
    case data_type::kind::struct_: append_struct(out, type.as_struct()); return;
    case data_type::kind::array:
      out += R"({"type":"array","elementType":)";
      append_type(out, type.as_array().element);
      append_flag(out, "containsNull", type.as_array().contains_null);
      out += '}';
      return;
    case data_type::kind::map:
      out += R"({"type":"map","keyType":)";
      append_type(out, type.as_map().key);
      out += R"(,"valueType":)";
      append_type(out, type.as_map().value);
      append_flag(out, "valueContainsNull", type.as_map().value_contains_null);
      out += '}';
      return;
    case data_type::kind::unknown:
      // An object is kept as its JSON text, a name as itself.
      if (type.as_unknown().starts_with('{')) {
        out += type.as_unknown();
        return;
      }
      break;
    case data_type::kind::string:
    case data_type::kind::long_:
    case data_type::kind::integer:
    case data_type::kind::short_:
    case data_type::kind::byte:
    case data_type::kind::float_:
    case data_type::kind::double_:
    case data_type::kind::boolean:
    case data_type::kind::binary:
    case data_type::kind::date:
    case data_type::kind::timestamp:
    case data_type::kind::timestamp_ntz:
    case data_type::kind::void_:
    case data_type::kind::variant:
    case data_type::kind::decimal: break;
  }
  json::append_quoted(out, type.to_string());
}

inline void append_struct(std::string& out, const struct_type& type) {
  out += R"({"type":"struct","fields":[)";
  bool first = true;
  for (const field& one : type) {
    out += first ? R"({"name":)" : R"(,{"name":)";
    first = false;
    json::append_quoted(out, one.name);
    out += R"(,"type":)";
    append_type(out, one.type);
    append_flag(out, "nullable", one.nullable);
    out += R"(,"metadata":{)";
    for (std::string_view separator; const auto& [key, value] : one.metadata) {
      out += separator;
      json::append_quoted(out, key);
      out += ':';
      out += value;
      separator = ",";
    }
    out += "}}";
  }
  out += "]}";
}

}  // namespace detail

DELTALAKE_DECL result<struct_type> decode_schema(const json::node& from, std::string_view where) {
  result<data_type> type = decode_type(from, where);
  if (!type) return std::move(type).error();
  if (type->is(data_type::kind::struct_)) return type->as_struct();
  error refused(errc::invalid_schema, "a schema should be a struct, found '" + std::string(name(type->what())) + "'");
  refused.in_field(std::string(where));
  return refused;
}

DELTALAKE_DECL result<data_type> decode_type(const json::node& from, std::string_view where) {
  return detail::schema_decoder(where).decode(from);
}

DELTALAKE_DECL std::string to_json(const struct_type& schema) {
  std::string out;
  detail::append_struct(out, schema);
  return out;
}

DELTALAKE_DECL std::string to_json(const data_type& type) {
  std::string out;
  detail::append_type(out, type);
  return out;
}

}  // namespace deltalake::inline v0::schema
