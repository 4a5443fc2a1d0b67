// Makes and rotates the directory's signing keys. A running directory notices a change within seconds.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "oidc/op/key_store.h"

namespace sallyport::directory {

// Returns the keys after one rotation. The key that signed stays published, the announced key signs, and a new key is
// announced. Older keys are dropped. If there were no keys, it makes one that signs and one that is announced. Takes a
// moment, because it generates RSA keys.
// Errors: internal/"certificate".
Result<oidc::op::KeySet> next_keys(const oidc::op::KeySet& now_stored, UnixTime now, Random& random);

// Loads the keys, rotates them with next_keys() and stores the result. Errors: also conflict/"keys_changed" (somebody
// else changed them meanwhile).
Result<void> rotate_keys(oidc::op::KeyStore& keys, UnixTime now, Random& random);

// Makes the first keys if there are none. If another process makes them first, that is no error.
Result<void> ensure_keys(oidc::op::KeyStore& keys, UnixTime now, Random& random);

}  // namespace sallyport::directory
