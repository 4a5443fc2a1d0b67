// Seals text for cookies. Only the holder of the key can read or make sealed text, and it opens only for the purpose
// for which it was sealed.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "crypto/aead.h"

namespace sallyport::session {

// Seals with the first key, and opens with every key, so that a key can be replaced without signing people out.
// `random` must outlive the Sealer. Several threads may use one Sealer if they may use `random`.
class Sealer {
 public:
  Sealer(std::vector<crypto::AeadKey> keys, Random& random) : keys_(std::move(keys)), random_(random) {}

  // Returns base64url(seal(expires || text)). `purpose` is a constant of the calling code, such as "refresh_token", and
  // differs for each kind of text. Requires: there is a key.
  std::string seal(std::string_view text, std::string_view purpose, UnixTime expires) const;

  // Returns the text that was sealed. Errors: rejected/"sealed_text" in every case, including expiry.
  Result<std::string> open(std::string_view sealed, std::string_view purpose, UnixTime now) const;

 private:
  std::vector<crypto::AeadKey> keys_;
  Random& random_;
};

}  // namespace sallyport::session
