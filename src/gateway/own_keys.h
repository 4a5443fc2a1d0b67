// The key that signs our own tokens: made at first start, kept in a file that nobody else may read.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
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

  // After the key's file was replaced: what `before` signed, and what it still took itself, stays good until the
  // instant. Errors: rejected/"own_key_same_id" where another key carries the same id: nobody could tell their tokens
  // apart.
  Result<void> take_over(const OwnKeys& before, UnixTime until);

  const jose::SigningKey& signing_key() const { return key_; }
  const std::string& kid() const { return key_.kid; }
  std::string jwks(
      UnixTime now) const;  // the JSON document: the key that signs, and those of before that are still good

  // The key of the token's header, alone; null where it is not ours, or no longer.
  const jose::JwkSet* find_key(std::string_view token, UnixTime now) const;

  // Signs claims as a token of ours. Errors: internal/"sign".
  Result<std::string> sign(const json::Object& claims) const;

  // Whether the token's header is the very one that sign() writes: asked of every token that is seen for the first
  // time, so nothing is parsed. Any other spelling of the same header is nobody's token. True for keys of before too,
  // also when they are no longer good.
  bool signed_here(std::string_view token) const;

 private:
  struct Known {
    jose::JwkSet set;         // of one key
    json::Object published;   // as it stands in the JWKS
    std::string token_start;  // the encoded header and its dot
    UnixTime until;           // far future for the key that signs
  };

  explicit OwnKeys(jose::SigningKey key);

  jose::SigningKey key_;
  std::vector<Known> known_;  // the key that signs is the first
};

}  // namespace sallyport::gateway
