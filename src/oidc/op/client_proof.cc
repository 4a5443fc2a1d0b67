#include "oidc/op/client_proof.h"

#include <algorithm>

#include "base/text.h"
#include "jose/jwt.h"

namespace sallyport::oidc::op {
namespace {

constexpr std::string_view kJwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

// Both halves are form-urlencoded inside the base64. Source: RFC 6749 2.3.1.
Result<std::string> form_decode(std::string_view text) {
  SALLYPORT_TRY(const auto form, http::Form::parse("v=" + std::string(text)));
  SALLYPORT_TRY(const auto value, form.one("v"));
  return value.value_or("");
}

struct Basic {
  std::string client_id;
  Secret secret;
};

Result<Basic> read_basic(std::string_view header) {
  const std::size_t space = header.find(' ');
  if (space == std::string_view::npos || !ascii_iequals(header.substr(0, space), "Basic"))
    return failure(Kind::malformed, "client_proof_basic", "RFC 7617 2");
  SALLYPORT_TRY(const std::string pair, base64_decode(trim(header.substr(space + 1))));
  const std::size_t colon = pair.find(':');
  if (colon == std::string::npos) return failure(Kind::malformed, "client_proof_basic", "RFC 7617 2");
  if (std::string_view(pair).substr(0, colon).find('&') != std::string_view::npos ||
      pair.find('&', colon) != std::string::npos)
    return failure(Kind::malformed, "client_proof_basic", "RFC 6749 2.3.1");
  SALLYPORT_TRY(auto id, form_decode(std::string_view(pair).substr(0, colon)));
  SALLYPORT_TRY(auto secret, form_decode(std::string_view(pair).substr(colon + 1)));
  return Basic{std::move(id), Secret(std::move(secret))};
}

// The thumbprints in the assertion's header, which jose does not read. They are not verified yet, but they only choose
// among the certificates that the client has registered.
struct Thumbprints {
  std::string sha256;
  std::string sha1;

  const std::string& stronger() const { return sha256.empty() ? sha1 : sha256; }
};

// Deviation: RFC 7515 4.1.7 has base64url without padding, but MSAL for Python, Go and Java pads these two members, and
// that for Go and Java writes plain base64. Entra accepts that.
std::string as_base64url(std::string text) {
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  if (text.size() % 4 != 0) return text;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  text.resize(text.size() - padding);
  return text;
}

Result<Thumbprints> read_thumbprints(std::string_view assertion) {
  SALLYPORT_TRY(const auto bytes, base64url_decode(assertion.substr(0, assertion.find('.'))));
  SALLYPORT_TRY(const auto header, json::parse_object(bytes));
  const auto text = [&](std::string_view name) {
    const json::Value* value = header.find(name);
    return value != nullptr && value->as_string() != nullptr ? *value->as_string() : std::string();
  };
  return Thumbprints{as_base64url(text("x5t#S256")), as_base64url(text("x5t"))};
}

Result<crypto::PublicKey> named_key(const Thumbprints& named, const std::vector<crypto::Certificate>& certificates,
                                    UnixTime now) {
  if (named.stronger().empty()) return failure(Kind::malformed, "assertion_names_no_key", "RFC 7515 4.1.8");
  for (const crypto::Certificate& certificate : certificates) {
    const bool matches = named.sha256.empty()
                             ? !named.sha1.empty() && base64url_encode(certificate.sha1_thumbprint()) == named.sha1
                             : base64url_encode(certificate.sha256_thumbprint()) == named.sha256;
    if (!matches) continue;
    if (certificate.not_after() <= now) return failure(Kind::rejected, "assertion_certificate", "", named.stronger());
    return certificate.public_key();
  }
  return failure(Kind::rejected, "assertion_thumbprint", "RFC 7515 4.1.8", named.stronger());
}

Result<void> check_lifetime(const jose::Claims& claims, const AssertionExpectation& expect, UnixTime now) {
  SALLYPORT_CHECK(jose::check_lifetime(claims, expect.skew, now));
  SALLYPORT_TRY(const auto expires, claims.time("exp"));
  if (*expires > now + expect.longest) return failure(Kind::rejected, "assertion_lifetime", "RFC 7523 3 (4)");
  return {};
}

}  // namespace

Result<ClientProof> read_client_proof(const http::Form& body, std::optional<std::string_view> authorization) {
  ClientProof proof;
  SALLYPORT_TRY(const auto client_id, body.one("client_id"));
  SALLYPORT_TRY(const auto secret, body.one("client_secret"));
  SALLYPORT_TRY(const auto assertion, body.one("client_assertion"));
  SALLYPORT_TRY(const auto type, body.one("client_assertion_type"));
  proof.client_id = client_id.value_or("");
  if (secret && !secret->empty()) proof.secret = Secret(*secret);
  if (assertion && !assertion->empty()) {
    if (type != kJwtBearer) return failure(Kind::malformed, "client_assertion_type", "RFC 7523 2.2");
    proof.assertion = Secret(*assertion);
  }
  if (authorization) {
    SALLYPORT_TRY(auto basic, read_basic(*authorization));
    if (proof.presented() || (!proof.client_id.empty() && !ascii_iequals(proof.client_id, basic.client_id)))
      return failure(Kind::malformed, "client_proof_twice", "RFC 6749 2.3");
    proof.client_id = std::move(basic.client_id);
    if (!basic.secret.empty()) proof.secret = std::move(basic.secret);
  }
  if (proof.secret && proof.assertion) return failure(Kind::malformed, "client_proof_twice", "RFC 6749 2.3");
  return proof;
}

Result<UsedAssertion> check_client_assertion(std::string_view assertion,
                                             const std::vector<crypto::Certificate>& certificates,
                                             const AssertionExpectation& expect, UnixTime now) {
  SALLYPORT_TRY(const auto jws, jose::CompactJws::parse(assertion));
  SALLYPORT_TRY(const auto thumbprints, read_thumbprints(assertion));
  SALLYPORT_TRY(auto key, named_key(thumbprints, certificates, now));
  jose::JwkSet keys;
  keys.keys.push_back({std::move(key), jws.header.kid, std::nullopt, ""});
  using crypto::SignatureAlgorithm;
  const auto verified = jose::verify(jws, keys, {SignatureAlgorithm::ps256, SignatureAlgorithm::rs256});
  if (!verified) return failure(Kind::rejected, "assertion_signature", "RFC 7523 3 (9)", thumbprints.stronger());
  SALLYPORT_TRY(const auto claims, jose::Claims::parse(*verified));
  SALLYPORT_TRY(const auto issuer, claims.required_text("iss"));
  SALLYPORT_TRY(const auto subject, claims.required_text("sub"));
  SALLYPORT_TRY(const auto id, claims.required_text("jti"));
  if (issuer != expect.client.value || subject != expect.client.value)
    return failure(Kind::rejected, "assertion_claims", "RFC 7523 3 (1), (2)");
  SALLYPORT_TRY(const auto audience, claims.texts("aud"));
  const auto is_ours = [&](std::string_view each) {
    return std::ranges::find(expect.audiences, each) != expect.audiences.end();
  };
  if (!std::ranges::any_of(audience, is_ours)) return failure(Kind::rejected, "assertion_audience", "RFC 7523 3 (3)");
  SALLYPORT_CHECK(check_lifetime(claims, expect, now));
  SALLYPORT_TRY(const auto expires, claims.time("exp"));
  return UsedAssertion{digest_of(expect.client.value + " " + id), *expires + expect.skew};
}

}  // namespace sallyport::oidc::op
