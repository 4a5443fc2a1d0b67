// The rotation of the keys that a gateway keeps in files. A running gateway takes the new ones up at its next reload.
#pragma once

#include <string>
#include <vector>

#include "app/run/keys.h"
#include "base/random.h"
#include "base/result.h"
#include "session/key_ring.h"

namespace sallyport::app {

// Where the keys are: sealing.key in the data folder, and the key that signs our own tokens. The next and the previous
// ones are beside them, in files whose names end in ".next" and ".previous".
struct KeyFiles {
  std::string data_dir;
  gateway::OwnTokenSettings own_tokens;

  std::string sealing() const { return data_dir + "/sealing.key"; }
};

struct KeyFile {
  std::string path;
  session::KeyUse use = session::KeyUse::current;
  std::string kid;  // empty for a key that seals
};

// The files that are there: those that seal, then those that sign, each the next one first. Errors: those of
// own_keys.h; rejected/"key_files_missing" if a current one is not there, because the gateway has not started yet.
Result<std::vector<KeyFile>> list_key_files(const KeyFiles& files);

// Puts the next keys in the place of the current ones, which are kept as the previous ones, and makes next ones. The
// file of the public key goes, and the gateway writes it again. If it is interrupted, it can be called again.
// Errors: those of secret_file.h and own_keys.h; rejected/"key_files_missing"; rejected/"key_id_fixed" if
// jwtTokenConfiguration.keyId gives all keys the same id; rejected/"previous_keys_needed" if a previous key has been
// one for less than `rotation.kept`, because there is only one file for it.
Result<void> rotate_key_files(const KeyFiles& files, const Rotation& rotation, Random& random, UnixTime now);

}  // namespace sallyport::app
