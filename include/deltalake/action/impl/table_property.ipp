#pragma once
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <limits>
#include <system_error>
#include <tuple>
#include <utility>
#include <variant>

#include <deltalake/action/table_property.hpp>

namespace deltalake::inline v0 {
namespace detail {

// How the text of a number is to be read.
enum class number_form : std::uint8_t { plain, interval, size };

template <class T>
using property_member = T table_properties::*;
using property_slot =
    std::variant<property_member<bool>, property_member<std::optional<bool>>, property_member<std::int64_t>,
                 property_member<std::optional<std::int64_t>>, property_member<std::optional<std::string>>,
                 property_member<std::vector<std::string>>, property_member<isolation_level>,
                 property_member<checkpoint_policy>, property_member<schema::column_mapping_mode>>;

// One property: its canonical key without "delta.", where its value goes, and what numbers it allows.
struct property_row {
  std::string_view key;
  property_slot slot;
  number_form form = number_form::plain;
  std::int64_t least = 0;
  std::int64_t most = (std::numeric_limits<std::int64_t>::max)();
  bool old_name = false;
};

template <class T>
constexpr property_row property(std::string_view key, property_member<T> member) {
  return {key, property_slot(member)};
}
template <class T>
constexpr property_row interval_property(std::string_view key, property_member<T> member) {
  return {key, property_slot(member), number_form::interval};
}
// A Java int, at least `least`.
template <class T>
constexpr property_row int_property(std::string_view key, property_member<T> member, std::int64_t least) {
  return {key, property_slot(member), number_form::plain, least, (std::numeric_limits<std::int32_t>::max)()};
}

inline constexpr auto property_rows = [] {
  using t = table_properties;
  return std::array{
      property("appendOnly", &t::append_only),
      int_property("checkpointInterval", &t::checkpoint_interval, 1),
      property("checkpointPolicy", &t::checkpoint_policy),
      property("checkpoint.writeStatsAsJson", &t::checkpoint_write_stats_as_json),
      property("checkpoint.writeStatsAsStruct", &t::checkpoint_write_stats_as_struct),
      interval_property("checkpointRetentionDuration", &t::checkpoint_retention_ms),
      interval_property("logRetentionDuration", &t::log_retention_ms),
      property("enableExpiredLogCleanup", &t::enable_expired_log_cleanup),
      property("enableFullRetentionRollback", &t::enable_full_retention_rollback),
      interval_property("deletedFileRetentionDuration", &t::deleted_file_retention_ms),
      interval_property("sampleRetentionDuration", &t::sample_retention_ms),
      interval_property("dropFeatureTruncateHistory.retentionDuration", &t::drop_feature_truncate_history_retention_ms),
      interval_property("setTransactionRetentionDuration", &t::set_transaction_retention_ms),
      property("isolationLevel", &t::isolation_level),
      int_property("dataSkippingNumIndexedCols", &t::data_skipping_num_indexed_cols, -1),
      property("dataSkippingStatsColumns", &t::data_skipping_stats_columns),
      int_property("dataSkippingStringPrefixLength", &t::data_skipping_string_prefix_length, 0),
      property("columnMapping.mode", &t::column_mapping_mode),
      property("columnMapping.maxColumnId", &t::column_mapping_max_column_id),
      property("columnMapping.hasDroppedOrRenamed", &t::column_mapping_has_dropped_or_renamed),
      property("enableChangeDataFeed", &t::enable_change_data_feed),
      property_row{"enableChangeDataCapture", property_slot(&t::enable_change_data_feed), number_form::plain, 0, 0,
                   true},
      property("enableDeletionVectors", &t::enable_deletion_vectors),
      property("enableRowTracking", &t::enable_row_tracking),
      property("rowTrackingSuspended", &t::row_tracking_suspended),
      property("rowTracking.materializedRowIdColumnName", &t::materialized_row_id_column_name),
      property("rowTracking.materializedRowCommitVersionColumnName", &t::materialized_row_commit_version_column_name),
      property("enableInCommitTimestamps", &t::enable_in_commit_timestamps),
      property("inCommitTimestampEnablementVersion", &t::in_commit_timestamp_enablement_version),
      property("inCommitTimestampEnablementTimestamp", &t::in_commit_timestamp_enablement_timestamp),
      property("enableTypeWidening", &t::enable_type_widening),
      property("enableVariantShredding", &t::enable_variant_shredding),
      property("enableIcebergCompatV1", &t::enable_iceberg_compat_v1),
      property("enableIcebergCompatV2", &t::enable_iceberg_compat_v2),
      property("enableIcebergCompatV3", &t::enable_iceberg_compat_v3),
      property("enableIcebergWriterCompatV1", &t::enable_iceberg_writer_compat_v1),
      property("universalFormat.enabledFormats", &t::universal_format_enabled_formats),
      property("universalFormat.iceberg.atomicConversion.supported",
               &t::universal_format_iceberg_atomic_conversion_supported),
      property("castIcebergTimeType", &t::cast_iceberg_time_type),
      property("ignoreIcebergBucketPartition", &t::ignore_iceberg_bucket_partition),
      property("ignoreProtocolDefaults", &t::ignore_protocol_defaults),
      property("parquet.compression.codec", &t::parquet_compression_codec),
      property("parquet.format.version", &t::parquet_format_version),
      property_row{"targetFileSize", property_slot(&t::target_file_size_bytes), number_form::size, 1},
      property("tuneFileSizesForRewrites", &t::tune_file_sizes_for_rewrites),
      property("autoOptimize", &t::auto_optimize),
      property("autoOptimize.autoCompact", &t::auto_compact),
      property("autoOptimize.optimizeWrite", &t::optimize_write),
      property("randomizeFilePrefixes", &t::randomize_file_prefixes),
      int_property("randomPrefixLength", &t::random_prefix_length, 1),
      property("compatibility.symlinkFormatManifest.enabled", &t::symlink_format_manifest_enabled),
      property("enableMaterializePartitionColumnsFeature", &t::enable_materialize_partition_columns),
      property("writePartitionColumnsToParquet", &t::write_partition_columns_to_parquet),
      property("requireCheckpointProtectionBeforeVersion", &t::require_checkpoint_protection_before_version),
  };
}();
inline constexpr property_row run_length_row =
    property("delta-rs.checkpoint.useRunLengthEncoding", &table_properties::checkpoint_use_run_length_encoding);

inline std::string lower_property(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}
constexpr bool is_property_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr std::string_view trimmed_property(std::string_view text) noexcept {
  while (!text.empty() && is_property_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_property_blank(text.back())) text.remove_suffix(1);
  return text;
}

inline error bad_property(std::string_view text, const std::string& wanted) {
  return error(errc::invalid_value, "'" + std::string(text.substr(0, 60)) + "' is not " + wanted);
}

// Adds value * unit to `total`; false if that leaves 64 bits.
inline bool add_interval_product(std::int64_t& total, std::int64_t value, std::int64_t unit) noexcept {
  constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)();
  if (value > most / unit || value < -(most / unit)) return false;
  const std::int64_t product = value * unit;
  if (product > 0 ? total > most - product : total < -most - product) return false;
  total += product;
  return true;
}

// One "<number> <unit>" of an interval.
struct interval_part {
  std::int64_t whole = 0;   // with its sign
  std::int64_t micros = 0;  // of the fraction, with its sign
  bool has_fraction = false;
  std::string_view unit;
};

inline std::string_view take_property_text(std::string_view& text, bool (*wanted)(char)) {
  std::size_t length = 0;
  while (length < text.size() && wanted(text[length])) ++length;
  const std::string_view taken = text.substr(0, length);
  text.remove_prefix(length);
  return taken;
}
constexpr bool is_property_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_property_letter(char c) noexcept { return c >= 'a' && c <= 'z'; }

inline std::optional<interval_part> take_interval_part(std::string_view& text) {
  interval_part part;
  std::int64_t sign = 1;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    take_property_text(text, is_property_blank);
  }
  const std::string_view whole = take_property_text(text, is_property_digit);
  std::string_view fraction;
  if (!text.empty() && text.front() == '.') {
    part.has_fraction = true;
    text.remove_prefix(1);
    fraction = take_property_text(text, is_property_digit);
  }
  if (whole.size() > 18 || fraction.size() > 9 || whole.size() + fraction.size() == 0) return std::nullopt;
  for (const char c : whole) part.whole = part.whole * 10 + (c - '0');
  for (std::size_t i = 0; i < 6; ++i) part.micros = part.micros * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  part.whole *= sign;
  part.micros *= sign;
  if (take_property_text(text, is_property_blank).empty()) return std::nullopt;
  part.unit = take_property_text(text, is_property_letter);
  if (!text.empty() && take_property_text(text, is_property_blank).empty()) return std::nullopt;
  return part;
}

