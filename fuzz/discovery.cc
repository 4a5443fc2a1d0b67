// Accepted metadata names the expected issuer, and only endpoints on the configured hosts.
#include "fuzz/fuzz.h"
#include "http/url.h"
#include "oidc/rp/metadata.h"

namespace {

bool is_at_home(const std::string& endpoint) {
  const auto url = sallyport::http::Url::parse(endpoint);
  return url && (url->origin() == "https://login.example" || url->origin() == "http://localhost:8080");
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  oidc::rp::MetadataExpectation expect;
  expect.issuer = "https://login.example/{tenantid}/v2.0";
  expect.allow_http = true;
  expect.hosts = {"login.example", "localhost:8080"};
  for (const bool resolve : {false, true}) {
    expect.resolve_tenant = resolve;
    const auto metadata = oidc::rp::parse_metadata(text, expect);
    if (!metadata) continue;
    require(resolve == (metadata->issuer != expect.issuer));
    require(metadata->issuer.starts_with("https://login.example/") && metadata->issuer.ends_with("/v2.0"));
    require(is_at_home(metadata->authorization_endpoint) && is_at_home(metadata->token_endpoint));
    require(is_at_home(metadata->jwks_uri));
    require(metadata->end_session_endpoint.empty() || is_at_home(metadata->end_session_endpoint));
  }
}
