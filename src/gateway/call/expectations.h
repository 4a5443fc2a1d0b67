// The rules that a token has to satisfy, made from the settings.
#pragma once

#include <optional>
#include <string>

#include "entra/bearer_check.h"
#include "gateway/call/settings.h"

namespace sallyport::gateway {

entra::IssuerPolicy issuer_policy(const Settings& settings);

// The issuer of the provider: as configured, or, if the tenant is configured by its domain, as the metadata says.
const std::string& issuer_of(const Settings& settings, const oidc::rp::ProviderMetadata& metadata);

// For the bearer token of an API client. The audience must be one of ours. An ID token is accepted only if the browser
// signs in by itself (public client).
entra::BearerExpectation bearer_expectation(const Settings& settings);

// For the ID token of a sign-in, or, without a nonce, of a renewal.
entra::SignInExpectation sign_in_expectation(const Settings& settings, std::optional<std::string> nonce);

}  // namespace sallyport::gateway
