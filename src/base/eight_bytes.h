// Eight bytes looked at as one number, for loops over each byte of long texts. For .cc files of base/ alone.
#pragma once

#include <cstdint>
#include <cstring>

namespace sallyport::eight_bytes {

inline constexpr std::uint64_t kOnes = 0x0101010101010101u;
inline constexpr std::uint64_t kHigh = 0x8080808080808080u;

inline std::uint64_t read(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// The high bit of each byte that is below `limit` (at most 0x80), or that is `c`. It is right about whether there is
// one, and which is the first, counted from the low end; about those above the first it says nothing.
constexpr std::uint64_t below(std::uint64_t word, std::uint64_t limit) {
  return (word - kOnes * limit) & ~word & kHigh;
}
constexpr std::uint64_t equal(std::uint64_t word, char c) {
  return below(word ^ kOnes * static_cast<unsigned char>(c), 1);
}

}  // namespace sallyport::eight_bytes
