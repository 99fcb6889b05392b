#pragma once
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>

#include <deltalake/column/arrow_export.hpp>

namespace deltalake::inline v0::column {
namespace detail {

// What a schema of ours owns. Its children have memory of their own, so that they may be moved away.
struct exported_schema {
  exported_schema() = default;
  exported_schema(const exported_schema&) = delete;
  exported_schema& operator=(const exported_schema&) = delete;
  ~exported_schema() {
    for (ArrowSchema& child : children) {
      if (child.release != nullptr) child.release(&child);
    }
    if (dictionary.release != nullptr) dictionary.release(&dictionary);
  }

  std::string format, name, metadata;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
  ArrowSchema dictionary{};
};

// What an array of ours owns beside its share of `owner`, in which the values lie.
struct exported_array {
  exported_array() = default;
  exported_array(const exported_array&) = delete;
  exported_array& operator=(const exported_array&) = delete;
  ~exported_array() {
    for (ArrowArray& child : children) {
      if (child.release != nullptr) child.release(&child);
    }
    if (dictionary.release != nullptr) dictionary.release(&dictionary);
  }

  // Stands for buffers that were never needed: some consumers read the first offset even of no rows.
  alignas(64) std::array<std::uint8_t, 64> nothing{};
  std::shared_ptr<const void> owner;
  std::vector<const void*> buffers;
  std::vector<std::int64_t> sizes;  // of the buffers that views point into
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
  ArrowArray dictionary{};
};

// A value that goes back to whoever wants it when the last part that is exported is released.
template <class Value>
struct exported_value {
  exported_value(Value from, std::function<void(Value)> hook) : value(std::move(from)), give_back(std::move(hook)) {}
  exported_value(const exported_value&) = delete;
  exported_value& operator=(const exported_value&) = delete;
  ~exported_value() {
    if (give_back) give_back(std::move(value));
  }

