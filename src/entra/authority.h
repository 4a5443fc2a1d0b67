// The authority: host and tenant, in each way in which people write it. Source: entra.md 2, the Azure SSO guide.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/tagged.h"
#include "entra/cloud.h"
#include "oidc/rp/metadata.h"

namespace sallyport::entra {

enum class Audience { one_tenant, common, organizations, consumers };

struct Authority {
  std::string origin;  // "https://login.microsoftonline.com", "http://localhost:8080"
  std::string tenant;  // GUID, domain, or "common" …, in lower case
  Audience audience = Audience::one_tenant;
  const Cloud* cloud = nullptr;  // null: a host that is no cloud of Microsoft's (the local directory)

  std::string base() const { return origin + "/" + tenant; }
  std::string discovery_uri() const { return base() + "/v2.0/.well-known/openid-configuration"; }
  std::string keys_uri() const { return base() + "/discovery/v2.0/keys"; }
  // The issuer that its metadata must name: "{origin}/{tenant}/v2.0", with {tenantid} for common and organizations, and
  // for a tenant given by its domain, whose GUID only the metadata tells. External ID names the tenant in its host too.
  std::string v2_issuer() const;
  bool tenant_is_domain() const;
  std::string graph_origin() const;  // where getMemberObjects is asked; the directory's own origin where cloud is null
};

// What oidc::rp::parse_metadata must be told about this authority: its issuer, and the hosts of its cloud.
oidc::rp::MetadataExpectation metadata_expectation(const Authority& authority);

// Something had one certain meaning and was put right.
struct Correction {
  // "authority_has_endpoint_path", "authority_trailing_slash", "authority_v2_suffix", "authority_alias" (another name
  // of the same cloud), "authority_no_scheme", "authority_is_url_in_url", "external_id_tenant" (left out, named by the
  // host), "tenant_is_url", "discovery_v1" (the v1.0 document).
  std::string_view what;
  std::string written;
  std::string read_as;
};

struct ParsedAuthority {
  Authority authority;
  std::vector<Correction> corrections;
};

// Reads "https://host/tenant", with a trailing slash, "/v2.0", "/oauth2/v2.0/authorize" and the like put right.
// Errors: malformed/"authority_url"; rejected/"authority_no_tenant", "authority_tenant" (neither GUID, nor domain, nor
// one of the three words: a placeholder that was left standing), "authority_path", "authority_http" (http for anything
// but loopback).
Result<ParsedAuthority> parse_authority(std::string_view text);

struct ParsedTenant {
  std::string tenant;
  std::vector<Correction> corrections;
};

// A tenant alone: a GUID, a domain or one of the three words; an authority's URL in its place is put right.
// Errors: as parse_authority.
Result<ParsedTenant> parse_tenant(std::string_view text);

// The same from a discovery URI; a query "appid=GUID" is let pass. Errors: as above; rejected/"discovery_no_tenant",
// "discovery_path".
Result<ParsedAuthority> parse_discovery_uri(std::string_view text);

// "{tenantid}" replaced. Source: entra.md 7.7.
std::string expand_issuer(std::string_view issuer_template, const TenantId& tenant);

// Whether `issuer` is the template, expanded with this GUID.
bool is_expansion(std::string_view issuer_template, std::string_view tenant, std::string_view issuer);

}  // namespace sallyport::entra