// The microseconds of a unit, singular or plural; 0 if there is none of that name.
inline std::int64_t interval_unit_micros(std::string_view unit) noexcept {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 7> units{{{"microsecond", 1},
                                                                            {"millisecond", 1'000},
                                                                            {"second", 1'000'000},
                                                                            {"minute", 60'000'000},
                                                                            {"hour", 3'600'000'000},
                                                                            {"day", 86'400'000'000},
                                                                            {"week", 604'800'000'000}}};
  for (const auto& [name, micros] : units) {
    if (unit == name || (unit.ends_with('s') && unit.substr(0, unit.size() - 1) == name)) return micros;
  }
  return 0;
}

inline result<bool> parse_property_value(std::string_view text, const property_row&, bool) {
  const std::string lower = lower_property(text);
  if (lower == "true") return true;
  if (lower == "false") return false;
  return bad_property(text, "true or false");
}

// A size in bytes, as Spark has it: "104857600", "100mb", "100m".
inline std::optional<std::int64_t> parse_property_size(std::string_view text) {
  const std::string lower = lower_property(trimmed_property(text));
  std::string_view left = lower;
  const std::string_view digits = take_property_text(left, is_property_digit);
  std::int64_t value = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc()) return std::nullopt;
  left = trimmed_property(left);
  std::int64_t unit = 1;
  if (!left.empty() && left != "b") {
    const std::size_t power = std::string_view("kmgt").find(left.front());
    if (power == std::string_view::npos || !(left.size() == 1 || left.substr(1) == "b" || left.substr(1) == "ib")) {
      return std::nullopt;
    }
    unit = std::int64_t{1} << (10 * (power + 1));
  }
  std::int64_t bytes = 0;
  return add_interval_product(bytes, value, unit) ? std::optional(bytes) : std::nullopt;
}

inline std::optional<std::int64_t> parse_property_number(std::string_view text) {
  const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
  std::int64_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, problem] = std::from_chars(digits.data(), end, value);
  if (problem != std::errc() || stop != end || (digits.size() != text.size() && value < 0)) return std::nullopt;
  return value;
}

inline result<std::int64_t> parse_property_value(std::string_view text, const property_row& row, std::int64_t) {
  if (row.form == number_form::interval) return parse_interval_ms(text);
  const std::optional<std::int64_t> value =
      row.form == number_form::size ? parse_property_size(text) : parse_property_number(text);
  if (value && *value >= row.least && *value <= row.most) return *value;
  return bad_property(text, (row.form == number_form::size ? "a size of at least " : "a whole number of at least ") +
                                std::to_string(row.least));
}

inline result<std::string> parse_property_value(std::string_view text, const property_row&, const std::string&) {
  return std::string(text);
}
inline result<std::vector<std::string>> parse_property_value(std::string_view text, const property_row&,
                                                             const std::vector<std::string>&) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const std::size_t end = (std::min)(text.find(','), text.size());
    items.emplace_back(trimmed_property(text.substr(0, end)));
    text.remove_prefix((std::min)(end + 1, text.size()));
  }
  return items;
}
inline result<isolation_level> parse_property_value(std::string_view text, const property_row&, isolation_level) {
  return parse_isolation_level(text);
}
inline result<checkpoint_policy> parse_property_value(std::string_view text, const property_row&, checkpoint_policy) {
  const std::string lower = lower_property(text);
  if (lower == "classic") return checkpoint_policy::classic;
  if (lower == "v2") return checkpoint_policy::v2;
  return bad_property(text, "classic or v2");
}
inline result<schema::column_mapping_mode> parse_property_value(std::string_view text, const property_row&,
                                                                schema::column_mapping_mode) {
  return schema::parse_column_mapping_mode(text);
}

template <class T>
struct property_plain {
  using type = T;
};
template <class T>
struct property_plain<std::optional<T>> {
  using type = T;
};

// Parses `text` and puts it where `row` says; nothing changes on failure.
inline result<void> set_property(table_properties& into, const property_row& row, std::string_view text) {
  return std::visit(
      [&](auto member) -> result<void> {
        using plain = typename property_plain<std::remove_cvref_t<decltype(into.*member)>>::type;
        result<plain> value = parse_property_value(text, row, plain{});
        if (!value) return value.error();
        into.*member = std::move(*value);
        return {};
      },
      row.slot);
}

// `lower` against `other` in lower case.
inline bool equals_in_lower(std::string_view lower, std::string_view other) noexcept {
  return std::equal(lower.begin(), lower.end(), other.begin(), other.end(),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b); });
}

