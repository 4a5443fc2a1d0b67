// No token is accepted that the key did not sign. The target has no private key, so the only signed token is that of
// RFC 7515 A.3.
#include "jose/jws.h"

#include "fuzz/fuzz.h"
#include "jose/jwt.h"

namespace {

using namespace sallyport;

constexpr std::string_view kSigned =
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ";

const jose::JwkSet& keys() {
  static const jose::JwkSet set =
      *jose::parse_jwk_set(R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                           R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})");
  return set;
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto jws = jose::CompactJws::parse(text);
  if (!jws) return;
  require(jws->header.kid.size() <= jose::kMaxKid && !jws->signature.empty());
  const auto verified = jose::verify(*jws, keys(), {crypto::SignatureAlgorithm::es256});
  if (verified) require(jws->signing_input == kSigned);
  (void)jose::UnverifiedClaims::parse(*jws);
}
