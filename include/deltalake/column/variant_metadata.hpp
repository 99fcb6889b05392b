#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include <deltalake/base/result.hpp>

// Variants in their binary encoding: VariantEncoding.md of the Parquet format. Nothing here copies; views live as long
// as the bytes.
namespace deltalake::inline v0::column {

/// The dictionary of field names that belongs to one or more variant values.
class variant_metadata {
 public:
  /// An empty dictionary.
  variant_metadata() noexcept = default;
  /// Reads the header. Names are checked when they are asked for: opening a large dictionary costs nothing.
  /// Errors: invalid_parquet (cut short), unsupported_parquet (another version than 1).
  DELTALAKE_DECL static result<variant_metadata> read(std::string_view bytes);

  /// How many names there are.
  std::uint32_t size() const noexcept { return size_; }
  /// The writer promises that names are sorted by their bytes, and distinct.
  bool is_sorted() const noexcept { return sorted_; }
  /// The name of that number. Errors: invalid_parquet if there is none, or its place lies outside.
  DELTALAKE_DECL result<std::string_view> name(std::uint32_t id) const;
  /// The number of a name, found by looking at all of them: the promise to be sorted is not relied upon.
  /// Nothing if there is none. Errors: invalid_parquet.
  DELTALAKE_DECL result<std::optional<std::uint32_t>> find(std::string_view wanted) const;

 private:
  std::uint32_t size_ = 0;
  std::uint8_t offset_size_ = 1;
  bool sorted_ = false;
  std::string_view offsets_, names_;
};

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/variant_metadata.ipp>
#endif
