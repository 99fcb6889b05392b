#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <deltalake/schema/data_type.hpp>
#include <deltalake/schema/scalar.hpp>

namespace deltalake::inline v0::schema {

/// How partition values are read.
class partition_options {
 public:
  partition_options() {}

  /// What the writer's clock was ahead of UTC, in seconds, for time stamps whose text names no zone; 0 by default. The
  /// protocol does not tell: Spark takes its session's zone.
  partition_options& partition_time_zone(std::int32_t ahead_of_utc_seconds) & {
    zone_seconds_ = ahead_of_utc_seconds;
    return *this;
  }
  partition_options&& partition_time_zone(std::int32_t ahead_of_utc_seconds) && {
    return static_cast<partition_options&&>(partition_time_zone(ahead_of_utc_seconds));
  }
  std::int32_t partition_time_zone() const noexcept { return zone_seconds_; }

 private:
  std::int32_t zone_seconds_ = 0;
};

/// Reads a value of `partitionValues` (PROTOCOL.md, "Partition Value Serialization"). Nothing and the empty string are
/// NULL for every type. Time stamps come with a space or a 'T' before the time, with or without a zone; a date alone is
/// its midnight. Numbers may have an exponent where the type has one; decimals take the column's scale.
/// Errors: invalid_partition_value if the text is no value of the type, does not fit it exactly, or the type has no
/// partition values.
DELTALAKE_DECL result<scalar> parse_partition_value(std::optional<std::string_view> text, const data_type& type,
                                                    const partition_options& options = {});

/// Writes a value for `partitionValues`: nothing for NULL, time stamps in ISO form and UTC, floats as Java writes them.
/// The empty string and empty bytes become nothing as well, because the protocol reads them as NULL.
/// Errors: invalid_partition_value if the value does not fit the type or the type has no partition values.
DELTALAKE_DECL result<std::optional<std::string>> format_partition_value(const scalar& value, const data_type& type);

}  // namespace deltalake::inline v0::schema

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/schema/impl/partition_value.ipp>
#endif
