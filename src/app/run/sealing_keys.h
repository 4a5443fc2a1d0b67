// The keys that seal cookies and refresh tokens: sealing.key in the data folder, and beside it sealing.key.previous,
// which stays until nothing is sealed with it any more, and sealing.key.next, which `key rotate` makes. All of them
// open.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "session/seal.h"

namespace sallyport::app {

// At a start: opens the keys, and makes sealing.key if it is missing. The previous key is never made. `random` must
// outlive the Sealer. Blocks.
// Errors: those of read_or_make_secret().
Result<session::Sealer> open_sealer(const std::string& data_dir, Random& random);

// At a reload: opens the keys, which must still open what `before` has sealed. Makes sealing.key only if the previous
// key is there, so that a reload never leaves the folder with a key that opens nothing.
// Errors: as above; rejected/"sealing_key_missing"; rejected/"sealing_key_replaced": sessions would lose their refresh
// tokens.
Result<session::Sealer> reopen_sealer(const std::string& data_dir, Random& random, const session::Sealer& before,
                                      UnixTime now);

}  // namespace sallyport::app
