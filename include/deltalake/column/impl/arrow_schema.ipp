#pragma once
#include <algorithm>
#include <utility>

#include <deltalake/column/arrow_format.hpp>
#include <deltalake/column/arrow_schema.hpp>

namespace deltalake::inline v0::column {
namespace detail {

// The value of a key of a field's metadata, or nothing. Its size is not told: the counts in it are all there is.
inline std::string metadata_value(const char* metadata, std::string_view key) {
  if (metadata == nullptr) return {};
  const auto take = [&metadata] {
    const auto size = (std::max)(number_at<std::int32_t>(reinterpret_cast<const std::uint8_t*>(metadata), 0), 0);
    metadata += sizeof(std::int32_t);
    return size;
  };
  const auto take_text = [&metadata, &take] {
    const auto size = static_cast<std::size_t>(take());
    metadata += size;
    return std::string_view(metadata - size, size);
  };
  for (std::int32_t left = take(); left > 0; --left) {
    const bool found = take_text() == key;
    const std::string_view value = take_text();
    if (found) return std::string(value);
  }
  return {};
}

inline bool is_variant_storage(const data_type& type) {
  return type.id == type_id::structure && type.children.size() == 2 && type.children[0].name == "metadata" &&
         type.children[0].type.id == type_id::binary && type.children[1].name == "value" &&
         type.children[1].type.id == type_id::binary;
}

inline std::int64_t child_count(arrow_layout layout) noexcept {
  switch (layout) {
    case arrow_layout::list32:
    case arrow_layout::list64:
    case arrow_layout::fixed_list:
    case arrow_layout::list_views32:
    case arrow_layout::list_views64: return 1;
    case arrow_layout::run_end: return 2;
    case arrow_layout::structure: return -1;
    case arrow_layout::nothing:
    case arrow_layout::bits:
    case arrow_layout::fixed:
    case arrow_layout::text32:
    case arrow_layout::text64:
    case arrow_layout::views: return 0;
  }
  return 0;
}

inline bool is_index(const data_type& type) noexcept {
  return type.id >= type_id::int8 && type.id <= type_id::uint64;
}

inline result<void> check_shape(const ArrowSchema& from, const arrow_format& format, const std::string& place) {
  const std::int64_t wanted = child_count(format.layout);
  if (from.n_children < 0 || (wanted >= 0 && from.n_children != wanted)) {
    return bad_arrow(place, "has " + std::to_string(from.n_children) + " children, not as many as its format needs");
  }
  for (std::int64_t i = 0; i < from.n_children; ++i) {
    if (from.children == nullptr || from.children[i] == nullptr || from.children[i]->release == nullptr) {
      return bad_arrow(place, "a child is missing or was released");
    }
  }
  if (from.dictionary == nullptr) return {};
  if (!is_index(format.type)) return bad_arrow(place, "the indexes of a dictionary must be whole numbers");
  if (from.dictionary->release == nullptr) return bad_arrow(place, "the dictionary was released");
  return {};
}

// What a type means that is known by its children alone: the runs' values, variants, maps.
inline result<data_type> finish_type(const ArrowSchema& from, arrow_layout layout, data_type type,
                                     const std::string& place) {
  if (layout == arrow_layout::run_end) {
    const type_id ends = type.children[0].type.id;
    if (ends == type_id::int16 || ends == type_id::int32 || ends == type_id::int64) return type.children[1].type;
    return bad_arrow(place, "the ends of runs must be int16, int32 or int64");
  }
  if (type.id == type_id::map) {
    const data_type& entry = type.children[0].type;
    if (entry.id != type_id::structure || entry.children.size() != 2) {
      return bad_arrow(place, "the entries of a map must be a struct of key and value");
    }
  }
  if (!is_variant_storage(type)) return type;
  if (metadata_value(from.metadata, "ARROW:extension:name") == "arrow.parquet.variant") type.id = type_id::variant;
  return type;
}

inline result<field> read_field(const ArrowSchema& from, const std::string& place, std::int32_t depth_left,
                                const import_options& options) {
  if (from.release == nullptr) return bad_arrow(place, "the schema was released");
  if (from.format == nullptr) return bad_arrow(place, "there is no format");
  if (depth_left <= 0) return error{errc::value_too_large, "more types in types than allowed"}.in_field(place);
  result<arrow_format> format = read_arrow_format(from.format);
  if (format.has_error()) return std::move(format.error()).in_field(place);
  const result<void> shaped = check_shape(from, *format, place);
  if (shaped.has_error()) return shaped.error();
  field made{from.name == nullptr ? "" : from.name, std::move(format->type), (from.flags & arrow_flag_nullable) != 0};
  if (from.dictionary != nullptr) {
    result<field> values = read_field(*from.dictionary, place, depth_left - 1, options);
    if (values.has_error()) return values;
    made.type = dictionary_of(std::move(values->type));
    return made;
  }
  for (std::int64_t i = 0; i < from.n_children; ++i) {
    const ArrowSchema& child = *from.children[i];
    result<field> read = read_field(child, below(place, child.name), depth_left - 1, options);
    if (read.has_error()) return read;
    made.type.children.push_back(*std::move(read));
  }
  result<data_type> finished = finish_type(from, format->layout, std::move(made.type), place);
  if (finished.has_error()) return finished.error();
  made.type = *std::move(finished);
  return made;
}

DELTALAKE_DECL result<field> read_schema(const ArrowSchema& from, const import_options& options) {
  const bool has_name = from.release != nullptr && from.name != nullptr;  // the name of a released one is gone
  return read_field(from, has_name ? from.name : "", options.depth_max, options);
}

}  // namespace detail

DELTALAKE_DECL result<field> import_schema(ArrowSchema* from, const import_options& options) {
  detail::arrow_owner<ArrowSchema> owned(from);
  return detail::read_schema(*owned, options);
}

}  // namespace deltalake::inline v0::column
