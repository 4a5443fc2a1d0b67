// The keys that all nodes of a gateway share: what they are, how they are sealed for a KeyRingStore, and how they are
// rotated. Pure, but for the derivation of the key that seals them, which takes about 0.1 s and 64 MiB.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "session/key_ring_store.h"

namespace sallyport::session {

inline constexpr std::size_t kSealingKeyBytes = 32;

// One generation: the key that seals cookies and refresh tokens, and the key that signs our own tokens.
struct KeyGeneration {
  std::int64_t number = 0;
  UnixTime made;
  Secret sealing;  // kSealingKeyBytes
  Secret signing;  // PKCS#8, DER
};

// Seals and opens generations under what store.keyFile holds. Remembers the key that it has derived last, because all
// generations of a store have one salt. For one thread.
class KeyVault {
 public:
  explicit KeyVault(Secret key_file) : key_file_(std::move(key_file)) {}

  // `salt`: that of the store's other generations; empty: a new one is made.
  SealedKeys seal(const KeyGeneration& keys, std::string salt, Random& random);

  // Errors: rejected/"store_key_wrong": they were sealed under another key file, or are damaged.
  Result<KeyGeneration> open(const SealedKeys& sealed);

 private:
  const Secret& key_for(const std::string& salt);

  Secret key_file_;
  std::string salt_;
  Secret key_;
};

// The generations of a store, opened: the newest first, and at least two.
struct KeyRing {
  std::vector<KeyGeneration> generations;

  const KeyGeneration& next() const { return generations.at(0); }
  const KeyGeneration& current() const { return generations.at(1); }
};

enum class KeyUse { next, current, previous };

// What the generation at this place of a list that begins with the newest one is for.
KeyUse use_at(std::size_t place);

// Opens all generations. Errors: those of KeyVault::open; rejected/"store_keys_missing" if there are fewer than two.
Result<KeyRing> open_ring(const std::vector<SealedKeys>& sealed, KeyVault& vault);

// How long what a generation has sealed or signed counts, after another became the current one. It is longer than any
// cookie of ours lives; a session may live longer (sessions.absolute).
inline constexpr Seconds kPreviousKeysKept{90 * 86400};

// Every node must know the next keys before they become the current ones.
inline constexpr Seconds kSoonestRotation{60};

// The greatest number of a generation that a rotation at `now` may remove, because nothing needs it any more after
// `kept`; 0 if there is none. `stored` begins with the newest one.
std::int64_t outlived(const std::vector<SealedKeys>& stored, Seconds kept, UnixTime now);

// Whether the newest generation is old enough to become the current one. Errors: rejected/"keys_rotated_just_now".
Result<void> check_rotation(const std::vector<SealedKeys>& stored, UnixTime now);

}  // namespace sallyport::session
