#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include <deltalake/base/result.hpp>
#include <deltalake/column/arrow_c_data.hpp>
#include <deltalake/column/data_type.hpp>

namespace deltalake::inline v0::column {

/// What an import checks and accepts.
struct import_options {
  import_options() {}
  bool check_utf8 = true;        ///< of texts that are not null; without it the producer is believed
  std::int32_t depth_max = 100;  ///< types in types
};

/// Reads the description of a column from the C Data Interface. Takes ownership: `from` is released in any case.
/// Types that an array of ours does not have become the nearest one: 64-bit offsets, views of texts and lists, and
/// lists of one length become texts and lists with 32-bit offsets; run-end-encoded values become plain; dates in
/// milliseconds become days; decimals of 32 and 64 bits become those of 128. An extension type is its storage, but
/// "arrow.parquet.variant" over its two binary columns is a variant. Other metadata is dropped.
/// Errors: invalid_argument for a released or malformed description, and for types that Parquet and Delta tables do not
/// have: unions, durations, intervals; value_too_large beyond `depth_max`. They name the field. Throws std::bad_alloc.
[[nodiscard]] DELTALAKE_DECL result<field> import_schema(ArrowSchema* from, const import_options& options = {});

namespace detail {

/// Like import_schema, but the description stays its owner's.
[[nodiscard]] DELTALAKE_DECL result<field> read_schema(const ArrowSchema& from, const import_options& options);

/// Owns a struct of one of the C interfaces, which is moved out of `from`: only what is not released yet is released.
template <class Struct>
class arrow_owner {
 public:
  explicit arrow_owner(Struct* from) noexcept {
    if (from == nullptr) return;
    value_ = *from;
    from->release = nullptr;
  }
  arrow_owner(const arrow_owner&) = delete;
  arrow_owner& operator=(const arrow_owner&) = delete;
  ~arrow_owner() {
    if (value_.release != nullptr) value_.release(&value_);
  }
  Struct& operator*() noexcept { return value_; }
  Struct* operator->() noexcept { return &value_; }

 private:
  Struct value_{};
};

/// Reads a number of foreign memory, which need not be aligned.
template <class T>
T number_at(const std::uint8_t* from, std::int64_t place) noexcept {
  T value;
  std::memcpy(&value, from + place * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
  return value;
}

inline std::string below(const std::string& place, const char* name) {
  const std::string own = name == nullptr ? "" : name;
  return place.empty() ? own : place + '.' + own;
}

inline error bad_arrow(const std::string& place, std::string what) {
  return error{errc::invalid_argument, std::move(what)}.in_field(place);
}

}  // namespace detail
}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/arrow_schema.ipp>
#endif
