#include "gateway/provider_tokens.h"

#include "gateway/expectations.h"

namespace sallyport::gateway {

Result<oidc::SubjectClaims> check_id_token_with_refresh(Services& services, const Secret& id_token,
                                                        const std::optional<Asked>& asked,
                                                        std::shared_ptr<const oidc::rp::ProviderSnapshot>& snapshot) {
  auto expect = sign_in_expectation(*services.settings, asked ? std::optional(asked->nonce) : std::nullopt);
  if (asked) expect.id_token.asked = asked->at;
  expect.issuer.issuer = issuer_of(*services.settings, snapshot->metadata);
  const UnixTime now = services.clock.now();
  auto claims = entra::check_sign_in(id_token.reveal(), snapshot->keys, expect, now);
  if (claims || claims.error().reason != "jws_unknown_kid") return claims;
  SALLYPORT_TRY(const auto jws, jose::CompactJws::parse(id_token.reveal()));
  SALLYPORT_TRY(snapshot, services.provider->refresh_for_kid(jws.header.kid));
  return entra::check_sign_in(id_token.reveal(), snapshot->keys, expect, now);
}

}  // namespace sallyport::gateway
