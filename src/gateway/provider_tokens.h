// Tokens that the provider gave to us, checked with keys that are fetched anew where a token names an unknown one.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gateway/services.h"
#include "oidc/common/subject_claims.h"

namespace sallyport::gateway {

// The sign-in that an ID token answers.
struct Asked {
  std::string nonce;
  UnixTime at;  // max_age counts back from here
};

// The whole check of an ID token; `snapshot` is replaced where keys were fetched. Nothing asked: of a renewal.
// Blocks. Errors: those of entra::check_sign_in and of Provider::refresh_for_kid.
Result<oidc::SubjectClaims> check_id_token_with_refresh(Services& services, const Secret& id_token,
                                                        const std::optional<Asked>& asked,
                                                        std::shared_ptr<const oidc::rp::ProviderSnapshot>& snapshot);

}  // namespace sallyport::gateway
