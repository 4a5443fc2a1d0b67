#include "entra/authority.h"

#include <algorithm>
#include <array>

#include "base/characters.h"
#include "base/text.h"
#include "entra/account.h"
#include "http/address.h"
#include "http/url.h"

namespace sallyport::entra {
namespace {

constexpr std::string_view kRule = "docs/entra.md, Clouds and authorities";
// The tenant of personal accounts, which is also called `consumers` (docs/entra.md, Endpoints).
constexpr std::string_view kV2Discovery = "/v2.0/.well-known/openid-configuration";
constexpr std::string_view kV1Discovery = "/.well-known/openid-configuration";

// The ends of the URLs that people copy from the portal's "Endpoints" instead of the authority.
constexpr std::array<std::string_view, 13> kEndpointPaths{
    "/oauth2/v2.0/authorize",
    "/oauth2/v2.0/token",
    "/oauth2/v2.0/logout",
    "/oauth2/v2.0/devicecode",
    "/oauth2/v2.0",
    "/oauth2/authorize",
    "/oauth2/token",
    "/oauth2",
    "/discovery/v2.0/keys",
    "/discovery/keys",
    "/saml2",
    kV2Discovery,
    kV1Discovery,
};

Failure malformed(std::string_view text) {
  return failure(Kind::malformed, "authority_url", kRule, std::string(text.substr(0, 256)));
}

Failure rejected(std::string_view reason, std::string_view text) {
  return failure(Kind::rejected, reason, kRule, std::string(text.substr(0, 256)));
}

// Whether the text is a domain such as "contoso.onmicrosoft.com": at least two labels of lower-case letters, digits and
// hyphens. The last label has only letters, so that "v2.0" is no domain.
bool is_domain(std::string_view text) {
  const auto is_character = [&](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '.'; };
  const auto last_dot = text.rfind('.');
  if (text.size() > 253 || last_dot == std::string_view::npos || last_dot == 0 || last_dot + 1 == text.size())
    return false;
  return std::ranges::all_of(text, is_character) && std::ranges::all_of(text.substr(last_dot + 1), is_lower) &&
         text.front() != '.' && text.find("..") == std::string_view::npos;
}

Result<Audience> audience_of(std::string_view tenant) {
  if (tenant == "common") return Audience::common;
  if (tenant == "organizations") return Audience::organizations;
  if (tenant == "consumers") return Audience::consumers;
  if (!is_guid(tenant) && !is_domain(tenant)) return rejected("authority_tenant", tenant);
  return Audience::one_tenant;
}

// The text that is being read, and the corrections made so far.
struct Reader {
  std::string_view text;
  std::vector<Correction> corrections{};

  void correct(std::string_view what, std::string read_as) {
    corrections.push_back({what, std::string(text), std::move(read_as)});
  }

  // Parses the URL. A missing scheme is added if the host belongs to a cloud of Entra ID.
  Result<http::Url> url() {
    std::string written(trim(text));
    const auto host = written.substr(0, written.find('/'));
    if (written.find("://") == std::string::npos && find_cloud(host) != nullptr) {
      written.insert(0, "https://");
      correct("authority_no_scheme", written);
    }
    auto parsed = http::Url::parse(written);
    if (!parsed) return malformed(text);
    if (parsed->scheme != "https" && !http::is_loopback_host(parsed->host)) return rejected("authority_http", text);
    return parsed;
  }

