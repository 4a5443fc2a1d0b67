// The key that signs our own tokens: made at first start, kept in a file that nobody else may read.
#pragma once

#include <string>

#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "gateway/settings.h"
#include "jose/jwk.h"
#include "jose/sign.h"

namespace sallyport::gateway {

// The key id of OpenMetadata's published quick-start key: everybody has that private key.
inline constexpr std::string_view kQuickStartKeyId = "Gb389a-9f76-gdjs-a92j-0242bk94356";

// The key itself, under whatever id. Source: the JWK thumbprint (RFC 7638) of the key that signed the tokens which
// OpenMetadata's own examples print.
bool is_quick_start_key(const crypto::PublicKey& key);

enum class DemoUse { no, yes };

class OwnKeys {
 public:
  // Reads the key, or makes it where there is no file: written whole under another name, flushed, then renamed, with
  // mode 0600. DER where the file's name ends in ".der", else PEM; either is read from either name.
  // Errors: unavailable/"own_key_file" (cannot be read or written); malformed/"own_key_damaged" (there is a file, and
  // it is no RSA key: never replaced by a new one, since that would void every token out there);
  // rejected/"own_key_mode" (others may read it), "own_key_quick_start" (outside demo), "own_key_mismatch" (the public
  // file is of another key).
  static Result<OwnKeys> open(const OwnTokenSettings& settings, DemoUse demo, Random& random, Log& log);

  const jose::SigningKey& signing_key() const { return key_; }
  const jose::JwkSet& verification_keys() const { return public_set_; }
  const std::string& jwks() const { return jwks_; }  // the JSON document
  const std::string& kid() const { return key_.kid; }

  // Signs claims as a token of ours. Errors: internal/"sign".
  Result<std::string> sign(const json::Object& claims) const;

  // Whether the token's header is the very one that sign() writes: asked of every token that is seen for the first
  // time, so nothing is parsed. Any other spelling of the same header is nobody's token.
  bool signed_here(std::string_view token) const { return token.starts_with(token_start_); }

 private:
  explicit OwnKeys(jose::SigningKey key);

  jose::SigningKey key_;
  jose::JwkSet public_set_;
  std::string jwks_;
  std::string token_start_;  // the encoded header and its dot
};

}  // namespace sallyport::gateway
