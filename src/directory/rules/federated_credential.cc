#include "directory/rules/federated_credential.h"

#include <algorithm>

#include "base/text.h"
#include "directory/call/clouds.h"
#include "directory/call/limits.h"
#include "jose/jwt.h"

namespace sallyport::directory {
namespace {

struct Presented {
  std::string issuer;
  std::string subject;
  std::vector<std::string> audiences;
};

Result<Presented> read_unverified(std::string_view assertion) {
  SALLYPORT_TRY(const auto jws, jose::CompactJws::parse(assertion));
  SALLYPORT_TRY(auto unverified, jose::UnverifiedClaims::parse(jws));
  const jose::Claims claims{std::move(unverified.members)};
  SALLYPORT_TRY(auto issuer, claims.required_text("iss"));
  SALLYPORT_TRY(auto subject, claims.required_text("sub"));
  SALLYPORT_TRY(const auto audiences, claims.texts("aud"));
  Presented presented{std::move(issuer), std::move(subject), {}};
  for (const std::string_view each : audiences) presented.audiences.emplace_back(each);
  return presented;
}

// Stricter: a token with several audiences is refused, since it is meant for others too.
Judged<void> check_match(const entra::AppRegistration& app, const Presented& presented) {
  bool issuer = false;
  bool subject = false;
  bool subject_in_other_case = false;
  for (const entra::FederatedCredential& credential : app.federated_credentials) {
    if (credential.issuer != presented.issuer) continue;
    issuer = true;
    if (credential.subject != presented.subject) {
      subject_in_other_case = subject_in_other_case || ascii_iequals(credential.subject, presented.subject);
      continue;
    }
    subject = true;
    if (presented.audiences.size() == 1 && credential.audience == presented.audiences.front()) return {};
  }
  if (!issuer) return refuse<700211>({presented.issuer});
  if (!subject && subject_in_other_case) return refuse<7002138>({presented.subject});
  if (!subject) return refuse<700213>({presented.subject});
  return refuse<700212>({presented.audiences.empty() ? "" : presented.audiences.front()});
}

Result<jose::VerifiedJws> verify_with(const jose::JwkSet& keys, std::string_view assertion) {
  SALLYPORT_TRY(auto jws, jose::CompactJws::parse(assertion));
  return jose::verify(std::move(jws), keys, {crypto::SignatureAlgorithm::rs256});
}

Judged<jose::VerifiedJws> verify_foreign(const Exchange& exchange, IssuerKeys& keys, const std::string& issuer,
                                         std::string_view assertion) {
  const auto unreachable = [](const Error& error) {
    return tl::unexpected(Refused{&entra::refusal<50166>(), {}, {}, std::string(error.reason) + " " + error.detail});
  };
  auto known = keys.find(issuer, exchange.now);
  if (!known) return unreachable(known.error());
  auto verified = verify_with(**known, assertion);
  if (!verified && verified.error().reason == "jws_unknown_kid") {
    known = keys.find_newer(issuer, exchange.now);
    if (!known) return unreachable(known.error());
    verified = verify_with(**known, assertion);
  }
  if (!verified) return refuse<50027>({"External ID token from issuer failed signature verification."});
  return *std::move(verified);
}

Judged<jose::VerifiedJws> verify_own(const Exchange& exchange, std::string_view assertion) {
  auto verified = verify_with(exchange.published->verification, assertion);
  if (!verified) return refuse<50027>({"External ID token from issuer failed signature verification."});
  return *std::move(verified);
}

}  // namespace

bool is_foreign_assertion(std::string_view assertion) {
  const auto presented = read_unverified(assertion);
  return presented && presented->issuer.find("://") != std::string::npos;
}

Judged<void> check_federated_assertion(const Exchange& exchange, const entra::AppRegistration& app, IssuerKeys& keys,
                                       std::string_view assertion) {
  const auto presented = read_unverified(assertion);
  if (!presented) return refuse<50027>({"Token format is not proper."});
  SALLYPORT_DEMAND(check_match(app, *presented));
  const bool own = is_own_issuer(exchange, presented->issuer);
  SALLYPORT_JUDGE(auto verified,
                  own ? verify_own(exchange, assertion) : verify_foreign(exchange, keys, presented->issuer, assertion));
  const auto claims = jose::Claims::parse(std::move(verified));
  if (!claims) return refuse<50027>({"Token format is not proper."});
  if (!jose::check_lifetime(*claims, limits::kAssertionSkew, exchange.now))
    return refuse<50027>({"Token is not within its valid time range."});
  if (own && claims->text("oid").value_or(std::nullopt) != claims->text("sub").value_or(std::nullopt))
    return refuse<700229>();  // sub is pairwise for a person
  return {};
}

}  // namespace sallyport::directory
