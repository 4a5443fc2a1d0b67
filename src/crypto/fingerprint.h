// Keyed names of texts, for tables in memory: several times as fast as a digest where the text is long.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sallyport::crypto {

using Fingerprint = std::array<std::uint8_t, 16>;

// The same for the same text, in one process alone: the keys are drawn when it is first asked for, and a fingerprint
// means nothing to anybody else. Nobody who does not know them finds two texts with one fingerprint but by chance
// (below 2^-100 for texts of 16 kB and a table of 100,000), and neither bits of it nor the time that a search takes
// tell anything about them: the tag of AES-256-GCM over the text as associated data is a universal hash, and AES-256
// under a second key makes of it a pseudorandom function. One pass, no allocation: stands on the check path. Source:
// NIST SP 800-38D 6.4 (GHASH); Wegman and Carter, "New hash functions and their use in authentication and set
// equality", 1981.
Fingerprint fingerprint(std::string_view text);

}  // namespace sallyport::crypto
