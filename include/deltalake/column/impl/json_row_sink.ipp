#pragma once
#include <unordered_map>

#include <deltalake/column/json_row_sink.hpp>
#include <deltalake/column/value_parse.hpp>

namespace deltalake::inline v0::column {

// The root has no builder of its own: its parts are the columns.
struct json_row_sink::plan {
  const field* of = nullptr;
  array_builder* builder = nullptr;
  std::vector<plan> parts;
  std::unordered_map<std::string_view, std::size_t> names;  // of a structure's parts

  void name_parts() {
    for (std::size_t i = 0; i < parts.size(); ++i) names.emplace(parts[i].of->name, i);
  }
};

DELTALAKE_DECL json_row_sink::plan json_row_sink::make_plan(const field& from, array_builder& builder) {
  plan made;
  made.of = &from;
  made.builder = &builder;
  const std::vector<field>& parts = builder.type().children;
  for (std::size_t i = 0; i < parts.size(); ++i) made.parts.push_back(make_plan(parts[i], builder.child(i)));
  if (from.type.id == type_id::structure) made.name_parts();
  return made;
}

DELTALAKE_DECL json_row_sink::json_row_sink(std::vector<field> fields, unknown_members unknown,
                                            const text_limits& bounds)
    : rows_(std::move(fields)), root_(std::make_unique<plan>()), unknown_(unknown), bounds_(bounds) {
  for (std::size_t i = 0; i < rows_.fields().size(); ++i)
    root_->parts.push_back(make_plan(rows_.fields()[i], rows_.column(i)));
  root_->name_parts();
}
DELTALAKE_DECL json_row_sink::~json_row_sink() = default;

// The names of what is open: "address.lines.element".
DELTALAKE_DECL std::string json_row_sink::path() const {
  std::string made;
  for (const frame& one : open_) {
    std::string_view name;
    if (one.what == place::structure && one.child < one.at->parts.size()) name = one.at->parts[one.child].of->name;
    if (one.what == place::list) name = "element";
    if (one.what == place::map_object) name = "value";
    if (one.what == place::map_pair) name = one.child == 0 ? "key" : "value";
    if (name.empty()) continue;
    if (!made.empty()) made += '.';
    made += name;
  }
  return made;
}

DELTALAKE_DECL void json_row_sink::fail(error what) {
  if (!failure_) failure_ = std::move(what).in_field(path());
}

DELTALAKE_DECL void json_row_sink::check(const result<void>& done) {
  if (!done) fail(done.error());
}

DELTALAKE_DECL void json_row_sink::refuse(std::string_view found) {
  std::string expected("an object");
  if (const plan* const at = target(); at != nullptr)
    expected = to_string(at->of->type).substr(0, 60);
  else if (!open_.empty() && open_.back().what != place::structure)
    expected = open_.back().what == place::bytes ? "{\"b64\": text}" : "pairs [key, value]";
  fail(error(errc::invalid_row, "expected " + expected + ", found " + std::string(found)));
}

// Where the next value goes; null at the top, and where none may come.
DELTALAKE_DECL const json_row_sink::plan* json_row_sink::target() {
  if (open_.empty()) return nullptr;
  const frame& in = open_.back();
  switch (in.what) {
    case place::structure: return &in.at->parts[in.child];
    case place::list: return &in.at->parts[0];
    case place::map_object: return &in.at->parts[0].parts[1];
    case place::map_pair: return in.child < 2 ? &in.at->parts[0].parts[in.child] : nullptr;
    case place::map_array:
    case place::bytes: return nullptr;
  }
  return nullptr;
}

DELTALAKE_DECL void json_row_sink::begin_object() {
  if (failure_) return;
  if (open_.empty()) {
    full_ = rows_.num_rows() >= bounds_.batch_rows || bytes_ >= bounds_.batch_bytes;
    if (full_)
      failure_ = error(errc::value_too_large, "the batch is full");
    else
      open_.push_back(frame{place::structure, root_.get(), root_->parts.size(), rows_.num_rows()});
    return;
  }
  const plan* const to = target();
  if (to == nullptr) return refuse("an object");
  switch (to->of->type.id) {
    case type_id::structure:
      open_.push_back(frame{place::structure, to, to->parts.size(), to->builder->length()});
      return;
    case type_id::map: open_.push_back(frame{place::map_object, to, 0, to->builder->length()}); return;
    case type_id::binary:
    case type_id::fixed_size_binary: open_.push_back(frame{place::bytes, to, 0, to->builder->length()}); return;
    default: return refuse("an object");
  }
}

// Fills in what the object does not have, unless it must.
DELTALAKE_DECL void json_row_sink::close_structure(const frame& closed) {
  for (std::size_t i = 0; i < closed.at->parts.size(); ++i) {
    const plan& part = closed.at->parts[i];
    if (part.of->nullable || part.builder->length() > closed.begin) continue;
    open_.back().child = i;
    return fail(error(errc::invalid_row, "a value that must be there is not"));
  }
  bytes_ += 8 * closed.at->parts.size();
  open_.pop_back();
  if (closed.at == root_.get())
    end_row();
  else
    closed.at->builder->append_struct();
}

DELTALAKE_DECL void json_row_sink::end_object() {
  if (failure_) return;
  const frame closed = open_.back();
  if (closed.what == place::structure) {
    close_structure(closed);
  } else {
    if (closed.what == place::bytes && closed.at->builder->length() == closed.begin)
      return fail(error(errc::invalid_row, "an object without b64 is no bytes"));
    open_.pop_back();
    if (closed.what == place::map_object) check(closed.at->builder->append_list());
  }
  ended();
}

DELTALAKE_DECL void json_row_sink::begin_array() {
  if (failure_) return;
  if (!open_.empty() && open_.back().what == place::map_array) {
    const plan* const map = open_.back().at;
    open_.push_back(frame{place::map_pair, map, 0, 0});
    return;
  }
  const plan* const to = target();
  if (to == nullptr) return refuse("an array");
  if (to->of->type.id != type_id::list && to->of->type.id != type_id::map) return refuse("an array");
  open_.push_back(frame{to->of->type.id == type_id::list ? place::list : place::map_array, to, 0, 0});
}

DELTALAKE_DECL void json_row_sink::end_array() {
  if (failure_) return;
  const frame closed = open_.back();
  if (closed.what == place::map_pair) {
    if (closed.child != 2) return fail(error(errc::invalid_row, "a pair of a map has a key and a value"));
    open_.pop_back();
    bytes_ += 8;
    return closed.at->parts[0].builder->append_struct();
  }
  open_.pop_back();
  check(closed.at->builder->append_list());
  ended();
}

DELTALAKE_DECL json::directive json_row_sink::structure_key(frame& in, std::string_view name) {
  // Members mostly come in the order of the columns.
  const std::size_t next = in.child + 1 < in.at->parts.size() ? in.child + 1 : 0;
  if (next < in.at->parts.size() && in.at->parts[next].of->name == name) {
    in.child = next;
  } else {
    const auto found = in.at->names.find(name);
    if (found == in.at->names.end()) {
      in.child = in.at->parts.size();
      if (unknown_ == unknown_members::refused)
        fail(error(errc::invalid_row,
                   "a member '" + std::string(name.substr(0, 60)) + "' that no row had before: give a schema"));
      return json::directive::skip;
    }
    in.child = found->second;
  }
  // The last of several members with one name wins.
  array_builder& builder = *in.at->parts[in.child].builder;
  if (builder.length() > in.begin) builder.truncate(in.begin);
  return json::directive::events;
}

DELTALAKE_DECL json::directive json_row_sink::key(std::string_view name) {
  if (failure_) return json::directive::skip;
  frame& in = open_.back();
  if (in.what == place::structure) return structure_key(in, name);
  if (in.what == place::bytes) {
    if (name != "b64") refuse("an object with a member other than b64");
    in.at->builder->truncate(in.begin);
    return json::directive::events;
  }
  bytes_ += 8 + name.size();
  array_builder& keys = *in.at->parts[0].parts[0].builder;
  check(append_parsed(name, keys));
  return json::directive::events;
}

// A value has been appended.
DELTALAKE_DECL void json_row_sink::ended() {
  bytes_ += 8;
  if (failure_ || open_.empty()) return;
  frame& in = open_.back();
  if (in.what == place::map_pair) ++in.child;
  if (in.what == place::map_object) in.at->parts[0].builder->append_struct();
}

DELTALAKE_DECL void json_row_sink::text(std::string_view t) {
  if (failure_) return;
  bytes_ += t.size();
  if (!open_.empty() && open_.back().what == place::bytes) return check(append_parsed(t, *open_.back().at->builder));
  const plan* const to = target();
  if (to == nullptr) return refuse("a text");
  check(to->of->type.id == type_id::utf8 ? to->builder->append_text(t) : append_parsed(t, *to->builder));
  ended();
}

DELTALAKE_DECL void json_row_sink::number(std::string_view literal, std::optional<std::int64_t> exact) {
  if (failure_) return;
  const plan* const to = target();
  if (to == nullptr) return refuse("a number");
  switch (to->of->type.id) {
    case type_id::int8:
    case type_id::int16:
    case type_id::int32:
    case type_id::int64:
    case type_id::uint8:
    case type_id::uint16:
    case type_id::uint32:
    case type_id::uint64:
      check(exact ? to->builder->append_integer(*exact) : append_parsed(literal, *to->builder));
      break;
    case type_id::float16:
    case type_id::float32:
    case type_id::float64:
    case type_id::decimal128:
    case type_id::decimal256:
    case type_id::utf8: check(append_parsed(literal, *to->builder)); break;
    default: return refuse("a number");
  }
  bytes_ += to->of->type.id == type_id::utf8 ? literal.size() : 0;
  ended();
}

DELTALAKE_DECL void json_row_sink::boolean(bool b) {
  if (failure_) return;
  const plan* const to = target();
  if (to == nullptr) return refuse("a truth value");
  if (to->of->type.id == type_id::boolean)
    to->builder->append_boolean(b);
  else if (to->of->type.id == type_id::utf8)
    check(to->builder->append_text(b ? "true" : "false"));
  else
    return refuse("a truth value");
  ended();
}

DELTALAKE_DECL void json_row_sink::null() {
  if (failure_) return;
  const plan* const to = target();
  if (to == nullptr) return refuse("null");
  if (!to->of->nullable) return fail(error(errc::invalid_row, "null where it must not be"));
  to->builder->append_null();
  ended();
}

DELTALAKE_DECL void json_row_sink::end_row() {
  rows_.end_row();
  ended_bytes_ = bytes_;
}

DELTALAKE_DECL void json_row_sink::restart() {
  bytes_ = ended_bytes_;
  open_.clear();
  rows_.drop_row();
}

DELTALAKE_DECL batch json_row_sink::take() {
  restart();
  bytes_ = ended_bytes_ = 0;
  if (full_) failure_.reset();
  full_ = false;
  return rows_.finish();
}

}  // namespace deltalake::inline v0::column
