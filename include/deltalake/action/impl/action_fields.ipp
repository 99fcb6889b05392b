#pragma once
#include <array>
#include <limits>
#include <map>

#include <deltalake/action/action_fields.hpp>

namespace deltalake::inline v0::detail {

struct action_key {
  std::string_view key;
  action_kind kind;
};

inline constexpr std::array<action_key, 10> action_keys{{
    {"add", action_kind::add},
    {"remove", action_kind::remove},
    {"metaData", action_kind::metadata},
    {"protocol", action_kind::protocol},
    {"txn", action_kind::txn},
    {"domainMetadata", action_kind::domain_metadata},
    {"cdc", action_kind::cdc},
    {"commitInfo", action_kind::info},
    {"checkpointMetadata", action_kind::checkpoint_metadata},
    {"sidecar", action_kind::sidecar},
}};

DELTALAKE_DECL action_kind action_kind_of(std::string_view key) noexcept {
  for (const action_key& row : action_keys) {
    if (row.key == key) return row.kind;
  }
  return action_kind::none;
}

DELTALAKE_DECL std::string_view key_of(action_kind kind) noexcept {
  for (const action_key& row : action_keys) {
    if (row.kind == kind) return row.key;
  }
  return {};
}

DELTALAKE_DECL void clear(action_stage& stage, action_kind kind) {
  switch (kind) {
    case action_kind::add: {
      add_file& a = stage.add;
      a.path.clear();
      a.partition_values.clear();
      a.size = a.modification_time = 0;
      a.data_change = true;
      if (a.stats) a.stats->clear();  // keeps its memory; on_add gets it only if the line has statistics
      a.tags.clear();
      a.deletion_vector.reset();
      a.base_row_id.reset();
      a.default_row_commit_version.reset();
      a.clustering_provider.reset();
      return;
    }
    case action_kind::remove: stage.remove = {}; return;
    case action_kind::metadata: stage.metadata = {}; return;
    case action_kind::protocol: stage.protocol = {}; return;
    case action_kind::txn: stage.txn = {}; return;
    case action_kind::domain_metadata: stage.domain = {}; return;
    case action_kind::cdc: stage.cdc = {}; return;
    case action_kind::checkpoint_metadata: stage.checkpoint = {}; return;
    case action_kind::sidecar: stage.sidecar = {}; return;
    case action_kind::info:
    case action_kind::none: return;
  }
}

DELTALAKE_DECL void keep_last_of_each_key(string_map& entries) {
  if (entries.size() < 2 || (entries.size() == 2 && entries[0].first != entries[1].first)) return;  // nearly always
  std::map<std::string_view, std::size_t> last;
  for (std::size_t i = 0; i < entries.size(); ++i) last.insert_or_assign(entries[i].first, i);
  if (last.size() == entries.size()) return;
  string_map kept;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (last.at(entries[i].first) == i) kept.push_back(entries[i]);
  }
  entries = std::move(kept);
}

using target_kind = field_target::kind;

inline field_target add_target(add_file& a, std::string_view key) noexcept {
  if (key == "path") return {target_kind::text, 1, &a.path};
  if (key == "partitionValues") return {target_kind::map, 2, &a.partition_values};
  if (key == "size") return {target_kind::int64, 3, &a.size};
  if (key == "modificationTime") return {target_kind::int64, 4, &a.modification_time};
  if (key == "dataChange") return {target_kind::boolean, 5, &a.data_change};
  if (key == "stats") return {target_kind::stats, 0, &a.stats};
  if (key == "tags") return {target_kind::map, 0, &a.tags};
  if (key == "deletionVector") return {target_kind::vector, 0, &a.deletion_vector};
  if (key == "baseRowId") return {target_kind::optional_int64, 0, &a.base_row_id};
  if (key == "defaultRowCommitVersion") return {target_kind::optional_int64, 0, &a.default_row_commit_version};
  if (key == "clusteringProvider") return {target_kind::optional_text, 0, &a.clustering_provider};
  return {};
}

