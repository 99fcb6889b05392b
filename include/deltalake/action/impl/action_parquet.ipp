#pragma once
#include <limits>
#include <map>
#include <utility>

#include <deltalake/action/action_fields.hpp>
#include <deltalake/action/action_parquet.hpp>
#include <deltalake/column/json_text.hpp>

namespace deltalake::inline v0 {
namespace detail {

inline std::optional<std::int64_t> integer_at(const column::array& one, std::int64_t row) noexcept {
  switch (one.type.id) {
    case column::type_id::int8: return one.value<std::int8_t>(row);
    case column::type_id::int16: return one.value<std::int16_t>(row);
    case column::type_id::int32:
    case column::type_id::date32: return one.value<std::int32_t>(row);
    case column::type_id::int64:
    case column::type_id::timestamp: return one.value<std::int64_t>(row);
    default: return std::nullopt;
  }
}

inline error wrong_column_type(const struct_column& group, std::string_view field, const column::array& found) {
  return group.at(errc::wrong_type, field, "a column of type " + column::to_string(found.type));
}

// What one action's fields are read through: the first failure ends it.
class row_reader {
 public:
  row_reader(const struct_column& from, std::int64_t row) : from_(from), row_(row) {}

  const std::optional<error>& failure() const noexcept { return failure_; }
  void fail(error found) {
    if (!failure_) failure_ = std::move(found);
  }
  void optional(std::string_view field, std::optional<std::string>& into) {
    if (const auto got = take(from_.text(field, row_))) into.emplace(*got);
  }
  void optional(std::string_view field, std::optional<std::int64_t>& into) {
    if (const auto got = take(from_.number(field, row_))) into = *got;
  }
  void optional(std::string_view field, std::optional<bool>& into) {
    if (const auto got = take(from_.boolean(field, row_))) into = *got;
  }
  void optional(std::string_view field, string_map& into) {
    if (auto got = take(from_.map(field, row_))) into = std::move(*got);
  }
  void optional(std::string_view field, std::optional<std::vector<std::string>>& into) {
    into = take(from_.texts(field, row_));
  }
  void optional(std::string_view field, std::map<std::string, std::string>& into) {
    auto got = take(from_.map(field, row_));
    if (!got) return;
    for (auto& [key, value] : *got) {
      if (value) into.insert_or_assign(std::move(key), std::move(*value));  // as in commits: null is not there
    }
  }
  template <class T>
  void required(std::string_view field, T& into) {
    std::optional<T> got;
    optional(field, got);
    if (!got) return fail(from_.at(errc::missing_field, field));
    into = std::move(*got);
  }
  void required(std::string_view field, std::int32_t& into) {
    std::int64_t wide = 0;
    required(field, wide);
    if (wide < (std::numeric_limits<std::int32_t>::min)() || wide > (std::numeric_limits<std::int32_t>::max)()) {
      return fail(from_.at(errc::invalid_value, field, std::to_string(wide)));
    }
    into = static_cast<std::int32_t>(wide);
  }
  void stats(std::optional<std::string>& into) { into = take(read_stats(from_, row_)); }
  void format(metadata& into) {
    const struct_column group = from_.child("format");
    if (!group.has(row_)) return;
    row_reader fields(group, row_);
    std::optional<std::string> provider;
    fields.optional("provider", provider);
    if (provider) into.format_provider = std::move(*provider);
    fields.optional("options", into.format_options);
    if (fields.failure()) fail(*fields.failure());
  }
  void vector(std::optional<deletion_vector_descriptor>& into) {
    const struct_column group = from_.child("deletionVector");
    if (!group.has(row_)) return;
    row_reader fields(group, row_);
    // Some writers leave the struct present and all of its fields null.
    const auto kind = fields.take(group.text("storageType", row_));
    if (!kind && !fields.failure()) return;
    deletion_vector_descriptor made;
    std::string type;
    fields.required("storageType", type);
    fields.required("pathOrInlineDv", made.path_or_inline);
    std::optional<std::int64_t> offset;
    fields.optional("offset", offset);
    if (offset) made.offset = static_cast<std::int32_t>(*offset);
    if (offset && (*offset < 0 || *offset > (std::numeric_limits<std::int32_t>::max)())) {
      fields.fail(group.at(errc::invalid_value, "offset", std::to_string(*offset)));
    }
    fields.required("sizeInBytes", made.size_in_bytes);
    fields.required("cardinality", made.cardinality);
    if (type.size() != 1) fields.fail(group.at(errc::invalid_value, "storageType", "'" + type + "'"));
    if (fields.failure()) return fail(*fields.failure());
    made.storage_type = type.front();
    into = std::move(made);
  }

 private:
  template <class T>
  std::optional<T> take(result<std::optional<T>> got) {
    if (got) return std::move(*got);
    fail(got.error());
    return std::nullopt;
  }

