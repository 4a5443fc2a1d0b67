// Who vouches for a claim of a token. This is decided for each claim separately: `email_verified` is about `email` and
// nothing else, and our provider does not vouch for what another tenant says about a name. Pure. Source: OpenID Connect
// Core 5.1 and 5.7; docs/entra.md, Tokens and claims.
#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/call/settings.h"
#include "oidc/common/subject_claims.h"

namespace sallyport::gateway {

// From the weakest to the strongest.
enum class Voucher : std::uint8_t {
  nobody,  // the person, or a tenant that is not ours, may have written anything
  silent,  // our provider sends the address, but does not say whether it is verified; OpenMetadata believes it, and so
           // do our identity headers and domain rules
  owner,   // the tenant that owns the domain of the address, as Entra ID says (`xms_edov`)
  issuer,  // the configured issuer
};

// Whether applications may be told the value, and domain rules may rely on it.
constexpr bool may_be_told(Voucher voucher) {
  return voucher >= Voucher::silent;
}

// Who vouches for the value of this claim in this token. For an absent claim, and for every claim of a program's token,
// that is nobody.
Voucher voucher_of(std::string_view claim, const oidc::SubjectClaims& claims, const ProviderSettings& provider);

}  // namespace sallyport::gateway
