// Eight bytes looked at as one number, for loops over each byte of long texts. Compilers do not find this by
// themselves.
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

// The high bit of each byte from `first` to `last`. Exact. Shape: neither the bytes nor the bounds are 0x80 or above.
constexpr std::uint64_t within(std::uint64_t word, char first, char last) {
  const std::uint64_t not_below = word + kOnes * (0x80u - static_cast<unsigned char>(first));
  const std::uint64_t above = word + kOnes * (0x7fu - static_cast<unsigned char>(last));
  return not_below & ~above & kHigh;
}

}  // namespace sallyport::eight_bytes
