// The keys of our own tokens: the one that signs, the next one, and earlier ones whose tokens may still be good. The
// signing key is made at the first start, and kept in a file that no other user may read, or in the store.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "gateway/call/settings.h"
#include "jose/jwk.h"
#include "jose/sign.h"

namespace sallyport::gateway {

// The key id of OpenMetadata's quick-start key. Its private key is published, so its signatures prove nothing.
inline constexpr std::string_view kQuickStartKeyId = "Gb389a-9f76-gdjs-a92j-0242bk94356";

// Whether this is the quick-start key, whatever its id. Source: the JWK thumbprint (RFC 7638) of the key that signed
// the tokens in OpenMetadata's own examples.
bool is_quick_start_key(const crypto::PublicKey& key);

enum class DemoUse { no, yes };

// The two forms of our own tokens. Their headers differ, so that neither passes for the other.
enum class TokenForm {
  short_lived,  // stands for a session, or tells an upstream who is calling
  stored,       // a bot's token or a personal access token, whose record is in the store (identity/tokens/token.h)
};

// Every stored token begins with these characters, whatever key signed it, so that a scanner finds tokens that were
// published by mistake (docs/tokens.md). They are the base64url of `{"sallyport":"token",`.
inline constexpr std::string_view kStoredTokenStart = "eyJzYWxseXBvcnQiOiJ0b2tlbiIs";

// Whether the token is of the stored form, as far as its first characters can tell. Nothing is verified.
inline bool is_stored_form(std::string_view token) {
  return token.starts_with(kStoredTokenStart);
}

// Signs our own tokens, and finds the keys that verify them. After open() and take_over() it does not change, and
// several threads may use it at the same time.
class OwnKeys {
 public:
  // Reads the key, or makes one if there is no file. Also reads the next and the previous key, if `key rotate` has left
  // them beside it (files with the same name and ".next" or ".previous"): their tokens count, too. A new key is written
  // whole under another name with mode 0600, flushed, and then linked to the file's name. It is DER if that name ends
  // in ".der", else PEM. An existing file may have either format, whatever its name. Writes the public key too, if the
  // settings name a file for it. Errors:
  //   unavailable/"own_key_file": a file cannot be read or written.
  //   malformed/"own_key_damaged": the file holds no RSA key. We never replace it, because a new key would void every
  //   token that was issued.
  //   rejected/"own_key_mode": other users may read the file.
  //   rejected/"own_key_quick_start": it is the published key, or has its id, and this is no demo.
  //   rejected/"own_key_mismatch": the public file belongs to another key.
  static Result<OwnKeys> open(const OwnTokenSettings& settings, DemoUse demo, Random& random, Log& log);

  // The key in the file, for somebody who is going to keep it elsewhere; absent if there is no file. Errors: as of
  // open().
  static Result<std::optional<crypto::PrivateKey>> find_file(const OwnTokenSettings& settings, DemoUse demo);

  // Keys that are kept elsewhere (app/run/keys.h): the one that signs, and others whose tokens count, too. Their ids
  // are their thumbprints.
  static OwnKeys of(crypto::PrivateKey signing, const std::vector<crypto::PrivateKey>& others);

  // Goes on accepting tokens that were signed before the key's file was replaced. The tokens of the key that signed in
  // `before` stay good until `until`; those of keys that `before` had taken over keep their own end.
  // Errors: rejected/"own_key_same_id" if the two signing keys differ but have the same id, because their tokens could
  // not be told apart.
  Result<void> take_over(const OwnKeys& before, UnixTime until);

  const jose::SigningKey& signing_key() const { return key_; }
  const std::string& kid() const { return key_.kid; }
  // The JWKS document: the key that signs, the next one, and earlier ones that are still good. Source: RFC 7517 5.
  std::string jwks(UnixTime now) const;

  // A set with the one key that the token's header names. Null: the key is not ours, or is no longer good, or the
  // header is not one of this form. It lives as long as this object.
  const jose::JwkSet* find_key(std::string_view token, UnixTime now, TokenForm form = TokenForm::short_lived) const;

  // Signs claims as a token of ours. Errors: internal/"sign".
  Result<std::string> sign(const json::Object& claims, TokenForm form = TokenForm::short_lived) const;

  // Whether the token's header is, byte for byte, one that sign() writes for a short-lived token with one of these
  // keys. Also true for earlier keys that are no longer good. It parses nothing, because it is called for every token
  // that the caches do not know. A header that says the same in other bytes was not written by us.
  bool signed_here(std::string_view token) const;

 private:
  struct Known {
    jose::JwkSet set;          // holds this one key
    json::Object published;    // its entry in the JWKS
    std::string token_start;   // the encoded header of a short-lived token and its dot
    std::string stored_start;  // the same of a stored token
    UnixTime until;            // the far future for the key that signs
  };

  explicit OwnKeys(jose::SigningKey key);

  bool knows(const Known& key) const;
  std::string start_of(TokenForm form) const;
  void accept(crypto::PrivateKey key);  // its tokens count, too, as long as this object lives

  jose::SigningKey key_;
  std::vector<Known> known_;  // the key that signs is the first
};

}  // namespace sallyport::gateway