  const struct_column& from_;
  std::int64_t row_;
  std::optional<error> failure_;
};

inline void read_fields(row_reader& from, remove_file& into) {
  from.required("path", into.path);
  std::optional<bool> data_change;
  from.optional("dataChange", data_change);
  into.data_change = data_change.value_or(true);
  from.optional("deletionTimestamp", into.deletion_timestamp);
  from.optional("extendedFileMetadata", into.extended_file_metadata);
  from.optional("partitionValues", into.partition_values);
  from.optional("size", into.size);
  from.optional("stats", into.stats);
  from.optional("tags", into.tags);
  from.vector(into.deletion_vector);
  from.optional("baseRowId", into.base_row_id);
  from.optional("defaultRowCommitVersion", into.default_row_commit_version);
}

inline void read_fields(row_reader& from, protocol& into) {
  from.required("minReaderVersion", into.min_reader_version);
  from.required("minWriterVersion", into.min_writer_version);
  from.optional("readerFeatures", into.reader_features);
  from.optional("writerFeatures", into.writer_features);
}

inline void read_fields(row_reader& from, metadata& into) {
  from.required("id", into.id);
  from.optional("name", into.name);
  from.optional("description", into.description);
  std::optional<std::string> schema;
  from.optional("schemaString", schema);
  into.schema_string = std::move(schema).value_or(std::string());
  std::optional<std::vector<std::string>> partition_columns;
  from.optional("partitionColumns", partition_columns);
  into.partition_columns = std::move(partition_columns).value_or(std::vector<std::string>());
  from.optional("createdTime", into.created_time);
  from.optional("configuration", into.configuration);
  from.format(into);
}

inline void read_fields(row_reader& from, set_transaction& into) {
  from.required("appId", into.app_id);
  from.required("version", into.version);
  from.optional("lastUpdated", into.last_updated);
}

inline void read_fields(row_reader& from, domain_metadata& into) {
  from.required("domain", into.domain);
  std::optional<std::string> configuration;
  from.optional("configuration", configuration);
  into.configuration = std::move(configuration).value_or(std::string());
  std::optional<bool> removed;
  from.optional("removed", removed);
  into.removed = removed.value_or(false);
}

inline void read_fields(row_reader& from, checkpoint_metadata& into) {
  from.required("version", into.version);
  from.optional("tags", into.tags);
}

inline void read_fields(row_reader& from, sidecar& into) {
  from.required("path", into.path);
  from.required("sizeInBytes", into.size_in_bytes);
  std::optional<std::int64_t> modified;
  from.optional("modificationTime", modified);
  into.modification_time = modified.value_or(0);
  from.optional("tags", into.tags);
}

inline void read_fields(row_reader& from, add_file& into) {
  from.required("path", into.path);
  from.optional("partitionValues", into.partition_values);
  from.required("size", into.size);
  std::optional<std::int64_t> modified;
  from.optional("modificationTime", modified);
  into.modification_time = modified.value_or(0);
  std::optional<bool> data_change;
  from.optional("dataChange", data_change);
  into.data_change = data_change.value_or(true);
  from.optional("tags", into.tags);
  from.vector(into.deletion_vector);
  from.optional("baseRowId", into.base_row_id);
  from.optional("defaultRowCommitVersion", into.default_row_commit_version);
  from.optional("clusteringProvider", into.clustering_provider);
  from.stats(into.stats);
}

// Reads all actions of one kind.
template <class Action, class Take>
result<void> read_kind(const column::batch& from, action_kind kind, action_receiver& receiver, Take take) {
  if (!contains(receiver.wants(), kind)) return {};
  const struct_column actions = action_column(from, kind);
  for (std::int64_t row = 0; row < actions.size(); ++row) {
    if (!actions.has(row)) continue;
    row_reader fields(actions, row);
    Action made;
    read_fields(fields, made);
    if (fields.failure()) return *fields.failure();
    take(made);
  }
  return {};
}

}  // namespace detail

DELTALAKE_DECL const column::array* struct_column::find(std::string_view field) const noexcept {
  if (from_ == nullptr) return nullptr;
  for (std::size_t i = 0; i < from_->children.size(); ++i) {
    if (from_->type.children[i].name == field) return &from_->children[i];
  }
  return nullptr;
}

DELTALAKE_DECL struct_column struct_column::child(std::string_view field) const {
  const column::array* const found = find(field);
  if (found == nullptr || found->type.id != column::type_id::structure) return {};
  return {*found, name_ + "." + std::string(field)};
}

DELTALAKE_DECL error struct_column::at(errc code, std::string_view field, std::string what) const {
  return error(code, std::move(what)).in_field(name_ + "." + std::string(field));
}

DELTALAKE_DECL result<std::optional<std::string_view>> struct_column::text(std::string_view field,
                                                                           std::int64_t row) const {
  const column::array* const found = find(field);
  if (found == nullptr || found->is_null(row)) return std::optional<std::string_view>();
  if (!column::is_text(*found)) return detail::wrong_column_type(*this, field, *found);
  return std::optional<std::string_view>(found->text(row));
}

DELTALAKE_DECL result<std::optional<std::int64_t>> struct_column::number(std::string_view field,
                                                                         std::int64_t row) const {
  const column::array* const found = find(field);
  if (found == nullptr || found->is_null(row)) return std::optional<std::int64_t>();
  const std::optional<std::int64_t> value = detail::integer_at(*found, row);
  if (!value) return detail::wrong_column_type(*this, field, *found);
  return value;
}

DELTALAKE_DECL result<std::optional<bool>> struct_column::boolean(std::string_view field, std::int64_t row) const {
  const column::array* const found = find(field);
  if (found == nullptr || found->is_null(row)) return std::optional<bool>();
  if (found->type.id != column::type_id::boolean) return detail::wrong_column_type(*this, field, *found);
  return std::optional<bool>(found->bit(row));
}

DELTALAKE_DECL result<std::optional<string_map>> struct_column::map(std::string_view field, std::int64_t row) const {
  const column::array* const found = find(field);
  if (found == nullptr || found->is_null(row)) return std::optional<string_map>();
  if (!column::is_text_map(*found)) return detail::wrong_column_type(*this, field, *found);
  const std::vector<column::array>& sides = found->children.front().children;
  string_map made;
  for (std::int64_t i = found->offset(row); i < found->offset(row + 1); ++i) {
    std::optional<std::string> value;
    if (sides[1].is_valid(i)) value.emplace(sides[1].text(i));
    made.emplace_back(std::string(sides[0].text(i)), std::move(value));
  }
  detail::keep_last_of_each_key(made);
  return std::optional<string_map>(std::move(made));
}

DELTALAKE_DECL result<std::optional<std::vector<std::string>>> struct_column::texts(std::string_view field,
                                                                                    std::int64_t row) const {
  const column::array* const found = find(field);
  if (found == nullptr || found->is_null(row)) return std::optional<std::vector<std::string>>();
  if (found->type.id != column::type_id::list || !column::is_text(found->children.front())) {
    return detail::wrong_column_type(*this, field, *found);
  }
  std::vector<std::string> made;
  for (std::int64_t i = found->offset(row); i < found->offset(row + 1); ++i) {
    made.emplace_back(found->children.front().text(i));
  }
  return std::optional<std::vector<std::string>>(std::move(made));
}

DELTALAKE_DECL struct_column action_column(const column::batch& from, action_kind kind) {
  const std::string_view key = detail::key_of(kind);
  for (std::size_t i = 0; i < from.fields.size(); ++i) {
    if (from.fields[i].name == key && from.columns[i].type.id == column::type_id::structure) {
      return {from.columns[i], std::string(key)};
    }
  }
  return {};
}

DELTALAKE_DECL result<std::optional<std::string>> read_stats(const struct_column& adds, std::int64_t row) {
  const auto text = adds.text("stats", row);
  if (!text) return text.error();
  if (*text) return std::optional<std::string>(**text);
  const column::array* const parsed = adds.find("stats_parsed");
  if (parsed == nullptr || parsed->is_null(row)) return std::optional<std::string>();
  if (parsed->type.id != column::type_id::structure) return detail::wrong_column_type(adds, "stats_parsed", *parsed);
  column::json_style style;
  style.decimals_as_text = style.nulls = false;
  std::string made;
  column::append_json(*parsed, row, style, made);
  if (made == "{}") return std::optional<std::string>();
  return std::optional<std::string>(std::move(made));
}

DELTALAKE_DECL result<add_file> read_add(const struct_column& adds, std::int64_t row) {
  detail::row_reader fields(adds, row);
  add_file made;
  detail::read_fields(fields, made);
  if (fields.failure()) return *fields.failure();
  return made;
}

DELTALAKE_DECL result<void> read_actions(const column::batch& from, action_receiver& to) {
  using detail::read_kind;
  if (auto done = read_kind<protocol>(from, action_kind::protocol, to, [&](protocol& a) { to.on_protocol(a); }); !done)
    return done;
  if (auto done = read_kind<metadata>(from, action_kind::metadata, to, [&](metadata& a) { to.on_metadata(a); }); !done)
    return done;
  if (auto done = read_kind<set_transaction>(from, action_kind::txn, to, [&](set_transaction& a) { to.on_txn(a); });
      !done)
    return done;
  if (auto done = read_kind<domain_metadata>(from, action_kind::domain_metadata, to,
                                             [&](domain_metadata& a) { to.on_domain_metadata(a); });
      !done)
    return done;
  if (auto done = read_kind<checkpoint_metadata>(from, action_kind::checkpoint_metadata, to,
                                                 [&](checkpoint_metadata& a) { to.on_checkpoint_metadata(a); });
      !done)
    return done;
  if (auto done = read_kind<sidecar>(from, action_kind::sidecar, to, [&](sidecar& a) { to.on_sidecar(a); }); !done)
    return done;
  if (auto done = read_kind<add_file>(from, action_kind::add, to, [&](add_file& a) { to.on_add(a); }); !done)
    return done;
  return read_kind<remove_file>(from, action_kind::remove, to, [&](remove_file& a) { to.on_remove(a); });
}

}  // namespace deltalake::inline v0
