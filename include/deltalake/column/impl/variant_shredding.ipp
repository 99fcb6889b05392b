#pragma once
#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/column/cast.hpp>
#include <deltalake/column/variant_builder.hpp>
#include <deltalake/column/variant_shredding.hpp>

namespace deltalake::inline v0::column {
namespace detail {

inline std::optional<std::size_t> child_named(const data_type& type, std::string_view name) noexcept {
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    if (type.children[i].name == name) return i;
  }
  return std::nullopt;
}

inline bool is_binary(const data_type& type) noexcept {
  if (type.id == type_id::dictionary && type.children.size() == 1) return is_binary(type.children.front().type);
  return type.id == type_id::binary || type.id == type_id::binary_view;
}

// A place where a value may stand: its encoded form, its typed form, or the parts that a typed object or array has.
struct shredded_place {
  std::string name;              // of an object's field
  const array* group = nullptr;  // the structure of both forms
  const array* value = nullptr;  // null if the file has none, as the next one
  const array* typed = nullptr;
  std::vector<shredded_place> parts;  // the fields of a typed object, or the element of an array

  bool typed_at(std::int64_t row) const noexcept { return typed != nullptr && typed->is_valid(row); }
  bool value_at(std::int64_t row) const noexcept { return value != nullptr && value->is_valid(row); }
};

// The integers, dates and times that may be shredded.
inline std::optional<variant_kind> variant_number_of(const data_type& type) noexcept {
  switch (type.id) {
    case type_id::int8: return variant_kind::int8;
    case type_id::int16: return variant_kind::int16;
    case type_id::int32: return variant_kind::int32;
    case type_id::int64: return variant_kind::int64;
    case type_id::date32: return variant_kind::date;
    case type_id::time64:
      if (type.unit == time_unit::micro) return variant_kind::time_ntz;
      return std::nullopt;
    case type_id::timestamp:
      if (type.unit == time_unit::micro) return type.utc ? variant_kind::timestamp : variant_kind::timestamp_ntz;
      if (type.unit == time_unit::nano)
        return type.utc ? variant_kind::timestamp_nanos : variant_kind::timestamp_ntz_nanos;
      return std::nullopt;
    default: return std::nullopt;
  }
}

inline bool may_be_shredded(const data_type& type) noexcept {
  switch (type.id) {
    case type_id::boolean:
    case type_id::float32:
    case type_id::float64:
    case type_id::decimal128:
    case type_id::binary:
    case type_id::binary_view:
    case type_id::utf8:
    case type_id::utf8_view: return true;
    case type_id::fixed_size_binary: return type.byte_width == 16;
    case type_id::dictionary: return type.children.size() == 1 && may_be_shredded(type.children.front().type);
    default: return variant_number_of(type).has_value();
  }
}

inline error conflicting_variant(const std::string& what) {
  return error(errc::invalid_parquet, "a shredded variant " + what);
}

// Finds the places of a stored variant, and tells if there is a type among them that may not be.
class shredded_reader {
 public:
  static result<shredded_place> read(const array& group, const char* name, bool outermost) {
    shredded_place made;
    made.name = name;
    made.group = &group;
    if (group.type.id != type_id::structure) return conflicting_variant("with a part that is no group");
    for (std::size_t i = 0; i < group.type.children.size(); ++i) {
      const field& child = group.type.children[i];
      if (child.name == "value" && is_binary(child.type)) {
        made.value = &group.children[i];
      } else if (child.name == "typed_value") {
        made.typed = &group.children[i];
      } else if (!outermost || child.name != "metadata") {
        return conflicting_variant("with a part '" + child.name + "' of type " + to_string(child.type));
      }
    }
    if (made.value == nullptr && made.typed == nullptr) return conflicting_variant("without any value");
    if (made.typed == nullptr) return made;
    const std::optional<error> problem = add_parts(made);
    if (problem) return *problem;
    return made;
  }

 private:
  static std::optional<error> add_parts(shredded_place& made) {
    const array& typed = *made.typed;
    if (typed.type.id == type_id::list) return add_part(made, typed.children.front(), "element");
    if (typed.type.id != type_id::structure) {
      if (may_be_shredded(typed.type)) return std::nullopt;
      return error(errc::unsupported_parquet, "a variant shredded as " + to_string(typed.type));
    }
    for (std::size_t i = 0; i < typed.children.size(); ++i) {
      std::optional<error> problem = add_part(made, typed.children[i], typed.type.children[i].name.c_str());
      if (problem) return problem;
    }
    return std::nullopt;
  }
  static std::optional<error> add_part(shredded_place& made, const array& group, const char* name) {
    result<shredded_place> part = read(group, name, false);
    if (!part) return std::move(part.error()).in_field(name);
    made.parts.push_back(std::move(*part));
    return std::nullopt;
  }
};

// Puts together the values of one row after another.
class unshredder {
 public:
  explicit unshredder(variant_names& names) : builder_(names) {}

