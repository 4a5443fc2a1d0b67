// The keys of a gateway: those that seal, and those that sign our own tokens. Without store.keyFile they are files in
// server.dataDir. With it they are in the store, one set for all nodes, sealed under the key file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "gateway/call/settings.h"
#include "gateway/caller/own_keys.h"
#include "session/key_ring.h"
#include "session/key_ring_store.h"
#include "session/seal.h"

namespace sallyport::app {

struct Keys {
  session::Sealer sealer;
  gateway::OwnKeys own_keys;
};

// What opening keys depends on. `random` must outlive the Sealer.
struct KeyTools {
  const Clock& clock;
  Random& random;
  Log& log;
};

// Opens the keys, and makes them at the first start. If the store is to keep them and has none yet, it gets those that
// are in the files, so that nobody is signed out by the move. Of nodes that start at once, one makes the keys. `before`
// is null at a start. At a reload, what it has sealed must stay readable, unless the keys are in the store: there,
// `key rotate` sees to that. Blocks.
// Errors: those of own_keys.h, sealing_keys.h and key_ring.h; unavailable/"key_ring_store";
// rejected/"store_key_missing" if the store has keys and there is no store.keyFile.
Result<Keys> open_keys(const gateway::Settings& settings, session::KeyRingStore& store, const session::Sealer* before,
                       const KeyTools& tools);

struct Rotation {
  Seconds kept;                  // how long what previous keys have sealed counts
  bool forget_previous = false;  // at once, together with what they have sealed and signed
};

// Makes the next keys the current ones, and new next ones. Every node hears of it. Returns the number of the current
// generation.
// Errors: those of key_ring.h; rejected/"store_keys_missing" if no gateway has made any yet; conflict/"keys_exist" if
// somebody else rotates at this moment; unavailable/"key_ring_store".
Result<std::int64_t> rotate_shared_keys(session::KeyRingStore& store, const Secret& key_file, const Rotation& rotation,
                                        Random& random, UnixTime now);

}  // namespace sallyport::app
