#pragma once
#include <map>
#include <string>
#include <utility>

#include <deltalake/column/cast.hpp>
#include <deltalake/column/delta_type.hpp>
#include <deltalake/log/path_key.hpp>
#include <deltalake/scan/feed_commit.hpp>
#include <deltalake/schema/struct_type.hpp>

namespace deltalake::inline v0::scan {

DELTALAKE_DECL void feed_commit::on_add(add_file& file) {
  if (file.data_change) adds.push_back(std::move(file));
}
DELTALAKE_DECL void feed_commit::on_remove(remove_file& file) {
  if (file.data_change) removes.push_back(std::move(file));
}

namespace detail {

inline changed_rows of_cdc(cdc_file&& file) {
  changed_rows made;
  made.kind = change_kind::told;
  made.file.path = std::move(file.path);
  made.file.partition_values = std::move(file.partition_values);
  made.file.size = file.size;
  return made;
}

inline changed_rows of_add(add_file&& file) {
  changed_rows made;
  made.file = std::move(file);
  return made;
}

inline result<changed_rows> of_remove(remove_file&& file, bool partitioned) {
  if (partitioned && !file.extended_file_metadata.value_or(false) && file.partition_values.empty()) {
    return error(errc::missing_field, "the remove of '" + file.path + "' does not tell its partition values")
        .in_field("remove.partitionValues");
  }
  changed_rows made;
  made.kind = change_kind::remove;
  made.file.path = std::move(file.path);
  made.file.partition_values = std::move(file.partition_values);
  made.file.size = file.size.value_or(0);
  made.file.deletion_vector = std::move(file.deletion_vector);
  return made;
}

// The rows of a file that only the second of two deletion vectors takes out.
inline std::optional<changed_rows> of_vectors(const add_file& file,
                                              const std::optional<deletion_vector_descriptor>& first,
                                              const std::optional<deletion_vector_descriptor>& second,
                                              change_kind kind) {
  if (!second || first == second) return std::nullopt;
  changed_rows made;
  made.file = file;
  made.file.deletion_vector = first;
  made.only = second;
  made.kind = kind;
  return made;
}

inline result<void> check_followed_struct(const schema::struct_type& older, const schema::struct_type& older_names,
                                          const schema::struct_type& newer, const schema::struct_type& newer_names);

inline error not_followed(std::string what) { return error(errc::incompatible_schema, std::move(what)); }

inline result<void> check_followed_type(const schema::data_type& older, const schema::data_type& older_names,
                                        const schema::data_type& newer, const schema::data_type& newer_names) {
  using kind = schema::data_type::kind;
  if (older.is(kind::struct_) && newer.is(kind::struct_)) {
    return check_followed_struct(older.as_struct(), older_names.as_struct(), newer.as_struct(),
                                 newer_names.as_struct());
  }
  if (older.is(kind::array) && newer.is(kind::array)) {
    return check_followed_type(older.as_array().element, older_names.as_array().element, newer.as_array().element,
                               newer_names.as_array().element);
  }
  if (older.is(kind::map) && newer.is(kind::map)) {
    result<void> keys = check_followed_type(older.as_map().key, older_names.as_map().key, newer.as_map().key,
                                            newer_names.as_map().key);
    if (!keys) return keys;
    return check_followed_type(older.as_map().value, older_names.as_map().value, newer.as_map().value,
                               newer_names.as_map().value);
  }
  const result<column::data_type> from = column::type_of(older), to = column::type_of(newer);
  if (from && to && column::can_cast(*from, *to)) return {};
  return not_followed("its type was " + older.to_string() + " and is " + newer.to_string());
}

inline result<void> check_followed_struct(const schema::struct_type& older, const schema::struct_type& older_names,
                                          const schema::struct_type& newer, const schema::struct_type& newer_names) {
  for (std::size_t i = 0; i < older.size(); ++i) {
    const std::optional<std::size_t> at = newer_names.index_of_ignoring_case(older_names[i].name);
    if (!at) return not_followed("the column was dropped").in_field(older[i].name);
    if (schema::fold_name(newer[*at].name) != schema::fold_name(older[i].name)) {
      return not_followed("the column is now called '" + newer[*at].name + "'").in_field(older[i].name);
    }
    result<void> type = check_followed_type(older[i].type, older_names[i].type, newer[*at].type,
                                            newer_names[*at].type);
    if (type) continue;
    error found = type.error();
    found.field = found.field.empty() ? older[i].name : older[i].name + "." + found.field;
    return found;
  }
  return {};
}

}  // namespace detail

DELTALAKE_DECL result<std::vector<changed_rows>> changes_of(feed_commit commit, bool partitioned) {
  std::vector<changed_rows> made;
  for (cdc_file& file : commit.cdcs) made.push_back(detail::of_cdc(std::move(file)));
  if (!made.empty()) return made;
  std::map<std::string, const remove_file*, std::less<>> removed;
  for (const remove_file& file : commit.removes) removed.emplace(log::path_key(file.path), &file);
  std::map<const remove_file*, bool> paired;
  const auto append = [&made](std::optional<changed_rows> rows) {
    if (rows) made.push_back(std::move(*rows));
  };
  for (add_file& file : commit.adds) {
    const auto before = removed.find(log::path_key(file.path));
    if (before == removed.end()) {
      made.push_back(detail::of_add(std::move(file)));
      continue;
    }
    const remove_file& old = *before->second;
    paired[&old] = true;
    append(detail::of_vectors(file, old.deletion_vector, file.deletion_vector, change_kind::remove));
    append(detail::of_vectors(file, file.deletion_vector, old.deletion_vector, change_kind::insert));
  }
  for (remove_file& file : commit.removes) {
    if (paired.count(&file) != 0) continue;
    result<changed_rows> rows = detail::of_remove(std::move(file), partitioned);
    if (!rows) return rows.error();
    made.push_back(std::move(*rows));
  }
  return made;
}

DELTALAKE_DECL result<void> check_followed(const versioned_schema& older, const versioned_schema& newer) {
  const auto folded = [](const std::vector<std::string>& names) {
    std::vector<std::string> made;
    for (const std::string& name : names) made.push_back(schema::fold_name(name));
    return made;
  };
  if (folded(older.partition_columns) != folded(newer.partition_columns)) {
    return detail::not_followed("the table was partitioned in another way");
  }
  return detail::check_followed_struct(older.names.logical(), older.names.physical(), newer.names.logical(),
                                       newer.names.physical());
}

}  // namespace deltalake::inline v0::scan
