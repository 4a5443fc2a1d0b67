// The authority: the host and the tenant at which people sign in. The parsers also accept common misspellings that can
// mean only one thing, and report each correction. All functions are pure. Source: docs/entra.md, Clouds and
// authorities.
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
  std::string tenant;  // a GUID, a domain, "common", "organizations" or "consumers", in lower case
  Audience audience = Audience::one_tenant;
  const Cloud* cloud = nullptr;  // null for a host that is not Microsoft's, such as the local directory

  std::string base() const { return origin + "/" + tenant; }
  std::string discovery_uri() const { return base() + "/v2.0/.well-known/openid-configuration"; }
  std::string keys_uri() const { return base() + "/discovery/v2.0/keys"; }
  // The issuer that the metadata must name: "{origin}/{tenant}/v2.0". For common, organizations and a tenant that is
  // given by its domain it is a template with {tenantid}, because only the metadata has the GUID. At External ID the
  // host names the tenant too.
  std::string v2_issuer() const;
  bool tenant_is_domain() const;
  std::string graph_origin() const;  // the origin of Microsoft Graph; the authority's own origin if cloud is null
};

// The expectation with which oidc::rp::parse_metadata checks this authority's metadata: its issuer and its hosts.
oidc::rp::MetadataExpectation metadata_expectation(const Authority& authority);

// Reports a text that was corrected because it could mean only one thing.
struct Correction {
  // "authority_has_endpoint_path", "authority_trailing_slash", "authority_v2_suffix", "authority_alias" (another host
  // of the same cloud), "authority_no_scheme", "authority_is_url_in_url", "external_id_tenant" (the tenant was missing
  // and is taken from the host), "tenant_is_url", "discovery_v1" (the URI of the v1.0 document).
  std::string_view what;
  std::string written;
  std::string read_as;
};

struct ParsedAuthority {
  Authority authority;
  std::vector<Correction> corrections;
};

// Reads "https://host/tenant", and corrects a trailing slash, "/v2.0", "/oauth2/v2.0/authorize" and the like.
// Errors: malformed/"authority_url"; rejected/"authority_no_tenant", "authority_tenant" (the tenant is not a GUID, a
// domain, common, organizations or consumers; often it is a placeholder), "authority_path", "authority_http" (http to a
// host that is not loopback).
Result<ParsedAuthority> parse_authority(std::string_view text);

struct ParsedTenant {
  std::string tenant;
  std::vector<Correction> corrections;
};

// Reads a tenant: a GUID, a domain, common, organizations or consumers. Also accepts an authority's URL, and takes the
// tenant from it. Errors: those of parse_authority.
Result<ParsedTenant> parse_tenant(std::string_view text);

// Reads the authority from a discovery URI, which may have the query "appid=GUID". Errors: those of parse_authority;
// rejected/"discovery_no_tenant", "discovery_path".
Result<ParsedAuthority> parse_discovery_uri(std::string_view text);

// The template with every "{tenantid}" replaced by the tenant. Source: docs/entra.md, Tokens and claims.
std::string expand_issuer(std::string_view issuer_template, const TenantId& tenant);

// Whether `issuer` equals expand_issuer of the template and the tenant.
bool is_expansion(std::string_view issuer_template, std::string_view tenant, std::string_view issuer);

}  // namespace sallyport::entra
