// What a token has to satisfy, made from the settings.
#pragma once

#include <optional>
#include <string>

#include "entra/bearer_check.h"
#include "gateway/settings.h"

namespace sallyport::gateway {

entra::IssuerPolicy issuer_policy(const Settings& settings);

// What the issuer calls itself: as configured, or, where the tenant is configured by its domain, as its metadata says.
const std::string& issuer_of(const Settings& settings, const oidc::rp::ProviderMetadata& metadata);

// Of an API client's token: our audiences; an ID token only where the browser signs in by itself (public client).
entra::BearerExpectation bearer_expectation(const Settings& settings);

// Of the ID token of a sign-in; without a nonce, of a renewal.
entra::SignInExpectation sign_in_expectation(const Settings& settings, std::optional<std::string> nonce);

}  // namespace sallyport::gateway