  Value value;
  std::function<void(Value)> give_back;
};

inline void release_schema(ArrowSchema* schema) noexcept {
  const std::unique_ptr<exported_schema> owned(static_cast<exported_schema*>(schema->private_data));
  schema->release = nullptr;
}

inline void release_array(ArrowArray* values) noexcept {
  const std::unique_ptr<exported_array> owned(static_cast<exported_array*>(values->private_data));
  values->release = nullptr;
}

inline char arrow_unit(time_unit unit) noexcept { return std::string_view("smun")[static_cast<std::size_t>(unit)]; }

inline std::string arrow_decimal(const data_type& type) {
  std::string text = "d:" + std::to_string(type.precision) + ',' + std::to_string(type.scale);
  return type.id == type_id::decimal256 ? text + ",256" : text;
}

// Spec: Arrow C Data Interface, "Data type description -- format strings".
inline std::string format_of(const data_type& type) {
  switch (type.id) {
    case type_id::null: return "n";
    case type_id::boolean: return "b";
    case type_id::int8: return "c";
    case type_id::int16: return "s";
    case type_id::int32: return "i";
    case type_id::int64: return "l";
    case type_id::uint8: return "C";
    case type_id::uint16: return "S";
    case type_id::uint32: return "I";
    case type_id::uint64: return "L";
    case type_id::float16: return "e";
    case type_id::float32: return "f";
    case type_id::float64: return "g";
    case type_id::date32: return "tdD";
    case type_id::time32:
    case type_id::time64: return std::string("tt") + arrow_unit(type.unit);
    case type_id::timestamp: return std::string("ts") + arrow_unit(type.unit) + (type.utc ? ":UTC" : ":");
    case type_id::decimal128:
    case type_id::decimal256: return arrow_decimal(type);
    case type_id::binary: return "z";
    case type_id::utf8: return "u";
    case type_id::fixed_size_binary: return "w:" + std::to_string(type.byte_width);
    case type_id::list: return "+l";
    case type_id::map: return "+m";
    case type_id::structure:
    case type_id::variant: return "+s";
    case type_id::utf8_view: return "vu";
    case type_id::binary_view: return "vz";
    case type_id::dictionary: return "i";
  }
  return {};
}

// Spec: Arrow C Data Interface, "metadata": numbers in the order of bytes of the machine.
inline std::string metadata_of(const std::vector<std::pair<std::string_view, std::string_view>>& pairs) {
  std::string text;
  const auto append = [&text](std::size_t number) {
    const auto bits = static_cast<std::int32_t>(number);
    text.append(reinterpret_cast<const char*>(&bits), sizeof(bits));
  };
  append(pairs.size());
  for (const auto& [key, value] : pairs) {
    append(key.size());
    text += key;
    append(value.size());
    text += value;
  }
  return text;
}

inline result<void> check_children(const field& from) {
  if (from.name.find('\0') != std::string::npos) {
    return error{errc::invalid_argument, "a name with a NUL byte cannot be handed out as a C string"};
  }
  const std::size_t count = from.type.children.size();
  const type_id id = from.type.id;
  const bool of_one = id == type_id::list || id == type_id::map || id == type_id::dictionary;
  const std::size_t wanted = id == type_id::variant ? 2 : of_one ? 1 : 0;
  const bool is_complete = id == type_id::structure || count == wanted;
  const bool is_map = id != type_id::map || (count == 1 && from.type.children[0].type.children.size() == 2);
  if (is_complete && is_map) return {};
  return error{errc::invalid_argument, "the type " + to_string(from.type) + " lacks children or has too many"}
      .in_field(from.name);
}

inline result<void> fill_schema(const field& from, ArrowSchema& to);

// Arrow refuses maps whose entries or keys may be null, whatever the file said.
inline result<void> fill_children(const data_type& type, exported_schema& owned) {
  owned.children.resize(type.children.size());
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    result<void> done = fill_schema(type.children[i], owned.children[i]);
    if (done.has_error()) return done;
    owned.pointers.push_back(&owned.children[i]);
  }
  if (type.id != type_id::map) return {};
  ArrowSchema& entry = owned.children.front();
  entry.flags &= ~arrow_flag_nullable;
  entry.children[0]->flags &= ~arrow_flag_nullable;
  return {};
}

inline result<void> fill_schema(const field& from, ArrowSchema& to) {
  result<void> checked = check_children(from);
  if (checked.has_error()) return checked;
  auto owned = std::make_unique<exported_schema>();
  owned->format = format_of(from.type);
  owned->name = from.name;
  if (from.type.id == type_id::variant) {
    owned->metadata =
        metadata_of({{"ARROW:extension:name", "arrow.parquet.variant"}, {"ARROW:extension:metadata", ""}});
  }
  const bool is_dictionary = from.type.id == type_id::dictionary;
  result<void> done = is_dictionary ? fill_schema(from.type.children[0], owned->dictionary)
                                    : fill_children(from.type, *owned);
  if (done.has_error()) return done;
  to.format = owned->format.c_str();
  to.name = owned->name.c_str();
  to.metadata = owned->metadata.empty() ? nullptr : owned->metadata.data();
  to.flags = from.nullable ? arrow_flag_nullable : 0;
  to.n_children = static_cast<std::int64_t>(owned->pointers.size());
  to.children = owned->pointers.data();
  to.dictionary = is_dictionary ? &owned->dictionary : nullptr;
  to.release = &release_schema;
  to.private_data = owned.release();
  return {};
}

inline const void* or_nothing(const buffer& from, const exported_array& owned) noexcept {
  return !from.empty() ? static_cast<const void*>(from.data()) : owned.nothing.data();
}

// The buffers in Arrow's order. Spec: Arrow columnar format, "Buffer listing for each layout".
inline void list_buffers(const array& from, exported_array& owned) {
  if (from.type.id == type_id::null) return;
  owned.buffers.push_back(from.validity.empty() ? nullptr : from.validity.data());
  switch (from.type.id) {
    case type_id::structure:
    case type_id::variant: return;
    case type_id::list:
    case type_id::map: owned.buffers.push_back(or_nothing(from.offsets, owned)); return;
    case type_id::utf8:
    case type_id::binary: owned.buffers.push_back(or_nothing(from.offsets, owned)); break;
    default: break;
  }
  owned.buffers.push_back(or_nothing(from.values, owned));
  if (from.type.id != type_id::utf8_view && from.type.id != type_id::binary_view) return;
  for (const std::shared_ptr<const buffer>& viewed : from.viewed) {
    owned.buffers.push_back(or_nothing(*viewed, owned));
    owned.sizes.push_back(static_cast<std::int64_t>(viewed->size()));
  }
  owned.buffers.push_back(owned.sizes.empty() ? owned.nothing.data() : static_cast<const void*>(owned.sizes.data()));
}

inline void finish_array(std::unique_ptr<exported_array> owned, std::int64_t length, std::int64_t null_count,
                         ArrowArray& to) noexcept {
  to.length = length;
  to.null_count = null_count;
  to.offset = 0;
  to.n_buffers = static_cast<std::int64_t>(owned->buffers.size());
  to.n_children = static_cast<std::int64_t>(owned->pointers.size());
  to.buffers = owned->buffers.data();
  to.children = owned->pointers.data();
  to.dictionary = owned->dictionary.release != nullptr ? &owned->dictionary : nullptr;
  to.release = &release_array;
  to.private_data = owned.release();
}

inline void fill_array(const array& from, const std::shared_ptr<const void>& owner, ArrowArray& to);

inline void fill_children(const std::vector<array>& from, exported_array& owned) {
  owned.children.resize(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    fill_array(from[i], owned.owner, owned.children[i]);
    owned.pointers.push_back(&owned.children[i]);
  }
}

inline void fill_array(const array& from, const std::shared_ptr<const void>& owner, ArrowArray& to) {
  auto owned = std::make_unique<exported_array>();
  owned->owner = owner;
  list_buffers(from, *owned);
  fill_children(from.children, *owned);
  if (from.dictionary != nullptr) fill_array(*from.dictionary, owner, owned->dictionary);
  const std::int64_t counted = from.validity.empty() ? 0 : from.null_count;
  finish_array(std::move(owned), from.length, from.type.id == type_id::null ? from.length : counted, to);
}

}  // namespace detail

