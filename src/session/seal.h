// Sealed text in cookies: only we can read it, only we can have made it, and only for the purpose it was made for.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "crypto/aead.h"

namespace sallyport::session {

// Keys for sealing: the first seals, all open, so that a key can be replaced without signing anybody out.
class Sealer {
 public:
  Sealer(std::vector<crypto::AeadKey> keys, Random& random) : keys_(std::move(keys)), random_(random) {}

  // base64url(seal(expires || text)). Purposes: "sign_in", "refresh_token", "sign_out".
  std::string seal(std::string_view text, std::string_view purpose, UnixTime expires) const;

  // Errors: rejected/"sealed_text", one word for every way to be wrong, expiry included.
  Result<std::string> open(std::string_view sealed, std::string_view purpose, UnixTime now) const;

 private:
  std::vector<crypto::AeadKey> keys_;
  Random& random_;
};

}  // namespace sallyport::session
