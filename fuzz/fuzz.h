// What every fuzz target has: it defines fuzz_one(), and says with require() what must hold for each input.
#pragma once

#include <cstdint>
#include <cstdio>
#include <source_location>
#include <string>
#include <string_view>

namespace sallyport::fuzz {

// The build gives it a name of its own in each file, so that one program can hold them all: see CMakeLists.txt.
void fuzz_one(std::string_view text);

// A promise that does not hold. Nobody on the way catches it: libFuzzer sees a crash, the replay of the seeds a
// failure.
struct Broken {
  std::source_location where;
};

inline void require(bool promise, std::source_location where = std::source_location::current()) {
  if (promise) return;
  std::fprintf(stderr, "broken promise: %s:%u\n", where.file_name(), static_cast<unsigned>(where.line()));
  throw Broken{where};
}

// A number that only the input decides, for targets that cut it or choose by it.
inline std::uint64_t number_of(std::string_view text) {
  std::uint64_t number = 14695981039346656037u;  // FNV-1a
  for (const char c : text) number = (number ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return number;
}

}  // namespace sallyport::fuzz
