// Examines eight bytes at a time as one number. Use these functions in loops over every byte of a long text, because
// compilers do not find these tricks by themselves.
#pragma once

#include <cstdint>
#include <cstring>

namespace sallyport::eight_bytes {

inline constexpr std::uint64_t kOnes = 0x0101010101010101u;
inline constexpr std::uint64_t kHigh = 0x8080808080808080u;

// Reads the eight bytes that start at `at`.
inline std::uint64_t read(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// below() looks for bytes below `limit` (at most 0x80), and equal() for bytes that equal `c`. Each returns a word with
// the high bit set in every byte that matches. Only the lowest set bit is reliable: it marks the first match. The bits
// above it may be wrong. A result of 0 means that no byte matches.
constexpr std::uint64_t below(std::uint64_t word, std::uint64_t limit) {
  return (word - kOnes * limit) & ~word & kHigh;
}
constexpr std::uint64_t equal(std::uint64_t word, char c) {
  return below(word ^ kOnes * static_cast<unsigned char>(c), 1);
}

// Returns a word with the high bit set in each byte whose value is between `first` and `last`, both included; all other
// bits are 0. Every byte of `word` and both bounds must be below 0x80.
constexpr std::uint64_t within(std::uint64_t word, char first, char last) {
  const std::uint64_t not_below = word + kOnes * (0x80u - static_cast<unsigned char>(first));
  const std::uint64_t above = word + kOnes * (0x7fu - static_cast<unsigned char>(last));
  return not_below & ~above & kHigh;
}

}  // namespace sallyport::eight_bytes