  void open_metadata(const variant_metadata& names) noexcept { metadata_ = names; }
  // Appends what stands at a place; what is missing is the variant null.
  std::optional<error> append(const shredded_place& place, std::int64_t row) {
    if (place.group->is_null(row)) return conflicting_variant("whose group '" + place.name + "' is null");
    if (place.typed_at(row)) {
      if (place.typed->type.id == type_id::structure) return append_object(place, row);
      if (place.value_at(row)) return conflicting_variant("with both an encoded and a typed value");
      if (place.typed->type.id == type_id::list) return append_array(place, row);
      append_scalar(*place.typed, row);
      return std::nullopt;
    }
    if (!place.value_at(row)) {
      builder_.null();
      return std::nullopt;
    }
    const result<variant_value> value = whole_value(place, row);
    if (!value) return value.error();
    builder_.encoded(*value);
    return std::nullopt;
  }
  result<std::string_view> finish() { return builder_.finish(); }

 private:
  static result<variant_value> whole_value(const shredded_place& place, std::int64_t row) {
    const std::string_view bytes = place.value->text(row);
    result<variant_value> value = read_variant(bytes);
    if (value && value->bytes.size() != bytes.size()) {
      return error(errc::invalid_parquet, "a variant value with bytes behind its end");
    }
    return value;
  }

  std::optional<error> append_object(const shredded_place& place, std::int64_t row) {
    builder_.begin_object();
    for (const shredded_place& part : place.parts) {
      if (part.group->is_valid(row) && !part.typed_at(row) && !part.value_at(row)) continue;  // missing
      builder_.key(part.name);
      std::optional<error> problem = append(part, row);
      if (problem) return problem;
    }
    if (place.value_at(row)) {
      std::optional<error> problem = append_rest(place, row);
      if (problem) return problem;
    }
    builder_.end_object();
    return std::nullopt;
  }
  // The fields of an object that are not shredded.
  std::optional<error> append_rest(const shredded_place& place, std::int64_t row) {
    const result<variant_value> value = whole_value(place, row);
    if (!value) return value.error();
    if (!value->is_object()) return std::nullopt;
    for (variant_elements fields(*value, metadata_); !fields.at_end();) {
      const result<variant_element> one = fields.next();
      if (!one) return one.error();
      const auto has_name = [&one](const shredded_place& part) { return part.name == one->name; };
      if (std::any_of(place.parts.begin(), place.parts.end(), has_name)) {
        return conflicting_variant("with field '" + std::string(one->name) + "' in its encoded part too");
      }
      builder_.key(one->name);
      builder_.encoded(one->value);
    }
    return std::nullopt;
  }

  std::optional<error> append_array(const shredded_place& place, std::int64_t row) {
    builder_.begin_array();
    for (std::int64_t i = place.typed->offset(row); i < place.typed->offset(row + 1); ++i) {
      std::optional<error> problem = append(place.parts.front(), i);
      if (problem) return problem;
    }
    builder_.end_array();
    return std::nullopt;
  }

  void append_scalar(const array& from, std::int64_t row) {
    switch (from.type.id) {
      case type_id::boolean: return builder_.boolean(from.bit(row));
      case type_id::int8: return append_number(from, from.value<std::int8_t>(row));
      case type_id::int16: return append_number(from, from.value<std::int16_t>(row));
      case type_id::int32:
      case type_id::date32: return append_number(from, from.value<std::int32_t>(row));
      case type_id::float32: return builder_.float32(from.value<float>(row));
      case type_id::float64: return builder_.float64(from.value<double>(row));
      case type_id::decimal128:
        return builder_.decimal(from.values.data() + row * 16, from.type.precision, from.type.scale);
      case type_id::utf8:
      case type_id::utf8_view: return builder_.text(from.text(row));
      case type_id::binary:
      case type_id::binary_view: return builder_.binary(from.text(row));
      case type_id::fixed_size_binary: return builder_.uuid(from.text(row));
      case type_id::dictionary:
        if (from.dictionary->is_null(from.value<std::int32_t>(row))) return builder_.null();
        return append_scalar(*from.dictionary, from.value<std::int32_t>(row));
      default: return append_number(from, from.value<std::int64_t>(row));
    }
  }
  void append_number(const array& from, std::int64_t value) {
    builder_.number(variant_number_of(from.type).value_or(variant_kind::int64), value);
  }

