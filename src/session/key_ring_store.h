// The port that stores the keys that all nodes of a gateway share. A store knows only their sealed form (key_ring.h).
// Every thread may call a store, calls may block, and each call is one atomic step. Every call may fail with
// unavailable/"key_ring_store"; the caller must then issue nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace sallyport::session {

// One generation of keys. The newest one is the next to be used, so that all nodes know it before any uses it. The one
// before it is the current one, and those before that are previous ones: what they have sealed and signed counts.
struct SealedKeys {
  std::int64_t number = 0;  // the first is 1, and each one that is added is one more
  UnixTime made;            // by the clock of the node that made them
  std::string salt;
  std::string sealed;

  bool operator==(const SealedKeys&) const = default;
};

class KeyRingStore {
 public:
  virtual ~KeyRingStore() = default;

  // All generations, the newest first. Empty if none were made yet.
  virtual Result<std::vector<SealedKeys>> list() = 0;

  // Adds generations, and removes those with numbers up to `forget`. Other processes that have the store open hear of
  // it (session_store.h, Changes). Errors, with nothing changed: conflict/"keys_exist" if the store has one of the
  // numbers, because another process was faster.
  virtual Result<void> add(const std::vector<SealedKeys>& generations, std::int64_t forget) = 0;
};

}  // namespace sallyport::session
