#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <deltalake/deltalake.hpp>
#include <tests/support/run_task.hpp>

// What a table says of its version, as JSON: actions have the form they have in the log.
namespace deltalake_test {

namespace json = boost::json;

inline std::string text_of(const json::value& value) { return json::serialize(value); }

inline void put_map(json::object& out, const char* key, const deltalake::string_map& map) {
  json::object made;
  for (const auto& [name, value] : map) made[name] = value ? json::value(*value) : json::value();
  out[key] = std::move(made);
}

template <class T>
void put_if(json::object& out, const char* key, const std::optional<T>& value) {
  if (value) out[key] = *value;
}

inline void put_vector(json::object& out, const std::optional<deltalake::deletion_vector_descriptor>& vector) {
  if (!vector) return;
  json::object made{{"storageType", std::string(1, vector->storage_type)},
                    {"pathOrInlineDv", vector->path_or_inline},
                    {"sizeInBytes", vector->size_in_bytes},
                    {"cardinality", vector->cardinality}};
  put_if(made, "offset", vector->offset);
  out["deletionVector"] = std::move(made);
}

inline json::object json_of(const deltalake::add_file& add) {
  json::object out{{"path", add.path},
                   {"size", add.size},
                   {"modificationTime", add.modification_time},
                   {"dataChange", add.data_change}};
  put_map(out, "partitionValues", add.partition_values);
  put_if(out, "stats", add.stats);
  if (!add.tags.empty()) put_map(out, "tags", add.tags);
  put_vector(out, add.deletion_vector);
  put_if(out, "baseRowId", add.base_row_id);
  put_if(out, "defaultRowCommitVersion", add.default_row_commit_version);
  put_if(out, "clusteringProvider", add.clustering_provider);
  return out;
}

inline json::object json_of(const deltalake::remove_file& gone) {
  json::object out{{"path", gone.path}, {"dataChange", gone.data_change}};
  put_if(out, "deletionTimestamp", gone.deletion_timestamp);
  put_if(out, "extendedFileMetadata", gone.extended_file_metadata);
  if (!gone.partition_values.empty()) put_map(out, "partitionValues", gone.partition_values);
  put_if(out, "size", gone.size);
  put_if(out, "stats", gone.stats);
  if (!gone.tags.empty()) put_map(out, "tags", gone.tags);
  put_vector(out, gone.deletion_vector);
  put_if(out, "baseRowId", gone.base_row_id);
  put_if(out, "defaultRowCommitVersion", gone.default_row_commit_version);
  return out;
}

template <class Range>
json::array texts(const Range& range) {
  json::array out;
  for (const auto& text : range) out.push_back(json::value(std::string(text)));
  return out;
}

inline json::object json_of(const deltalake::protocol& p) {
  json::object out{{"minReaderVersion", p.min_reader_version}, {"minWriterVersion", p.min_writer_version}};
  if (p.reader_features) out["readerFeatures"] = texts(*p.reader_features);
  if (p.writer_features) out["writerFeatures"] = texts(*p.writer_features);
  return out;
}

inline json::object json_of(const std::map<std::string, std::string>& map) {
  json::object out;
  for (const auto& [key, value] : map) out[key] = value;
  return out;
}

inline json::object json_of(const deltalake::metadata& m) {
  json::object format{{"provider", m.format_provider}, {"options", json_of(m.format_options)}};
  json::object out{{"id", m.id}, {"format", std::move(format)}};
  put_if(out, "name", m.name);
  put_if(out, "description", m.description);
  if (!m.schema_string.empty()) out["schemaString"] = m.schema_string;
  out["partitionColumns"] = texts(m.partition_columns);
  put_if(out, "createdTime", m.created_time);
  out["configuration"] = json_of(m.configuration);
  return out;
}

inline json::object json_of(const std::map<std::string, deltalake::set_transaction>& txns) {
  json::object out;
  for (const auto& [app, txn] : txns) {
    json::object one{{"appId", txn.app_id}, {"version", txn.version}};
    put_if(one, "lastUpdated", txn.last_updated);
    out[app] = std::move(one);
  }
  return out;
}

inline json::object json_of(const std::map<std::string, deltalake::domain_metadata>& domains) {
  json::object out;
  for (const auto& [name, domain] : domains) {
    out[name] =
        json::object{{"domain", domain.domain}, {"configuration", domain.configuration}, {"removed", domain.removed}};
  }
  return out;
}

template <class Table>
json::array json_of_history(const Table& opened) {
  json::array out;
  for (const auto& entry : run(opened.history())) {
    out.push_back(json::array{entry.version, entry.operation ? json::value(*entry.operation) : json::value()});
  }
  return out;
}

/// Everything a table says of its version.
template <class Table>
json::object state_of(const Table& opened) {
  json::array files, tombstones;
  const auto shown = opened.get_files();
  std::size_t at = 0;
  opened.for_each_file([&](const deltalake::add_file& add) {
    files.push_back(json::object{{"shown", std::string(shown[at++])}, {"add", json_of(add)}});
  });
  for (const deltalake::remove_file& gone : run(opened.tombstones())) tombstones.push_back(json_of(gone));
  return {{"version", opened.version()},
          {"files", std::move(files)},
          {"num_files", opened.num_files()},
          {"size_bytes", opened.size_bytes()},
          {"protocol", json_of(opened.protocol())},
          {"metaData", json_of(opened.metadata())},
          {"txns", json_of(opened.transactions())},
          {"domains", json_of(opened.domains())},
          {"tombstones", std::move(tombstones)},
          {"history", json_of_history(opened)}};
}

/// The same value with the keys of all objects in order.
inline json::value in_key_order(const json::value& from) {
  if (from.is_array()) {
    json::array made;
    for (const json::value& one : from.get_array()) made.push_back(in_key_order(one));
    return made;
  }
  if (!from.is_object()) return from;
  std::map<std::string, json::value> members;
  for (const auto& [key, value] : from.get_object()) members.emplace(key, in_key_order(value));
  json::object made;
  for (auto& [key, value] : members) made[key] = std::move(value);
  return made;
}

/// Sorts by the elements' text.
inline json::array sorted(const json::array& from) {
  std::vector<std::pair<std::string, json::value>> entries;
  for (const json::value& one : from) entries.emplace_back(text_of(one), one);
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  json::array made;
  for (auto& [text, value] : entries) made.push_back(std::move(value));
  return made;
}

/// What all ways to a version agree on, be it from commits or from a checkpoint: files and tombstones as sets. Of both a
/// checkpoint does not keep whether they changed data, and of removes neither tags nor statistics.
inline json::object comparable(const json::object& state) {
  json::object made = in_key_order(state).get_object();
  for (json::value& file : made.at("files").as_array()) file.at("add").as_object().erase("dataChange");
  for (json::value& gone : made.at("tombstones").as_array()) {
    for (const char* const lost : {"dataChange", "stats", "tags"}) gone.as_object().erase(lost);
  }
  for (const char* const set : {"files", "tombstones"}) made.at(set) = sorted(made.at(set).as_array());
  return made;
}

}  // namespace deltalake_test