// The row of a key in lower case; null if it has none.
inline const property_row* find_property(std::string_view lower_key) noexcept {
  if (equals_in_lower(lower_key, run_length_row.key)) return &run_length_row;
  if (!lower_key.starts_with("delta.")) return nullptr;
  for (const property_row& row : property_rows) {
    if (equals_in_lower(lower_key.substr(6), row.key)) return &row;
  }
  return nullptr;
}

inline bool is_canonical_property(std::string_view key, const property_row& row) noexcept {
  return key == row.key || (key.starts_with("delta.") && key.substr(6) == row.key);
}

}  // namespace detail

DELTALAKE_DECL std::string_view name(isolation_level level) noexcept {
  switch (level) {
    case isolation_level::serializable: return "Serializable";
    case isolation_level::write_serializable: return "WriteSerializable";
    case isolation_level::snapshot_isolation: return "SnapshotIsolation";
  }
  return "Serializable";
}

DELTALAKE_DECL result<isolation_level> parse_isolation_level(std::string_view text) {
  const std::string lower = detail::lower_property(text);
  if (lower == "serializable") return isolation_level::serializable;
  if (lower == "writeserializable") return isolation_level::write_serializable;
  if (lower == "snapshotisolation") return isolation_level::snapshot_isolation;
  return detail::bad_property(text, "Serializable, WriteSerializable or SnapshotIsolation");
}

