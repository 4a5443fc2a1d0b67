// The entry point of a target for libFuzzer.
#include <cstddef>

#include "fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A copy of the exact size, so that a read past its end is detected.
  sallyport::fuzz::fuzz_one(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
