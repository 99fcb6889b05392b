#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>

#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/thrift_compact.hpp>

// What a file's footer and the headers of its pages have in common.
namespace deltalake::inline v0::parquet::detail {

/// Takes the struct Statistics; a negative count says nothing, and is left out. Faults stay in the reader.
DELTALAKE_DECL void take_statistics(thrift_reader& in, thrift_field& at, std::optional<statistics>& into);

/// Which fields of a struct have come, for those that the format requires.
class seen_fields {
 public:
  /// To be called once the field's value was taken, and so not skipped for its kind.
  void add(const thrift_field& field) noexcept {
    if (field.id > 0 && field.id < 32 && field.kind != thrift_kind::stop) bits_ |= 1U << field.id;
  }
  /// Returns the first of `required`, ids below 32, that has not come; 0 if all have.
  int first_missing(std::initializer_list<int> required) const noexcept {
    for (const int id : required) {
      if ((bits_ >> id & 1) == 0) return id;
    }
    return 0;
  }

 private:
  std::uint32_t bits_ = 0;
};

/// Translates the format's number; one that it does not define is `unknown`.
inline encoding encoding_of(std::int32_t number) noexcept {
  return number >= 0 && number <= 9 && number != 1 ? static_cast<encoding>(number) : encoding::unknown;
}

}  // namespace deltalake::inline v0::parquet::detail

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/metadata_thrift.ipp>
#endif
