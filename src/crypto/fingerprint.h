// Short keyed names of long texts, for tables in memory. A fingerprint is several times as fast as a digest.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sallyport::crypto {

using Fingerprint = std::array<std::uint8_t, 16>;

// Equal texts have equal fingerprints within one process. The first call draws the keys at random, so a fingerprint
// means nothing to another process; do not store or send it. The text is read once and nothing is allocated, because
// the check of every token calls this function. Every thread may call it.
//
// An attacker without the keys finds two texts with the same fingerprint only by chance (below 2^-100 for texts of
// 16 kB and a table of 100,000). Neither a fingerprint nor the time of a look-up reveals anything about the keys.
// The reason is the construction: the tag of AES-256-GCM over the text as associated data is a universal hash, and
// AES-256 under a second key turns it into a pseudorandom function. Source: NIST SP 800-38D 6.4 (GHASH); Wegman and
// Carter, "New hash functions and their use in authentication and set equality", 1981.
Fingerprint fingerprint(std::string_view text);

}  // namespace sallyport::crypto
