#include "gateway/provider_tokens.h"

#include "gateway/expectations.h"

namespace sallyport::gateway {

Result<oidc::SubjectClaims> check_id_token_with_refresh(Services& services, const Secret& id_token,
                                                        std::optional<std::string> nonce,
                                                        std::shared_ptr<const oidc::rp::ProviderSnapshot>& snapshot) {
  const auto expect = sign_in_expectation(*services.settings, std::move(nonce));
  const UnixTime now = services.clock.now();
  auto claims = entra::check_sign_in(id_token.reveal(), snapshot->keys, expect, now);
  if (claims || claims.error().reason != "jws_unknown_kid") return claims;
  SALLYPORT_TRY(const auto jws, jose::CompactJws::parse(id_token.reveal()));
  SALLYPORT_TRY(snapshot, services.provider->refresh_for_kid(jws.header.kid));
  return entra::check_sign_in(id_token.reveal(), snapshot->keys, expect, now);
}

}  // namespace sallyport::gateway
