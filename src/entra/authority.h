// The authority: host and tenant, in each way in which people write it. Source: entra.md 2, the Azure SSO guide.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/tagged.h"
#include "entra/cloud.h"

namespace sallyport::entra {

enum class Audience { one_tenant, common, organizations, consumers };

struct Authority {
  std::string origin;           // "https://login.microsoftonline.com", "http://localhost:8080"
  std::string tenant;           // GUID, domain, or "common" …, as written
  Audience audience = Audience::one_tenant;
  const Cloud* cloud = nullptr; // null: a host that is no cloud of Microsoft's (the local directory)

  std::string base() const { return origin + "/" + tenant; }
  std::string discovery_uri() const { return base() + "/v2.0/.well-known/openid-configuration"; }
  std::string keys_uri() const { return base() + "/discovery/v2.0/keys"; }
  // The issuer that its metadata must name: "{origin}/{tenant}/v2.0", with {tenantid} for common and organizations.
  std::string v2_issuer() const;
  std::string graph_origin() const;  // where getMemberObjects is asked; the directory's own origin where cloud is null
};

// Something had one certain meaning and was put right.
struct Correction {
  std::string_view what;  // "authority_has_endpoint_path", "tenant_is_url", "authority_trailing_slash", "authority_v2_suffix"
  std::string written;
  std::string read_as;
};

struct ParsedAuthority {
  Authority authority;
  std::vector<Correction> corrections;
};

// Reads "https://host/tenant", with a trailing slash, "/v2.0", "/oauth2/v2.0/authorize" and the like put right.
// Errors: malformed/"authority_url"; rejected/"authority_no_tenant", "authority_http" (http for anything but loopback).
Result<ParsedAuthority> parse_authority(std::string_view text);

// The same from a discovery URI. Errors: as above; rejected/"discovery_no_tenant", "discovery_path".
Result<ParsedAuthority> parse_discovery_uri(std::string_view text);

// "{tenantid}" replaced. Source: entra.md 7.7.
std::string expand_issuer(std::string_view issuer_template, const TenantId& tenant);

}  // namespace sallyport::entra
