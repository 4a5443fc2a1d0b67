#include <algorithm>

#include "app/config/section/section.h"
#include "base/text.h"
#include "http/address.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kAuthority = "authenticationConfiguration.authority";
constexpr std::string_view kDiscovery = "authenticationConfiguration.oidcConfiguration.discoveryUri";
constexpr std::string_view kTenant = "authenticationConfiguration.oidcConfiguration.tenant";
constexpr std::string_view kAllowed = "authenticationConfiguration.allowedTenants";
constexpr std::string_view kKeys = "authenticationConfiguration.publicKeyUrls";
constexpr std::string_view kPrivateHosts = "server.privateHosts";
constexpr std::string_view kGlobal = "https://login.microsoftonline.com";
constexpr std::string_view kPublishedAuthority = "https://accounts.google.com";  // OpenMetadata's default
constexpr std::string_view kConsumersTenant = "9188040d-6c67-4c5b-b112-36a304b66dad";

// The host and the tenant that one key names.
struct Named {
  entra::Authority authority;
  std::string_view key;
};

std::string right_value(std::string_view key, const entra::Authority& authority) {
  const std::string value = key == kDiscovery ? authority.discovery_uri()
                            : key == kTenant  ? authority.tenant
                                              : authority.base();
  return std::string(last_word(key)) + ": " + value;
}

// An example value for the key, with the configured tenant id if there is one.
std::string example_value(const Context& context, std::string_view key) {
  const auto tenant = context.values.text(kTenant);
  entra::Authority authority;
  authority.origin = std::string(kGlobal);
  authority.tenant = is_guid(tenant) ? ascii_lower(tenant) : "TENANT-ID";
  return right_value(key, authority);
}

struct Sentence {
  std::string_view correction;
  std::string_view text;
};

constexpr Sentence kSentences[] = {
    {"authority_has_endpoint_path", "ends in the path of an endpoint"},
    {"authority_trailing_slash", "ends in a slash"},
    {"authority_v2_suffix", "ends in /v2.0"},
    {"authority_alias", "is another name of the same cloud"},
    {"authority_no_scheme", "does not begin with https://"},
    {"authority_is_url_in_url", "holds a URL where the tenant id belongs"},
    {"external_id_tenant", "leaves out the tenant, which the host names"},
    {"tenant_is_url", "is a URL where the tenant id belongs"},
    {"discovery_v1", "is the discovery document of version 1"},
};

std::string sentence_of(std::string_view correction) {
  const auto found = std::ranges::find(kSentences, correction, &Sentence::correction);
  return found == std::end(kSentences) ? "is not in its plain form" : std::string(found->text);
}

void report_unreadable(const Context& context, std::string_view key, const Error& error) {
  const auto text = context.values.text(key);
  const auto write = example_value(context, key);
  if (error.reason == "discovery_no_tenant" || error.reason == "authority_no_tenant")
    context.add(rule("discovery_without_tenant"), key, "`" + text + "` does not name the tenant", write);
  else if (error.reason == "authority_http")
    context.add(rule("authority_invalid"), key, "`" + text + "` is http to another machine", write);
  else
    context.add(rule("authority_invalid"), key, "`" + text + "` cannot be read as host and tenant", write);
}

std::optional<Named> accept(const Context& context, std::string_view key, Result<entra::ParsedAuthority> parsed) {
  if (!parsed) {
    report_unreadable(context, key, parsed.error());
    return std::nullopt;
  }
  for (const auto& correction : parsed->corrections)
    context.add(rule("authority_put_right"), key, "`" + context.values.text(key) + "` " + sentence_of(correction.what),
                right_value(key, parsed->authority));
  return Named{std::move(parsed->authority), key};
}

std::optional<Named> read_discovery(const Context& context) {
  if (!context.values.given(kDiscovery)) return std::nullopt;
  return accept(context, kDiscovery, entra::parse_discovery_uri(read_discovery_uri(context, kDiscovery)));
}

std::optional<Named> read_authority(const Context& context) {
  if (!context.values.given(kAuthority)) return std::nullopt;
  const auto text = context.values.text(kAuthority);
  const bool left_over =
      text == kPublishedAuthority && (context.values.given(kDiscovery) || context.values.given(kTenant));
  if (left_over && is_confidential(context.values)) return std::nullopt;
  if (text == kPublishedAuthority) {
    context.add(rule("authority_not_entra"), kAuthority,
                "`" + text + "` is the published default, and no cloud of Entra ID",
                example_value(context, kAuthority));
    return std::nullopt;
  }
  return accept(context, kAuthority, entra::parse_authority(text));
}

std::optional<Named> read_tenant(const Context& context) {
  if (!context.values.given(kTenant)) return std::nullopt;
  const auto tenant = entra::parse_tenant(context.values.text(kTenant));
  if (!tenant) return accept(context, kTenant, Failure(tenant.error()));
  auto parsed = entra::parse_authority(std::string(kGlobal) + "/" + tenant->tenant);
  if (parsed) parsed->corrections = tenant->corrections;
  return accept(context, kTenant, std::move(parsed));
}

bool same_tenant(const Named& a, const Named& b) {
  const bool same_host = a.authority.origin == b.authority.origin || a.key == kTenant || b.key == kTenant;
  return same_host && a.authority.tenant == b.authority.tenant;
}

