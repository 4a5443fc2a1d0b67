// What every fuzz target has: it defines fuzz_one(), and says with require() what must hold for each input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace sallyport::fuzz {

void fuzz_one(std::string_view text);

// A broken promise is a crash, which libFuzzer keeps.
inline void require(bool promise) {
  if (!promise) std::abort();
}

}  // namespace sallyport::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A copy of the exact size: a read past its end is then seen.
  sallyport::fuzz::fuzz_one(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
