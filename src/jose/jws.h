// JSON Web Signatures in the compact serialization; no other serialization is supported. A token passes through two
// types: a CompactJws has the right form, and a VerifiedJws also has a good signature. Every thread may call these
// functions. Source: RFC 7515.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jose/jwk.h"

namespace sallyport::jose {

inline constexpr std::size_t kMaxToken = 64 * 1024;  // bytes
inline constexpr std::size_t kMaxHeader = 8 * 1024;  // bytes, decoded
inline constexpr std::size_t kMaxKid = 1024;         // bytes

struct JwsHeader {
  crypto::SignatureAlgorithm algorithm{};
  std::string kid;  // empty if absent
  std::string typ;  // as sent; empty if absent
  std::string cty;
  bool has_nonce = false;  // whether the header has a "nonce", as in access tokens for Microsoft Graph
};

// A token that has the right form. Nothing about it is proven yet. Its views point into the text that was parsed.
struct CompactJws {
  JwsHeader header;
  std::string_view signing_input;  // header '.' payload
  std::string_view payload;        // still base64url
  std::string signature;           // decoded

  // Checks the form before any cryptography. Refuses a text that is longer than kMaxToken bytes or does not have two
  // dots. Refuses a header that is not an object, names an unknown algorithm, or has "crit", "b64", "zip" or "enc".
  // Ignores keys inside the header (jku, x5u, jwk, x5c). Errors: malformed/"jws_size", "jws_parts", "jws_encrypted"
  // (five parts, or "zip" or "enc"), "jws_header", "jws_empty_signature", "base64url"; rejected/"jws_algorithm",
  // "jws_crit" ("crit" or "b64").
  static Result<CompactJws> parse(std::string_view token);

  // Deleted, because the views would outlive a temporary text.
  template <std::same_as<std::string> T>
  static Result<CompactJws> parse(T&& temporary) = delete;
};

// The algorithms that a caller accepts. For Entra ID, only RS256.
using Algorithms = std::vector<crypto::SignatureAlgorithm>;

// A token whose signature was verified. Only verify() makes one.
class VerifiedJws {
 public:
  const JwsHeader& header() const { return header_; }
  const std::string& payload() const { return payload_; }        // decoded
  const std::string& key_issuer() const { return key_issuer_; }  // Jwk::issuer of the key that verified it

 private:
  friend Result<VerifiedJws> verify(CompactJws, const JwkSet&, const Algorithms&);
  friend struct Claims;  // moves the payload out
  VerifiedJws() = default;
  JwsHeader header_;
  std::string payload_;
  std::string key_issuer_;
};

// Verifies the signature. The header's algorithm must be in `allowed`, must fit the key, and must equal the key's own
// "alg" if the key has one. If the token has a kid, only keys with that kid are tried, otherwise every key that fits;
// in both cases at most 8 keys. Errors: rejected/"jws_algorithm_not_allowed"; "jws_unknown_kid" (fetch the keys and try
// again); "jws_no_key" (the token has no kid, and no key fits); "jws_key_algorithm" (the key of that kid does not fit);
// "jws_signature"; malformed/"base64url" (the payload). Source: RFC 7515 5.2, RFC 8725 3.1.
Result<VerifiedJws> verify(CompactJws jws, const JwkSet& keys, const Algorithms& allowed);

}  // namespace sallyport::jose
