// What a provider publishes about itself. Source: OpenID Connect Discovery 1.0 3, RFC 8414.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport::oidc::rp {

struct ProviderMetadata {
  std::string issuer;  // may be a template with {tenantid}, only where the expectation allows it
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string jwks_uri;
  std::string end_session_endpoint;             // empty where absent
  bool iss_parameter = false;                   // authorization_response_iss_parameter_supported (RFC 9207)
  std::vector<std::string> token_auth_methods;  // empty where absent
  std::vector<std::string> response_modes;      // empty where absent
  bool operator==(const ProviderMetadata&) const = default;
};

// What stands for the tenant in the issuer of a provider with many.
inline constexpr std::string_view kTenantPlaceholder = "{tenantid}";

struct MetadataExpectation {
  std::string issuer;           // exactly this, or, where it holds {tenantid}, exactly this template
  bool resolve_tenant = false;  // the tenant is known by its domain: one GUID stands where the template has {tenantid}
  bool allow_http = false;      // loopback endpoints over http, for the local directory
  std::vector<std::string> hosts;  // where endpoints may live: "host" (at the scheme's own port) or "host:port"
  bool operator==(const MetadataExpectation&) const = default;
};

// Errors: malformed/"metadata" (member missing or of the wrong type); rejected/"metadata_issuer",
// "metadata_endpoint_scheme", "metadata_endpoint_host"; JSON's own.
Result<ProviderMetadata> parse_metadata(std::string_view text, const MetadataExpectation& expect);

}  // namespace sallyport::oidc::rp