  // Makes the authority from the URL's host and a path "/tenant". Errors: rejected/`no_tenant` if the path names no
  // tenant.
  Result<ParsedAuthority> finish(const http::Url& url, std::string_view path, std::string_view no_tenant) {
    Authority out;
    out.origin = url.origin();
    out.cloud = find_cloud(url.host);
    out.tenant = ascii_lower(path.substr(std::min<std::size_t>(1, path.size())));
    if (out.tenant.empty() && out.cloud != nullptr && is_external_id(*out.cloud)) {
      out.tenant = url.host.substr(0, url.host.find('.')) + ".onmicrosoft.com";
      correct("external_id_tenant", out.base());
    }
    if (out.tenant.empty()) return rejected(no_tenant, text);
    SALLYPORT_TRY(out.audience, audience_of(out.tenant));
    if (out.cloud != nullptr && !is_external_id(*out.cloud) && url.host != out.cloud->login_host) {
      out.origin = "https://" + std::string(out.cloud->login_host);  // the issuer in the metadata has this host
      correct("authority_alias", out.base());
    }
    return ParsedAuthority{std::move(out), std::move(corrections)};
  }
};

// The path "/tenant", without endpoint paths, "/v2.0" and slashes that follow the tenant.
Result<std::string> tenant_path(Reader& reader, const http::Url& url) {
  std::string path = ascii_lower(url.path);  // Entra ID accepts paths in any case
  const auto read_as = [&] { return url.origin() + path; };
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  if (path.size() < url.path.size()) reader.correct("authority_trailing_slash", read_as());
  for (const auto suffix : kEndpointPaths) {
    if (!path.ends_with(suffix)) continue;
    path.resize(path.size() - suffix.size());
    reader.correct("authority_has_endpoint_path", read_as());
    break;
  }
  if (path.ends_with("/v2.0")) {
    path.resize(path.size() - 5);
    reader.correct("authority_v2_suffix", read_as());
  }
  if (path == "/") path.clear();
  if (std::ranges::count(path, '/') > 1) return rejected("authority_path", reader.text);
  return path;
}

// The second URL in "https://login.microsoftonline.com/https://login.microsoftonline.com/{id}", which people write when
// they fill a template with a whole URL. Empty if there is none.
std::string_view inner_url(const http::Url& url) {
  const std::string_view path = url.path;
  return path.starts_with("/https://") ? path.substr(1) : std::string_view();
}

std::string with_tenant(std::string text, std::string_view tenant) {
  for (auto at = text.find(oidc::rp::kTenantPlaceholder); at != std::string::npos;
       at = text.find(oidc::rp::kTenantPlaceholder, at))
    text.replace(at, oidc::rp::kTenantPlaceholder.size(), tenant);
  return text;
}

}  // namespace

bool Authority::tenant_is_domain() const {
  return audience == Audience::one_tenant && !is_guid(tenant);
}

std::string Authority::v2_issuer() const {
  const bool is_template = audience == Audience::common || audience == Audience::organizations || tenant_is_domain();
  const std::string_view name = audience == Audience::consumers ? kPersonalTenant
                                : is_template                   ? oidc::rp::kTenantPlaceholder
                                                                : std::string_view(tenant);
  return entra::v2_issuer(origin, name);
}

std::string Authority::graph_origin() const {
  return cloud == nullptr ? origin : "https://" + std::string(cloud->graph_host);
}

oidc::rp::MetadataExpectation metadata_expectation(const Authority& authority) {
  oidc::rp::MetadataExpectation out;
  out.issuer = authority.v2_issuer();
  out.resolve_tenant = authority.tenant_is_domain();
  out.allow_http = authority.cloud == nullptr && authority.origin.starts_with("http://");
  out.hosts.push_back(authority.origin.substr(authority.origin.find("://") + 3));
  if (authority.cloud != nullptr && authority.cloud->login_host == "login.partner.microsoftonline.cn")
    out.hosts.push_back("login.chinacloudapi.cn");  // this cloud has token endpoints there
  if (authority.cloud != nullptr && is_external_id(*authority.cloud) && is_guid(authority.tenant))
    out.hosts.push_back(authority.tenant + std::string(authority.cloud->login_host));
  return out;
}

Result<ParsedAuthority> parse_authority(std::string_view text) {
  Reader reader{text};
  SALLYPORT_TRY(const auto url, reader.url());
  if (const auto inner = inner_url(url); !inner.empty()) {
    SALLYPORT_TRY(auto parsed, parse_authority(inner));
    parsed.corrections.push_back({"authority_is_url_in_url", std::string(text), parsed.authority.base()});
    return parsed;
  }
  if (url.has_query) return malformed(text);
  SALLYPORT_TRY(const auto path, tenant_path(reader, url));
  return reader.finish(url, path, "authority_no_tenant");
}

Result<ParsedTenant> parse_tenant(std::string_view text) {
  const auto written = trim(text);
  if (written.find("://") == std::string_view::npos && written.find('/') == std::string_view::npos) {
    auto tenant = ascii_lower(written);
    if (tenant.empty()) return rejected("authority_no_tenant", text);
    SALLYPORT_CHECK(audience_of(tenant));
    return ParsedTenant{std::move(tenant), {}};
  }
  SALLYPORT_TRY(auto parsed, parse_authority(written));
  ParsedTenant out{parsed.authority.tenant, {}};
  out.corrections.push_back({"tenant_is_url", std::string(text), out.tenant});
  return out;
}

Result<ParsedAuthority> parse_discovery_uri(std::string_view text) {
  Reader reader{text};
  SALLYPORT_TRY(const auto url, reader.url());
  const bool is_appid = url.query.starts_with("appid=") && is_guid(std::string_view(url.query).substr(6));
  if (url.has_query && !is_appid) return malformed(text);
  const std::string lower = ascii_lower(url.path);
  std::string_view path = lower;
  const bool is_v2 = path.ends_with(kV2Discovery);
  if (!path.ends_with(kV1Discovery)) return rejected("discovery_path", text);
  path.remove_suffix(is_v2 ? kV2Discovery.size() : kV1Discovery.size());
  const bool misses_slash = !is_v2 && path.ends_with("v2.0");  // "…/{tenant}v2.0/.well-known/…"
  if (misses_slash || std::ranges::count(path, '/') > 1 || path == "/") return rejected("discovery_path", text);
  if (!is_v2 && !path.empty())
    reader.correct("discovery_v1", url.origin() + std::string(path) + std::string(kV2Discovery));
  return reader.finish(url, path, "discovery_no_tenant");
}

std::string expand_issuer(std::string_view issuer_template, const TenantId& tenant) {
  return with_tenant(std::string(issuer_template), tenant.value);
}

bool is_expansion(std::string_view issuer_template, std::string_view tenant, std::string_view issuer) {
  while (true) {
    const std::size_t at = issuer_template.find(oidc::rp::kTenantPlaceholder);
    const std::string_view before = issuer_template.substr(0, at);
    if (!issuer.starts_with(before)) return false;
    issuer.remove_prefix(before.size());
    if (at == std::string_view::npos) return issuer.empty();
    if (!issuer.starts_with(tenant)) return false;
    issuer.remove_prefix(tenant.size());
    issuer_template.remove_prefix(at + oidc::rp::kTenantPlaceholder.size());
  }
}

}  // namespace sallyport::entra