inline field_target remove_target(remove_file& r, std::string_view key) noexcept {
  if (key == "path") return {target_kind::text, 1, &r.path};
  if (key == "dataChange") return {target_kind::boolean, 2, &r.data_change};
  if (key == "deletionTimestamp") return {target_kind::optional_int64, 0, &r.deletion_timestamp};
  if (key == "extendedFileMetadata") return {target_kind::optional_boolean, 0, &r.extended_file_metadata};
  if (key == "partitionValues") return {target_kind::map, 0, &r.partition_values};
  if (key == "size") return {target_kind::optional_int64, 0, &r.size};
  if (key == "stats") return {target_kind::stats, 0, &r.stats};
  if (key == "tags") return {target_kind::map, 0, &r.tags};
  if (key == "deletionVector") return {target_kind::vector, 0, &r.deletion_vector};
  if (key == "baseRowId") return {target_kind::optional_int64, 0, &r.base_row_id};
  if (key == "defaultRowCommitVersion") return {target_kind::optional_int64, 0, &r.default_row_commit_version};
  return {};
}

// schemaString is required by the protocol, yet Spark's own early tables have none: schema() refuses, not the decoder.
inline field_target metadata_target(metadata& m, std::string_view key) noexcept {
  if (key == "id") return {target_kind::text, 1, &m.id};
  if (key == "name") return {target_kind::optional_text, 0, &m.name};
  if (key == "description") return {target_kind::optional_text, 0, &m.description};
  if (key == "format") return {target_kind::format, 2, &m};
  if (key == "schemaString") return {target_kind::text, 0, &m.schema_string};
  if (key == "partitionColumns") return {target_kind::texts, 3, &m.partition_columns};
  if (key == "createdTime") return {target_kind::optional_int64, 0, &m.created_time};
  if (key == "configuration") return {target_kind::property_map, 0, &m.configuration};
  return {};
}

inline field_target protocol_target(protocol& p, std::string_view key) noexcept {
  if (key == "minReaderVersion") return {target_kind::int32, 1, &p.min_reader_version};
  if (key == "minWriterVersion") return {target_kind::int32, 2, &p.min_writer_version};
  if (key == "readerFeatures") return {target_kind::optional_texts, 0, &p.reader_features};
  if (key == "writerFeatures") return {target_kind::optional_texts, 0, &p.writer_features};
  return {};
}

inline field_target small_target(action_stage& stage, action_kind kind, std::string_view key) noexcept {
  switch (kind) {
    case action_kind::txn:
      if (key == "appId") return {target_kind::text, 1, &stage.txn.app_id};
      if (key == "version") return {target_kind::int64, 2, &stage.txn.version};
      if (key == "lastUpdated") return {target_kind::optional_int64, 0, &stage.txn.last_updated};
      return {};
    case action_kind::domain_metadata:
      if (key == "domain") return {target_kind::text, 1, &stage.domain.domain};
      if (key == "configuration") return {target_kind::text, 0, &stage.domain.configuration};
      if (key == "removed") return {target_kind::boolean, 2, &stage.domain.removed};
      return {};
    case action_kind::cdc:
      if (key == "path") return {target_kind::text, 1, &stage.cdc.path};
      if (key == "partitionValues") return {target_kind::map, 2, &stage.cdc.partition_values};
      if (key == "size") return {target_kind::int64, 3, &stage.cdc.size};
      if (key == "dataChange") return {target_kind::boolean, 0, &stage.cdc.data_change};
      if (key == "tags") return {target_kind::map, 0, &stage.cdc.tags};
      return {};
    case action_kind::checkpoint_metadata:
      if (key == "version") return {target_kind::int64, 1, &stage.checkpoint.version};
      if (key == "tags") return {target_kind::map, 0, &stage.checkpoint.tags};
      return {};
    case action_kind::sidecar:
      if (key == "path") return {target_kind::text, 1, &stage.sidecar.path};
      if (key == "sizeInBytes") return {target_kind::int64, 2, &stage.sidecar.size_in_bytes};
      if (key == "modificationTime") return {target_kind::int64, 3, &stage.sidecar.modification_time};
      if (key == "tags") return {target_kind::map, 0, &stage.sidecar.tags};
      return {};
    case action_kind::none:
    case action_kind::add:
    case action_kind::remove:
    case action_kind::metadata:
    case action_kind::protocol:
    case action_kind::info: return {};
  }
  return {};
}

