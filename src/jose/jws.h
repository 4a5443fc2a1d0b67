// JSON Web Signatures in the compact serialization, and no other. Source: RFC 7515.
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
  std::string kid;  // empty where absent
  std::string typ;  // as sent; empty where absent
  std::string cty;
  bool has_nonce = false;  // a "nonce" in the header: an access token for Microsoft Graph
};

// What came in: of the right form, nothing proven. Views into the text that was parsed.
struct CompactJws {
  JwsHeader header;
  std::string_view signing_input;  // header '.' payload
  std::string_view payload;        // still base64url
  std::string signature;           // decoded

  // Refuses before any other work: more or less than two dots, over kMaxToken, a header that is not an object or names
  // an algorithm that we do not know, "crit", a "b64" member, "zip", "enc". Embedded keys (jku, x5u, jwk, x5c) are
  // ignored. Errors: malformed/"jws_size", "jws_parts", "jws_encrypted" (five parts), "jws_header",
  // "jws_empty_signature", "base64url"; rejected/"jws_algorithm", "jws_crit".
  static Result<CompactJws> parse(std::string_view token);

  // The views would outlive the text.
  template <std::same_as<std::string> T>
  static Result<CompactJws> parse(T&& temporary) = delete;
};

// Which algorithms a place accepts. RS256 alone for Entra.
using Algorithms = std::vector<crypto::SignatureAlgorithm>;

// A payload that a key of the set vouches for. Only verify() makes one.
class VerifiedJws {
 public:
  const JwsHeader& header() const { return header_; }
  const std::string& payload() const { return payload_; }        // decoded
  const std::string& key_issuer() const { return key_issuer_; }  // "issuer" of the key that verified; may be empty

 private:
  friend Result<VerifiedJws> verify(CompactJws, const JwkSet&, const Algorithms&);
  friend struct Claims;  // takes the payload over
  VerifiedJws() = default;
  JwsHeader header_;
  std::string payload_;
  std::string key_issuer_;
};

// The header's algorithm must be allowed here and fit the key; a key's own "alg" must equal it. With a kid, the key of
// that kid; without, the one key that fits, or each of at most 8 that fit.
// Errors: rejected/"jws_algorithm_not_allowed", "jws_unknown_kid" (asks for a refresh), "jws_no_key",
// "jws_key_algorithm", "jws_signature"; malformed/"base64url". Source: RFC 7515 5.2, RFC 8725 3.1.
Result<VerifiedJws> verify(CompactJws jws, const JwkSet& keys, const Algorithms& allowed);

}  // namespace sallyport::jose
