#pragma once
// What the benchmarks measure with, and the JSON line that they print for a repetition.
#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

namespace bench {

using clock_type = std::chrono::steady_clock;

inline double seconds_since(clock_type::time_point start) {
  return std::chrono::duration<double>(clock_type::now() - start).count();
}

/// Of all threads of this process.
inline double processor_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// A figure of /proc/self/status, in KiB.
inline long status_kib(std::string_view key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.compare(0, key.size(), key) == 0) return std::strtol(line.c_str() + key.size() + 1, nullptr, 10);
  }
  return 0;
}

/// The 64-bit FNV-1a hash of a path. Whoever lists the same files gets the same sum of them, in any order.
inline std::uint64_t hash_of(std::string_view path) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : path) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return hash;
}

/// What a repetition found, to be compared with what the peers found.
struct counted {
  std::uint64_t count = 0, hash = 0;
};

/// One repetition: begun when it is made.
class repetition {
 public:
  explicit repetition(long start_kib) : start_kib_(start_kib) {}
  /// Stops the clocks.
  void stop() {
    wall_ = seconds_since(start_);
    processor_ = processor_seconds() - processor_start_;
  }
  void print(counted found) const {
    std::printf("{\"wall\":%.6f,\"cpu\":%.6f,\"n\":%llu,\"hash\":\"%016llx\",\"above_start_mb\":%.1f}\n", wall_,
                processor_, static_cast<unsigned long long>(found.count), static_cast<unsigned long long>(found.hash),
                static_cast<double>(status_kib("VmHWM") - start_kib_) / 1024);
  }

 private:
  long start_kib_;
  double wall_ = 0, processor_ = 0, processor_start_ = processor_seconds();
  clock_type::time_point start_ = clock_type::now();
};

}  // namespace bench
