#include "gateway/standing/provider_tokens.h"

#include "gateway/call/expectations.h"

namespace sallyport::gateway {

Result<oidc::SubjectClaims> check_id_token_with_refresh(const StandingParts& parts, const Secret& id_token,
                                                        const std::optional<Asked>& asked,
                                                        std::shared_ptr<const oidc::rp::ProviderSnapshot>& snapshot) {
  auto expect = sign_in_expectation(*parts.settings, asked ? std::optional(asked->nonce) : std::nullopt);
  if (asked) expect.id_token.asked = asked->at;
  expect.issuer.issuer = issuer_of(*parts.settings, snapshot->metadata);
  const UnixTime now = parts.clock.now();
  auto claims = entra::check_sign_in(id_token.reveal(), snapshot->keys, expect, now);
  if (claims || claims.error().reason != "jws_unknown_kid") return claims;
  SALLYPORT_TRY(const auto jws, jose::CompactJws::parse(id_token.reveal()));
  SALLYPORT_TRY(snapshot, parts.provider->refresh_for_kid(jws.header.kid));
  return entra::check_sign_in(id_token.reveal(), snapshot->keys, expect, now);
}

}  // namespace sallyport::gateway