DELTALAKE_DECL field_target find_target(action_stage& stage, action_kind kind, std::string_view key) noexcept {
  if (kind == action_kind::add) return add_target(stage.add, key);
  if (kind == action_kind::remove) return remove_target(stage.remove, key);
  if (kind == action_kind::metadata) return metadata_target(stage.metadata, key);
  if (kind == action_kind::protocol) return protocol_target(stage.protocol, key);
  return small_target(stage, kind, key);
}

DELTALAKE_DECL field_target find_target(deletion_vector_descriptor& vector, std::string_view key) noexcept {
  if (key == "storageType") return {target_kind::letter, 1, &vector.storage_type};
  if (key == "pathOrInlineDv") return {target_kind::text, 2, &vector.path_or_inline};
  if (key == "sizeInBytes") return {target_kind::int32, 3, &vector.size_in_bytes};
  if (key == "cardinality") return {target_kind::int64, 4, &vector.cardinality};
  if (key == "offset") return {target_kind::optional_int32, 0, &vector.offset};
  return {};
}

// Every key of a field, so that a target can be traced back to its key: looking is for errors only, not for each field.
inline constexpr std::array<std::string_view, 35> field_keys{"path",
                                                             "partitionValues",
                                                             "size",
                                                             "modificationTime",
                                                             "dataChange",
                                                             "stats",
                                                             "tags",
                                                             "deletionVector",
                                                             "baseRowId",
                                                             "defaultRowCommitVersion",
                                                             "clusteringProvider",
                                                             "deletionTimestamp",
                                                             "extendedFileMetadata",
                                                             "id",
                                                             "name",
                                                             "description",
                                                             "format",
                                                             "schemaString",
                                                             "partitionColumns",
                                                             "createdTime",
                                                             "configuration",
                                                             "minReaderVersion",
                                                             "minWriterVersion",
                                                             "readerFeatures",
                                                             "writerFeatures",
                                                             "appId",
                                                             "version",
                                                             "lastUpdated",
                                                             "domain",
                                                             "removed",
                                                             "sizeInBytes",
                                                             "storageType",
                                                             "pathOrInlineDv",
                                                             "cardinality",
                                                             "offset"};

DELTALAKE_DECL std::string_view key_of(action_stage& stage, deletion_vector_descriptor& vector, action_kind kind,
                                       const field_target& target) noexcept {
  if (target.where == nullptr) return {};
  if (target.where == &stage.metadata.format_options) return "options";
  if (target.where == &stage.metadata.format_provider) return "provider";
  for (const std::string_view key : field_keys) {
    for (const field_target& one : {find_target(stage, kind, key), find_target(vector, key)}) {
      if (one.what == target.what && one.where == target.where) return key;
    }
  }
  return {};
}

template <std::size_t N>
std::string_view first_missing(const std::array<std::string_view, N>& required, std::uint32_t seen) noexcept {
  for (std::size_t i = 0; i < N; ++i) {
    if ((seen >> (i + 1) & 1U) == 0) return required[i];
  }
  return {};
}

DELTALAKE_DECL std::string_view missing_field(action_kind kind, std::uint32_t seen) noexcept {
  using names = std::string_view;
  switch (kind) {
    case action_kind::add:
      return first_missing(std::array<names, 5>{"path", "partitionValues", "size", "modificationTime", "dataChange"},
                           seen);
    case action_kind::remove: return first_missing(std::array<names, 2>{"path", "dataChange"}, seen);
    case action_kind::metadata: return first_missing(std::array<names, 3>{"id", "format", "partitionColumns"}, seen);
    case action_kind::protocol:
      return first_missing(std::array<names, 2>{"minReaderVersion", "minWriterVersion"}, seen);
    case action_kind::txn: return first_missing(std::array<names, 2>{"appId", "version"}, seen);
    case action_kind::domain_metadata: return first_missing(std::array<names, 2>{"domain", "removed"}, seen);
    case action_kind::cdc: return first_missing(std::array<names, 3>{"path", "partitionValues", "size"}, seen);
    case action_kind::checkpoint_metadata: return first_missing(std::array<names, 1>{"version"}, seen);
    case action_kind::sidecar:
      return first_missing(std::array<names, 3>{"path", "sizeInBytes", "modificationTime"}, seen);
    case action_kind::info:
    case action_kind::none: return {};
  }
  return {};
}

