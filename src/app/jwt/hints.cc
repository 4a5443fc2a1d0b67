#include "app/jwt/hints.h"

#include <algorithm>
#include <array>

namespace sallyport::app {
namespace {

struct Hint {
  std::string_view reason;
  std::string_view text;
};
constexpr std::array kHints{
    Hint{"jws_unknown_kid",
         "The token names a key (kid) that is not among the keys. Fetch the issuer's current keys: the jwks_uri of its "
         "discovery document. Keys of another tenant or of v1.0 are other keys."},
    Hint{
        "jws_signature",
        "No key vouches for the token: it was altered, or signed by somebody else. An access token for Microsoft Graph "
        "(its header has a nonce) can be verified by Graph alone; ask for a token for your own API."},
    Hint{"jws_no_key", "No key fits the token's algorithm. Look whether the keys are there for signing (use: sig)."},
    Hint{"jws_key_algorithm", "The key that the token names is for another algorithm than the token's header says."},
    Hint{"jws_algorithm_not_allowed",
         "The token's algorithm is not one of those given with --alg. Entra ID uses RS256."},
    Hint{"jws_algorithm",
         "none and HMAC (HS256 …) are never taken: whoever can read the public keys could make such a token."},
    Hint{"jws_parts", "A signed token has three parts with a dot between them. Look whether it was cut off."},
    Hint{"jws_encrypted",
         "The token is encrypted (JWE). Only its recipient can read it; ask the issuer for a signed one."},
    Hint{"base64url",
         "A part of the token holds what does not belong there: 'Bearer ' before it, a blank, a line break, '=', '+'."},
    Hint{"jwt_expired", "The token was good once. Ask for a new one."},
    Hint{"jwt_not_yet_valid", "The token is for later. Compare the clocks of this machine and of the issuer."},
    Hint{"jwk_set", "The file is no JSON Web Key Set: it has no array \"keys\", or one kid names two keys."},
    Hint{"jwk_private", "The file holds a private key. Whoever published it must replace the key."},
    Hint{"jwk_symmetric", "The file holds a shared secret, which cannot prove who signed."},
    Hint{"rsa_modulus_size", "An RSA key must have 2048 to 16384 bits."},
    Hint{"rsa_weak_roca",
         "The key comes from a broken generator (ROCA, CVE-2017-15361): its private half can be computed."},
};

}  // namespace

std::string_view hint_for(std::string_view reason) {
  const auto hint = std::ranges::find(kHints, reason, &Hint::reason);
  return hint == kHints.end() ? std::string_view{} : hint->text;
}

}  // namespace sallyport::app
