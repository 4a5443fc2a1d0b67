// Checks the ID tokens that the provider gives to us. If a token names an unknown key, the keys are fetched again.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "gateway/standing/parts.h"
#include "oidc/common/subject_claims.h"

namespace sallyport::gateway {

// The sign-in request that an ID token answers.
struct Asked {
  std::string nonce;
  UnixTime at;  // when we asked; max_age counts back from here
};

// Checks an ID token completely. `asked` is absent for the token of a renewal. `snapshot` has the provider's metadata
// and keys, and is replaced if keys were fetched. Blocks.
// Errors: those of entra::check_sign_in and of Provider::refresh_for_kid.
Result<oidc::SubjectClaims> check_id_token_with_refresh(const StandingParts& parts, const Secret& id_token,
                                                        const std::optional<Asked>& asked,
                                                        std::shared_ptr<const oidc::rp::ProviderSnapshot>& snapshot);

}  // namespace sallyport::gateway