DELTALAKE_DECL result<void> export_schema(const field& from, ArrowSchema* to) {
  *to = ArrowSchema{};
  return detail::fill_schema(from, *to);
}

DELTALAKE_DECL result<void> export_schema(const std::vector<field>& from, ArrowSchema* to) {
  field whole{"", type_id::structure, false};
  whole.type.children = from;
  return export_schema(whole, to);
}

DELTALAKE_DECL void export_array(array from, ArrowArray* to, array_return give_back) {
  *to = ArrowArray{};
  const auto owner = std::make_shared<const detail::exported_value<array>>(std::move(from), std::move(give_back));
  detail::fill_array(owner->value, owner, *to);
}

DELTALAKE_DECL void export_batch(batch from, ArrowArray* values, batch_return give_back) {
  *values = ArrowArray{};
  const auto owner = std::make_shared<const detail::exported_value<batch>>(std::move(from), std::move(give_back));
  auto owned = std::make_unique<detail::exported_array>();
  owned->owner = owner;
  owned->buffers.push_back(nullptr);
  detail::fill_children(owner->value.columns, *owned);
  detail::finish_array(std::move(owned), owner->value.num_rows, 0, *values);
}

DELTALAKE_DECL result<void> export_batch(batch from, ArrowSchema* schema, ArrowArray* values, batch_return give_back) {
  *values = ArrowArray{};
  result<void> described = export_schema(from.fields, schema);
  if (described.has_value()) export_batch(std::move(from), values, std::move(give_back));
  return described;
}

}  // namespace deltalake::inline v0::column