DELTALAKE_DECL std::string_view missing_vector_field(std::uint32_t seen) noexcept {
  return first_missing(std::array<std::string_view, 4>{"storageType", "pathOrInlineDv", "sizeInBytes", "cardinality"},
                       seen);
}

inline std::string_view expected_word(target_kind kind) noexcept {
  switch (kind) {
    case target_kind::text:
    case target_kind::optional_text:
    case target_kind::stats: return "a string";
    case target_kind::letter: return "a string of one letter";
    case target_kind::int64:
    case target_kind::optional_int64: return "a 64-bit integer";
    case target_kind::int32:
    case target_kind::optional_int32: return "a 32-bit integer";
    case target_kind::boolean:
    case target_kind::optional_boolean: return "true or false";
    case target_kind::texts:
    case target_kind::optional_texts: return "an array of strings";
    case target_kind::map:
    case target_kind::property_map:
    case target_kind::vector:
    case target_kind::format:
    case target_kind::none: return "an object";
  }
  return "another type";
}

DELTALAKE_DECL error wrong_type(field_target::kind expected, std::string_view found) {
  return error(errc::wrong_type, "expected " + std::string(expected_word(expected)) + ", found " + std::string(found));
}

DELTALAKE_DECL std::optional<error> store_text(const field_target& target, std::string_view text) {
  switch (target.what) {
    case target_kind::text: static_cast<std::string*>(target.where)->assign(text); return {};
    case target_kind::stats:
    case target_kind::optional_text: {
      auto& slot = *static_cast<std::optional<std::string>*>(target.where);
      if (!slot) slot.emplace();
      slot->assign(text);
      return {};
    }
    case target_kind::letter:
      if (text.size() != 1) return wrong_type(target.what, "'" + std::string(text.substr(0, 40)) + "'");
      *static_cast<char*>(target.where) = text.front();
      return {};
    default: return wrong_type(target.what, "a string");
  }
}

DELTALAKE_DECL std::optional<error> store_number(const field_target& target, std::string_view literal,
                                                 std::optional<std::int64_t> exact) {
  const auto refuse = [&] { return wrong_type(target.what, literal.substr(0, 60)); };
  const bool fits_int32 = exact && *exact >= (std::numeric_limits<std::int32_t>::min)() &&
                          *exact <= (std::numeric_limits<std::int32_t>::max)();
  switch (target.what) {
    case target_kind::int64:
      if (!exact) return refuse();
      *static_cast<std::int64_t*>(target.where) = *exact;
      return {};
    case target_kind::optional_int64:
      if (!exact) return refuse();
      *static_cast<std::optional<std::int64_t>*>(target.where) = *exact;
      return {};
    case target_kind::int32:
      if (!fits_int32) return refuse();
      *static_cast<std::int32_t*>(target.where) = static_cast<std::int32_t>(*exact);
      return {};
    case target_kind::optional_int32:
      if (!fits_int32) return refuse();
      *static_cast<std::optional<std::int32_t>*>(target.where) = static_cast<std::int32_t>(*exact);
      return {};
    default: return wrong_type(target.what, "a number");
  }
}

DELTALAKE_DECL std::optional<error> store_boolean(const field_target& target, bool flag) {
  if (target.what == target_kind::boolean) {
    *static_cast<bool*>(target.where) = flag;
  } else if (target.what == target_kind::optional_boolean) {
    *static_cast<std::optional<bool>*>(target.where) = flag;
  } else {
    return wrong_type(target.what, flag ? "true" : "false");
  }
  return {};
}

}  // namespace deltalake::inline v0::detail
