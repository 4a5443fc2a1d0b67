#include "gateway/standing/vouching.h"

#include <algorithm>
#include <array>

namespace sallyport::gateway {
namespace {

// Labels that people choose for themselves, whatever the provider (OpenID Connect Core 5.1, 5.7).
constexpr std::array<std::string_view, 10> kSelfAsserted{
    "name",    "given_name",         "family_name", "middle_name",  "nickname",
    "profile", "preferred_username", "website",     "phone_number", "picture"};
// Identifiers, which an issuer never gives to two people.
constexpr std::array<std::string_view, 3> kIdentifiers{"sub", "oid", "tid"};

bool names_claim(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool claim_true(const oidc::SubjectClaims& claims, std::string_view name) {
  const auto value = claims.members.find(name);
  if (!value) return false;
  if (const auto flag = value->as_bool()) return *flag;
  if (const auto number = value->as_integer()) return *number == 1;
  const auto text = value->as_string();
  return text == "true" || text == "1";
}

// Whether the claim is there and not true: the provider denies that the address is verified.
bool is_denied(const oidc::SubjectClaims& claims, std::string_view name) {
  return claims.members.contains(name) && !claim_true(claims, name);
}

// Whether the person is a guest, who signs in at another tenant. "idp" names that tenant, which has set the labels.
// Source: docs/entra.md, Tokens and claims.
bool is_guest(const oidc::SubjectClaims& claims) {
  return claims.members.contains("idp") || claim_true(claims, "acct");
}

// For a provider where a tenant's administrators assign the names and addresses of its members.
Voucher voucher_of_tenant(std::string_view claim, const oidc::SubjectClaims& claims, const ProviderSettings& provider) {
  const bool is_member = provider.authority.audience == entra::Audience::one_tenant && !is_guest(claims);
  if (claim != "email") return is_member ? Voucher::issuer : Voucher::nobody;
  if (is_denied(claims, "email_verified") || is_denied(claims, "xms_edov")) return Voucher::nobody;
  if (is_member) return Voucher::issuer;
  return provider.traits.proves_domains && claim_true(claims, "xms_edov") ? Voucher::owner : Voucher::nobody;
}

Voucher voucher_of_issuer(std::string_view claim, const oidc::SubjectClaims& claims) {
  if (claim == "email") {
    if (is_denied(claims, "email_verified") || is_denied(claims, "xms_edov")) return Voucher::nobody;
    return claim_true(claims, "email_verified") ? Voucher::issuer : Voucher::silent;
  }
  if (claim == "phone_number" && claim_true(claims, "phone_number_verified")) return Voucher::issuer;
  return names_claim(kSelfAsserted, claim) ? Voucher::nobody : Voucher::issuer;
}

}  // namespace

Voucher voucher_of(std::string_view claim, const oidc::SubjectClaims& claims, const ProviderSettings& provider) {
  if (claims.kind == oidc::TokenKind::access_token_app || !claims.members.contains(claim)) return Voucher::nobody;
  if (names_claim(kIdentifiers, claim)) return Voucher::issuer;
  return provider.traits.assigns_labels ? voucher_of_tenant(claim, claims, provider) : voucher_of_issuer(claim, claims);
}

}  // namespace sallyport::gateway
