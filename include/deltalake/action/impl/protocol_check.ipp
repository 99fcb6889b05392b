#pragma once
#include <algorithm>
#include <optional>
#include <span>
#include <string>

#include <deltalake/action/protocol_check.hpp>

namespace deltalake::inline v0 {
namespace detail {

inline constexpr std::int32_t reader_version_final = 3;  // the one that lists its features
inline constexpr std::int32_t writer_version_final = 7;

inline std::span<const std::string> listed(const std::optional<std::vector<std::string>>& list) noexcept {
  return list ? std::span<const std::string>(*list) : std::span<const std::string>();
}
inline bool holds(std::span<const std::string> list, std::string_view wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

// One feature was renamed; tables list its names in any mixture.
inline bool holds_feature(std::span<const std::string> list, std::string_view wanted) {
  const std::string_view old_name = name(table_feature::timestamp_without_timezone);
  const std::string_view new_name = name(table_feature::timestamp_ntz);
  if (wanted == old_name || wanted == new_name) return holds(list, old_name) || holds(list, new_name);
  return holds(list, wanted);
}

inline error protocol_error(errc code, std::string what, const char* field) {
  error found(code, std::move(what));
  found.in_field(std::string("protocol.") + field);
  return found;
}

// Does a feature that both readers and writers must know stand for itself with this reader version, unlisted?
inline bool implied_for_readers(const protocol& found, table_feature feature) noexcept {
  const std::int32_t legacy = legacy_reader_version(feature);
  return legacy != 0 && found.min_reader_version >= legacy && found.min_reader_version < reader_version_final;
}

inline result<void> check_features(const protocol& found) {
  for (const auto* list : {&found.reader_features, &found.writer_features}) {
    for (const std::string& text : listed(*list)) {
      const std::optional<table_feature> feature = find_table_feature(text);
      if (!feature || reading(*feature) != read_support::catalog_required) continue;
      const bool for_readers = list == &found.reader_features;
      return protocol_error(errc::catalog_required, text, for_readers ? "readerFeatures" : "writerFeatures");
    }
  }
  std::string refused;
  for (const std::string& text : listed(found.reader_features)) {
    const std::optional<table_feature> feature = find_table_feature(text);
    if (feature && reading(*feature) == read_support::supported) continue;
    refused += refused.empty() ? text : ", " + text;
  }
  if (!refused.empty()) return protocol_error(errc::unsupported_feature, std::move(refused), "readerFeatures");
  return {};
}

inline result<void> check_versions(const protocol& found) {
  const auto refuse = [](const std::string& what, const char* field) {
    return protocol_error(errc::invalid_protocol, what, field);
  };
  const std::int32_t reader = found.min_reader_version;
  const std::int32_t writer = found.min_writer_version;
  if (reader < 1) return refuse("there is no reader version " + std::to_string(reader), "minReaderVersion");
  if (writer < 1) return refuse("there is no writer version " + std::to_string(writer), "minWriterVersion");
  if (reader == reader_version_final && writer < writer_version_final) {
    return refuse("reader version 3 needs writer version 7, not " + std::to_string(writer), "minWriterVersion");
  }
  if (reader == reader_version_final && !found.reader_features) {
    return refuse("reader version 3 needs a list of reader features", "readerFeatures");
  }
  if (writer == writer_version_final && !found.writer_features) {
    return refuse("writer version 7 needs a list of writer features", "writerFeatures");
  }
  // Empty lists are let pass: some checkpoints hold them instead of null.
  if (reader < reader_version_final && !listed(found.reader_features).empty()) {
    return refuse("reader version " + std::to_string(reader) + " lists no features", "readerFeatures");
  }
  if (writer < writer_version_final && !listed(found.writer_features).empty()) {
    return refuse("writer version " + std::to_string(writer) + " lists no features", "writerFeatures");
  }
  return {};
}

inline result<void> check_lists(const protocol& found) {
  if (found.min_writer_version != writer_version_final) return {};
  const std::span<const std::string> reader_list = listed(found.reader_features);
  const std::span<const std::string> writer_list = listed(found.writer_features);
  for (const std::string& text : reader_list) {
    if (!holds_feature(writer_list, text)) {
      return protocol_error(errc::invalid_protocol, "'" + text + "' is listed for readers only", "writerFeatures");
    }
  }
  for (const std::string& text : writer_list) {
    const std::optional<table_feature> feature = find_table_feature(text);
    if (!feature || kind(*feature) == feature_kind::writer) continue;
    if (!holds_feature(reader_list, text) && !implied_for_readers(found, *feature)) {
      return protocol_error(errc::invalid_protocol, "'" + text + "' is listed for writers only", "readerFeatures");
    }
  }
  return {};
}

}  // namespace detail

DELTALAKE_DECL std::vector<table_feature> implied_features(const protocol& found) {
  std::vector<table_feature> implied;
  if (found.min_writer_version >= detail::writer_version_final) return implied;
  for (const table_feature feature : all_table_features()) {
    const std::int32_t legacy = legacy_writer_version(feature);
    if (legacy == 0 || legacy > found.min_writer_version) continue;
    if (kind(feature) == feature_kind::reader_writer && !detail::implied_for_readers(found, feature)) continue;
    implied.push_back(feature);
  }
  return implied;
}

DELTALAKE_DECL bool has_feature(const protocol& found, table_feature feature) {
  const std::string_view wanted = name(feature);
  if (detail::holds_feature(detail::listed(found.reader_features), wanted)) return true;
  if (detail::holds_feature(detail::listed(found.writer_features), wanted)) return true;
  const std::vector<table_feature> implied = implied_features(found);
  return std::find(implied.begin(), implied.end(), feature) != implied.end();
}

DELTALAKE_DECL result<void> check_readable(const protocol& found) {
  if (found.min_reader_version > detail::reader_version_final) {
    return detail::protocol_error(
        errc::unsupported_protocol,
        "reader version " + std::to_string(found.min_reader_version) + "; this library reads versions 1 to 3",
        "minReaderVersion");
  }
  if (const result<void> features = detail::check_features(found); !features) return features;
  if (const result<void> versions = detail::check_versions(found); !versions) return versions;
  return detail::check_lists(found);
}

}  // namespace deltalake::inline v0
