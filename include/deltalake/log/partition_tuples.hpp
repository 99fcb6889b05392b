#pragma once
#include <cstdint>
#include <unordered_map>
#include <vector>

#include <deltalake/action/add_file.hpp>

namespace deltalake::inline v0::log {

/// The distinct partition values of files: many files share a partition, so each combination is kept once and files
/// refer to it by number.
class partition_tuples {
 public:
  DELTALAKE_DECL explicit partition_tuples(std::uint64_t seed);

  std::size_t size() const noexcept { return tuples_.size(); }
  const string_map& operator[](std::uint32_t number) const noexcept { return tuples_[number]; }

  /// The number of `values`, which are entered if they are new.
  DELTALAKE_DECL std::uint32_t enter(const string_map& values);
  /// Enters all of `others`, which must have the same seed, and returns their numbers here.
  DELTALAKE_DECL std::vector<std::uint32_t> enter_all(const partition_tuples& others);
  DELTALAKE_DECL void clear() noexcept;

 private:
  DELTALAKE_DECL std::uint32_t enter(const string_map& values, std::uint64_t key);
  DELTALAKE_DECL std::uint64_t hash(const string_map& values) const noexcept;

  std::uint64_t seed_;
  std::uint32_t last_ = 0;
  std::vector<string_map> tuples_;
  std::vector<std::uint64_t> hashes_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> numbers_;
};

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/partition_tuples.ipp>
#endif
