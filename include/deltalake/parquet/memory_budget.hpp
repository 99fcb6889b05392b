#pragma once
#include <atomic>
#include <cstdint>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0::parquet {

/// Counts bytes of memory against a limit. One may serve several readers; may be used by several threads at once.
/// Nobody waits for it: who gets nothing does with what he has.
class memory_budget {
 public:
  explicit memory_budget(std::uint64_t bytes_max) noexcept : max_(bytes_max) {}

  /// Takes `size` bytes if they are there; false if not.
  bool try_take(std::uint64_t size) noexcept {
    std::uint64_t used = used_;
    do {
      if (used > max_ || size > max_ - used) return false;
    } while (!used_.compare_exchange_weak(used, used + size));
    note(used + size);
    return true;
  }
  /// Takes them also if they are not there: for what is in use already, and for what must go on.
  void take(std::uint64_t size) noexcept { note(used_ += size); }
  void give(std::uint64_t size) noexcept { used_ -= size; }

  std::uint64_t max() const noexcept { return max_; }
  std::uint64_t used() const noexcept { return used_; }
  /// The most that was in use at any time.
  std::uint64_t peak() const noexcept { return peak_; }

 private:
  void note(std::uint64_t used) noexcept {
    std::uint64_t before = peak_;
    while (before < used && !peak_.compare_exchange_weak(before, used)) continue;
  }

  std::uint64_t max_;
  std::atomic<std::uint64_t> used_{0}, peak_{0};
};

}  // namespace deltalake::inline v0::parquet
