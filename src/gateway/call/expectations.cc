#include "gateway/call/expectations.h"

namespace sallyport::gateway {

entra::IssuerPolicy issuer_policy(const Settings& settings) {
  const ProviderSettings& provider = settings.provider;
  entra::IssuerPolicy policy;
  policy.issuer = provider.metadata.expect.issuer;
  policy.tenants = provider.allowed_tenants;
  policy.accept_v1 = provider.accept_v1_tokens;
  if (provider.authority.cloud) policy.v1_issuer_prefix = std::string(provider.authority.cloud->sts_issuer);
  policy.require_tenant = provider.traits.has_tenants;
  return policy;
}

const std::string& issuer_of(const Settings& settings, const oidc::rp::ProviderMetadata& metadata) {
  const oidc::rp::MetadataExpectation& expect = settings.provider.metadata.expect;
  return expect.resolve_tenant ? metadata.issuer : expect.issuer;
}

entra::BearerExpectation bearer_expectation(const Settings& settings) {
  entra::BearerExpectation expect;
  expect.issuer = issuer_policy(settings);
  expect.audiences = settings.provider.audiences;
  expect.algorithms = settings.provider.algorithms;
  expect.accept_id_tokens = !settings.provider.confidential;
  expect.accept_app_tokens = true;
  return expect;
}

entra::SignInExpectation sign_in_expectation(const Settings& settings, std::optional<std::string> nonce) {
  entra::SignInExpectation expect;
  expect.issuer = issuer_policy(settings);
  expect.id_token.client_id = settings.provider.client.id;
  if (nonce) expect.id_token.max_age = settings.provider.client.max_age;  // a renewal is no new authentication
  expect.id_token.nonce = std::move(nonce);
  expect.algorithms = settings.provider.algorithms;
  return expect;
}

}  // namespace sallyport::gateway
