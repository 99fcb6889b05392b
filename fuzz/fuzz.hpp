#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace deltalake_fuzz {

/// Ends the program if a promise of the library does not hold: the fuzzer keeps the input.
inline void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "ERROR: broken promise: %s\n", promise);
  std::abort();
}

/// Defined by each target: tries one input.
void try_input(std::string_view input);

}  // namespace deltalake_fuzz

// libFuzzer puts the input at the end of a heap block of its own size, so that reading past it is seen.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  deltalake_fuzz::try_input({reinterpret_cast<const char*>(data), size});
  return 0;
}
