// Password hashes with Argon2id. A hash names the parameters that it was made with, so stored hashes stay valid when
// hash_password gets stronger parameters. `is_outdated` says that a hash has weaker parameters; the caller then hashes
// the password again at the next sign-in.
// Threads: with the default cost, hashing and checking take about 20 ms and 19 MiB. Call them on a worker thread, never
// on the event loop.
// Source: RFC 9106, OWASP password storage.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"

namespace sallyport::crypto {

// What one hash costs, on one lane. The default is the least that OWASP recommends; an operator may raise it.
struct PasswordCost {
  std::uint32_t memory = 19456;  // KiB, at most kMostPasswordMemory
  std::uint32_t passes = 2;      // at most kMostPasswordPasses

  bool operator==(const PasswordCost&) const = default;
};
inline constexpr std::uint32_t kMostPasswordMemory = 64 * 1024;
inline constexpr std::uint32_t kMostPasswordPasses = 8;

// Returns a text for the store, which contains parameters and salt: "$argon2id$v=19$m=19456,t=2,p=1$…".
std::string hash_password(const Secret& password, Random& random, const PasswordCost& cost = {});

// Whether this is a hash of the password. Also false for a text that is not a hash, and for a hash whose parameters are
// out of bounds: memory from 8 to 64 MiB, 1 to 8 passes, 1 to 4 lanes. Without bounds, somebody who can write a hash to
// the store could make a check take all memory.
bool check_password(const Secret& password, std::string_view hash);

// What must be spent after a check of this hash so that both together take as long as a check of a hash of `cost`.
// Absent if the hash costs about as much already, or cannot be read. Then whoever guesses at an account cannot tell by
// the time that its hash is older. Passes over memory are what takes time, so memory times passes is the measure.
std::optional<PasswordCost> missing_cost(std::string_view hash, const PasswordCost& cost);

// Returns a key of 32 bytes that only somebody with the password can make again, with the same salt of at least 16
// bytes. Its parameters never change, because what was sealed with the key would be lost.
Secret derive_key(const Secret& password, std::string_view salt);

// Whether the hash took less memory or fewer passes than this cost, or cannot be read.
bool is_outdated(std::string_view hash, const PasswordCost& cost = {});

}  // namespace sallyport::crypto