// If one key says `common` and another names a tenant, the tenant wins. This choice cannot admit too many people.
void settle(const Context& context, Named& chosen, const Named& other) {
  if (same_tenant(chosen, other)) return;
  const bool narrowed = chosen.authority.audience != entra::Audience::one_tenant &&
                        other.authority.audience == entra::Audience::one_tenant;
  if (narrowed) {
    const auto before = chosen.authority.tenant;
    chosen.authority.tenant = other.authority.tenant;
    chosen.authority.audience = entra::Audience::one_tenant;
    context.add(rule("common_narrowed"), chosen.key,
                "is of `" + before + "`, while " + std::string(last_word(other.key)) + " names one tenant",
                right_value(chosen.key, chosen.authority));
  } else {
    context.add(rule("tenant_conflict"), other.key,
                "names `" + other.authority.base() + "`, while " + std::string(last_word(chosen.key)) + " names `" +
                    chosen.authority.base() + "`",
                right_value(other.key, chosen.authority));
  }
}

std::optional<Named> find_authority(const Context& context) {
  std::vector<Named> named;
  for (auto found : {read_discovery(context), read_authority(context), read_tenant(context)})
    if (found) named.push_back(*std::move(found));
  if (named.empty()) return std::nullopt;
  // A public client's browser uses the authority, so it comes first. A server uses the discovery document.
  const auto authority = std::ranges::find(named, kAuthority, &Named::key);
  if (!is_confidential(context.values) && authority != named.end())
    std::rotate(named.begin(), authority, authority + 1);
  for (std::size_t i = 1; i < named.size(); ++i) settle(context, named.front(), named[i]);
  return std::move(named.front());
}

void check_missing(const Context& context) {
  for (const auto key : {kAuthority, kDiscovery, kTenant})
    if (context.values.broken(key) || context.values.given(key)) return;  // given, or refused already
  const auto key = is_confidential(context.values) ? kDiscovery : kAuthority;
  context.add(rule("missing_key"), key, "the tenant is not named anywhere", example_value(context, key));
}

void check_authority(const Context& context, const Named& named, bool loopback) {
  const auto& authority = named.authority;
  auto at_home = authority;
  at_home.origin = std::string(kGlobal);
  if (authority.cloud == nullptr && !loopback)
    context.add(rule("authority_not_entra"), named.key,
                "`" + authority.origin + "` belongs to no cloud of Entra ID; provider: custom-oidc is for others",
                right_value(named.key, at_home));
}

std::vector<TenantId> read_allowed_tenants(const Context& context, const Named& named) {
  std::vector<TenantId> tenants;
  for (const auto& text : context.values.list(kAllowed)) {
    if (!is_guid(text))
      context.add(rule("bad_value"), kAllowed, "`" + text + "` is no tenant id",
                  "allowedTenants: [00000000-0000-0000-0000-000000000000]");
    tenants.emplace_back(ascii_lower(text));
  }
  const auto audience = named.authority.audience;
  if (audience == entra::Audience::consumers && tenants.empty()) tenants.emplace_back(std::string(kConsumersTenant));
  if (named.authority.tenant_is_domain()) return tenants;  // the metadata has its GUID, and the issuer must match
  if (audience == entra::Audience::one_tenant) {
    const TenantId own(named.authority.tenant);
    if (!tenants.empty() && tenants != std::vector{own})
      context.add(rule("tenant_conflict"), kAllowed,
                  "lists other tenants than the authority's own, which alone can sign in",
                  "allowedTenants: [" + own.value + "], or an authority of organizations");
    return {own};
  }
  if (tenants.empty() && !context.values.broken(kAllowed))
    context.add(rule("tenants_not_listed"), named.key,
                "`" + named.authority.tenant + "` would let in people of every tenant in the world",
                "allowedTenants: [TENANT-ID], under authenticationConfiguration");
  return tenants;
}

bool is_shared_tenant(std::string_view path) {
  return path.starts_with("/common/") || path.starts_with("/organizations/");
}

void check_key_urls(const Context& context, const entra::Authority& authority) {
  for (const auto& text : context.values.list(kKeys)) {
    const auto url = http::Url::parse(text);
    if (!url) {
      context.add(rule("bad_value"), kKeys, "`" + text + "` is no URL",
                  "publicKeyUrls: [" + authority.keys_uri() + "]");
    } else if (url->path.ends_with("/api/v1/system/config/jwks") || text == authority.keys_uri()) {
      continue;  // the gateway's own keys need no fetching, and discovery finds the tenant's
    } else if (url->origin() == authority.origin && is_shared_tenant(url->path)) {
      if (authority.audience == entra::Audience::one_tenant)
        context.add(rule("keys_of_common"), kKeys, "`" + text + "` serves the keys of every tenant",
                    "publicKeyUrls: [" + authority.keys_uri() + "]");
    } else if (!ascii_lower(url->path).starts_with("/" + authority.tenant + "/")) {
      context.add(rule("key_url_unused"), kKeys,
                  "`" + text + "` is not fetched: the keys come from " + authority.discovery_uri());
    }
  }
}

}  // namespace

void build_entra(const Context& context, LoadedConfig& out, gateway::ProviderSettings& provider) {
  const auto named = find_authority(context);
  if (!named) return check_missing(context);
  const auto url = http::Url::parse(named->authority.origin + "/");
  const bool loopback = url && http::is_loopback_host(url->host);
  check_authority(context, *named, loopback);
  provider.authority = named->authority;
  provider.allowed_tenants = read_allowed_tenants(context, *named);
  check_key_urls(context, named->authority);
  if (!url) return;
  auto& metadata = provider.metadata;
  metadata.discovery_uri = named->authority.discovery_uri();
  metadata.expect = entra::metadata_expectation(named->authority);
  out.outgoing_hosts = metadata.expect.hosts;
  if (named->authority.cloud != nullptr) out.outgoing_hosts.emplace_back(named->authority.cloud->graph_host);
  if (metadata.expect.allow_http) out.outgoing_http_hosts = {host_and_port(*url)};
  if (loopback) out.outgoing_loopback_hosts = {host_and_port(*url)};
  out.outgoing_inside_hosts = context.values.list(kPrivateHosts);
}

}  // namespace sallyport::app::config