  variant_metadata metadata_;
  variant_builder builder_;
};

// Gives metadata that is the same as that of the row before without reading it again.
class metadata_cache {
 public:
  std::optional<error> open(std::string_view bytes) {
    if (there_ && bytes == bytes_) return std::nullopt;
    result<variant_metadata> read = variant_metadata::read(bytes);
    if (!read) return read.error();
    result<variant_names> names = variant_names::of(bytes);
    if (!names) return names.error();
    there_ = true;
    bytes_ = bytes;
    metadata_ = *read;
    names_ = std::move(*names);
    return std::nullopt;
  }
  const variant_metadata& metadata() const noexcept { return metadata_; }
  variant_names& names() noexcept { return names_; }

 private:
  bool there_ = false;
  std::string_view bytes_;
  variant_metadata metadata_;
  variant_names names_;
};

inline std::optional<error> append_row(const array& metadata, const shredded_place& root, std::int64_t row,
                                       metadata_cache& cache, unshredder& rows, buffer& values) {
  if (metadata.is_null(row)) return error(errc::invalid_parquet, "a variant without metadata");
  std::optional<error> problem = cache.open(metadata.text(row));
  if (problem) return problem;
  rows.open_metadata(cache.metadata());
  problem = rows.append(root, row);
  if (problem) return problem;
  const result<std::string_view> made = rows.finish();
  if (!made) return made.error();
  if (made->size() > std::size_t{(std::numeric_limits<std::int32_t>::max)()} - values.size()) {
    return error(errc::value_too_large, "more than 2^31 bytes of variants in one array");
  }
  values.append(made->data(), made->size());
  return std::nullopt;
}

inline result<array> unshredded_values(const array& stored, const array& metadata, const shredded_place& root) {
  array made;
  made.type = type_id::binary;
  made.length = stored.length;
  made.offsets.push_back(std::int32_t{0});
  metadata_cache cache;
  unshredder rows(cache.names());
  for (std::int64_t row = 0; row < stored.length; ++row) {
    if (stored.is_valid(row)) {
      std::optional<error> problem = append_row(metadata, root, row, cache, rows, made.values);
      if (problem) return *std::move(problem);
    }
    made.offsets.push_back(static_cast<std::int32_t>(made.values.size()));
  }
  made.values.reserve(1);
  return made;
}

// The values of a variant that is not shredded are there already, if none is missing.
inline bool is_plain(const array& stored, const shredded_place& root) noexcept {
  if (root.typed != nullptr) return false;
  if (root.value->null_count == 0) return true;
  for (std::int64_t row = 0; row < stored.length; ++row) {
    if (stored.is_valid(row) && root.value->is_null(row)) return false;
  }
  return true;
}

// Of rows that are not there neither part is looked at.
inline void drop_validity(array& part) {
  part.validity.clear();
  part.null_count = 0;
}

}  // namespace detail

DELTALAKE_DECL bool holds_variant(const data_type& stored) noexcept {
  if (stored.id != type_id::structure) return false;
  std::size_t known = 0;
  for (const field& child : stored.children) {
    const bool encoded = child.name == "metadata" || child.name == "value";
    if (encoded ? !detail::is_binary(child.type) : child.name != "typed_value") return false;
    ++known;
  }
  const bool value = detail::child_named(stored, "value") || detail::child_named(stored, "typed_value");
  return value && detail::child_named(stored, "metadata") && known <= 3;
}

DELTALAKE_DECL result<array> unshred(array&& stored) {
  if (!holds_variant(stored.type)) {
    return error(errc::invalid_argument, "no variant is stored as " + to_string(stored.type));
  }
  const std::size_t metadata_at = *detail::child_named(stored.type, "metadata");
  result<array> metadata = cast(std::move(stored.children[metadata_at]), type_id::binary);
  if (!metadata) return metadata;
  for (std::int64_t row = 0; row < stored.length && metadata->null_count != 0; ++row) {
    if (stored.is_valid(row) && metadata->is_null(row)) {
      return error(errc::invalid_parquet, "a variant without metadata");
    }
  }
  result<detail::shredded_place> root = detail::shredded_reader::read(stored, "variant", true);
  if (!root) return root.error();
  const bool plain = detail::is_plain(stored, *root);
  result<array> value =
      plain ? cast(std::move(stored.children[*detail::child_named(stored.type, "value")]), type_id::binary)
            : detail::unshredded_values(stored, *metadata, *root);
  if (!value) return value;
  detail::drop_validity(*metadata);
  detail::drop_validity(*value);
  array made;
  made.type = variant_type();
  made.length = stored.length;
  made.null_count = stored.null_count;
  made.validity = std::move(stored.validity);
  made.children.push_back(std::move(*metadata));
  made.children.push_back(std::move(*value));
  return made;
}

}  // namespace deltalake::inline v0::column