DELTALAKE_DECL result<std::int64_t> parse_interval_ms(std::string_view text) {
  const auto refuse = [text](const char* wanted) { return detail::bad_property(text, wanted); };
  const std::string lower = detail::lower_property(detail::trimmed_property(text));
  std::string_view left = lower;
  if (left.starts_with("interval") && left.size() > 8 && detail::is_property_blank(left[8])) {
    left = detail::trimmed_property(left.substr(8));
  }
  if (left.empty()) return refuse("an interval such as 'interval 30 days'");
  std::int64_t micros = 0;
  while (!left.empty()) {
    const std::optional<detail::interval_part> part = detail::take_interval_part(left);
    if (!part) return refuse("an interval such as 'interval 30 days'");
    if (part->unit.starts_with("month") || part->unit.starts_with("year")) {
      return refuse("an interval of fixed length: months and years are none");
    }
    const std::int64_t unit = detail::interval_unit_micros(part->unit);
    if (unit == 0 || (part->has_fraction && unit != 1'000'000)) {
      return refuse("an interval in weeks, days, hours, minutes, seconds, milliseconds or microseconds");
    }
    if (!detail::add_interval_product(micros, part->whole, unit) ||
        !detail::add_interval_product(micros, part->micros, 1)) {
      return refuse("an interval of at most 292 thousand years");
    }
  }
  if (micros < 0) return refuse("an interval of zero or more");
  return micros / 1000;
}

DELTALAKE_DECL table_properties table_properties::parse_lenient(const std::map<std::string, std::string>& configuration,
                                                                std::vector<error>& problems) {
  table_properties made;
  // Later ones win: old names, then other spellings, then canonical ones.
  std::vector<std::tuple<int, const detail::property_row*, const std::string*, const std::string*>> known;
  for (const auto& [key, value] : configuration) {
    constexpr std::string_view constraint_prefix = "delta.constraints.";
    const std::string lower = detail::lower_property(key);
    if (const detail::property_row* const row = detail::find_property(lower)) {
      known.emplace_back((row->old_name ? 0 : 2) + (detail::is_canonical_property(key, *row) ? 1 : 0), row, &key,
                         &value);
    } else if (lower.starts_with(constraint_prefix) && lower.size() > constraint_prefix.size()) {
      made.constraints.emplace(key.substr(constraint_prefix.size()), value);
    } else {
      made.other.emplace(key, value);
    }
  }
  std::stable_sort(known.begin(), known.end(),
                   [](const auto& a, const auto& b) { return std::get<0>(a) < std::get<0>(b); });
  for (const auto& [rank, row, key, value] : known) {
    const result<void> set = detail::set_property(made, *row, *value);
    if (set) continue;
    problems.push_back(set.error());
    problems.back().field = "configuration." + *key;
  }
  return made;
}

DELTALAKE_DECL result<table_properties> table_properties::parse(
    const std::map<std::string, std::string>& configuration) {
  std::vector<error> problems;
  table_properties made = parse_lenient(configuration, problems);
  if (!problems.empty()) return std::move(problems.front());
  return made;
}

}  // namespace deltalake::inline v0
