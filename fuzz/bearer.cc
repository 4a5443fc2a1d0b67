// A token that the issuer's key signed, with any content. It is accepted only for the gateway's own audience, from an
// allowed tenant, and within its lifetime. The texts read from it can be shown.
#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "entra/bearer_check.h"
#include "fuzz/fuzz.h"

namespace {

using namespace sallyport;
using fuzz::require;

constexpr UnixTime kNow{1'800'000'000};
constexpr Seconds kSkew{60};
const std::string kTenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const std::string kTemplate = "https://login.example/{tenantid}/v2.0";
const std::string kClient = "6e74172b-be56-4843-9ff4-e66a39bb12e3";

struct Keys {
  crypto::PrivateKey own = crypto::PrivateKey::generate_ec(crypto::KeyType::ed25519);
  jose::JwkSet set;
  Keys() { set.keys.push_back({own.public_key(), "k", std::nullopt, kTemplate}); }
};

const Keys& keys() {
  static const Keys made;
  return made;
}

// The payload is the text byte for byte, in forms that no JSON library would write.
std::string sign(std::string_view payload) {
  std::string token = base64url_encode(R"({"alg":"EdDSA","kid":"k","typ":"JWT"})") + "." + base64url_encode(payload);
  return token + "." + base64url_encode(*crypto::sign(keys().own, crypto::SignatureAlgorithm::eddsa, token));
}

entra::IssuerPolicy issuer() {
  return {.issuer = kTemplate,
          .tenants = {TenantId{kTenant}},
          .accept_v1 = true,
          .v1_issuer_prefix = "https://sts.example/",
          .require_tenant = true};
}

void check_accepted(const oidc::SubjectClaims& claims, std::string_view payload) {
  require(claims.tenant.value == kTenant && !claims.subject.value.empty() && claims.subject.value.size() <= 255);
  const auto v2 = "https://login.example/" + kTenant + "/v2.0";
  require(claims.issuer.value == v2 || claims.issuer.value == "https://sts.example/" + kTenant + "/");
  require(claims.expires > UnixTime{kNow.seconds - kSkew.count()});
  require(payload.find(kClient) != payload.npos || payload.find('\\') != payload.npos);  // audience, perhaps escaped
  require(!has_control(claims.subject.value));
  for (const auto& text : {claims.name, claims.email, claims.preferred_username, claims.upn}) require(is_utf8(text));
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const std::string token = sign(text);
  entra::BearerExpectation bearer;
  bearer.issuer = issuer();
  bearer.audiences = {kClient, "api://" + kClient};
  bearer.algorithms = {crypto::SignatureAlgorithm::eddsa};
  bearer.accept_id_tokens = bearer.accept_app_tokens = true;
  const auto accepted = entra::check_bearer(token, keys().set, bearer, kNow);
  if (accepted) check_accepted(*accepted, text);

  bearer.accept_id_tokens = bearer.accept_app_tokens = false;
  const auto of_users = entra::check_bearer(token, keys().set, bearer, kNow);
  require(!of_users || (accepted && of_users->kind == oidc::TokenKind::access_token_user));
  bearer.algorithms = {crypto::SignatureAlgorithm::rs256};
  require(!entra::check_bearer(token, keys().set, bearer, kNow));

  entra::SignInExpectation sign_in;
  sign_in.issuer = issuer();
  sign_in.id_token.client_id = ClientId{kClient};
  sign_in.id_token.nonce = "n";
  sign_in.algorithms = {crypto::SignatureAlgorithm::eddsa};
  const auto signed_in = entra::check_sign_in(token, keys().set, sign_in, kNow);
  if (!signed_in) return;
  check_accepted(*signed_in, text);
  require(signed_in->kind == oidc::TokenKind::id_token);
}
