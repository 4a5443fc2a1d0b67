// Reads the discovery document that a provider publishes about itself. Source: OpenID Connect Discovery 1.0 3, RFC
// 8414.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport::oidc::rp {

struct ProviderMetadata {
  std::string issuer;  // a template with {tenantid} only if the expectation allows it
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string jwks_uri;
  std::string end_session_endpoint;             // empty if absent
  bool iss_parameter = false;                   // authorization_response_iss_parameter_supported (RFC 9207)
  std::vector<std::string> token_auth_methods;  // empty if absent
  std::vector<std::string> response_modes;      // empty if absent
  bool operator==(const ProviderMetadata&) const = default;
};

// The placeholder for the tenant in the issuer of a provider with many tenants.
inline constexpr std::string_view kTenantPlaceholder = "{tenantid}";

struct MetadataExpectation {
  std::string issuer;              // the issuer, or the template with {tenantid}, that the document must name exactly
  bool resolve_tenant = false;     // the tenant is known only by its domain, so a GUID must replace {tenantid}
  bool allow_http = false;         // allows http at loopback hosts, for the local directory
  std::vector<std::string> hosts;  // hosts that endpoints may have: "host" (at the scheme's own port) or "host:port"
  bool operator==(const MetadataExpectation&) const = default;
};

// Parses the document, and checks its issuer and its endpoints. Errors: malformed/"metadata" (a member is missing or
// has the wrong type); rejected/"metadata_issuer", "metadata_endpoint_scheme", "metadata_endpoint_host"; those of
// json::parse_object.
Result<ProviderMetadata> parse_metadata(std::string_view text, const MetadataExpectation& expect);

}  // namespace sallyport::oidc::rp
