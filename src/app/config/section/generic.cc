#include <algorithm>

#include "app/config/section/section.h"
#include "http/address.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kGenericAuthority = "authenticationConfiguration.authority";
constexpr std::string_view kGenericDiscovery = "authenticationConfiguration.oidcConfiguration.discoveryUri";
constexpr std::string_view kEndpointHosts = "authenticationConfiguration.oidcConfiguration.endpointHosts";
constexpr std::string_view kGenericPrivateHosts = "server.privateHosts";
constexpr std::string_view kWellKnown = "/.well-known/openid-configuration";

// Providers whose discovery documents name endpoints on other hosts than the issuer's.
struct Preset {
  std::string_view provider;
  std::string_view issuer;  // the default, without authority and discoveryUri; may be empty
  std::vector<std::string> hosts;
};

const std::vector<Preset>& presets() {
  static const std::vector<Preset> rows{
      {"google",
       "https://accounts.google.com",
       {"oauth2.googleapis.com", "www.googleapis.com", "openidconnect.googleapis.com"}},
  };
  return rows;
}

std::string without_slash(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

// The issuer that the metadata must name, byte by byte: the discovery URI without its well-known path, else the
// authority, else the provider's default. Empty, and reported, if there is none.
// Source: OpenID Connect Discovery 1.0 4.
std::string find_issuer(const Context& context, std::string_view provider) {
  const auto& values = context.values;
  if (values.given(kGenericDiscovery)) {
    const auto uri = read_discovery_uri(context, kGenericDiscovery);
    if (uri.ends_with(kWellKnown)) return uri.substr(0, uri.size() - kWellKnown.size());
    context.add(rule("authority_invalid"), kGenericDiscovery,
                "`" + uri + "` does not end in " + std::string(kWellKnown),
                "discoveryUri: " + without_slash(uri) + std::string(kWellKnown));
    return {};
  }
  if (values.given(kGenericAuthority)) return values.text(kGenericAuthority);
  const auto preset = std::ranges::find(presets(), provider, &Preset::provider);
  if (preset != presets().end()) return std::string(preset->issuer);
  if (!values.broken(kGenericDiscovery) && !values.broken(kGenericAuthority))
    context.add(rule("missing_key"), kGenericDiscovery, "the provider is not named anywhere",
                "discoveryUri: https://ISSUER" + std::string(kWellKnown));
  return {};
}

void check_key_urls(const Context& context) {
  constexpr std::string_view kKeyUrls = "authenticationConfiguration.publicKeyUrls";
  for (const auto& text : context.values.list(kKeyUrls)) {
    const auto url = http::Url::parse(text);
    if (!url)
      context.add(rule("bad_value"), kKeyUrls, "`" + text + "` is no URL", "the key left out");
    else if (!url->path.ends_with("/api/v1/system/config/jwks"))
      context.add(rule("key_url_unused"), kKeyUrls,
                  "`" + text + "` is not fetched: the discovery document names the keys");
  }
}

}  // namespace

void build_generic(const Context& context, LoadedConfig& out, gateway::ProviderSettings& provider) {
  check_key_urls(context);
  const auto issuer = find_issuer(context, provider.name);
  if (issuer.empty()) return;
  const auto key = context.values.given(kGenericDiscovery) ? kGenericDiscovery : kGenericAuthority;
  const auto url = http::Url::parse(issuer);
  if (!url)
    return context.add(rule("authority_invalid"), key, "`" + issuer + "` is no absolute URL",
                       "discoveryUri: https://ISSUER" + std::string(kWellKnown));
  const bool loopback = http::is_loopback_host(url->host);
  if (url->scheme == "http" && !loopback)
    context.add(rule("authority_invalid"), key, "`" + issuer + "` is http to another machine",
                "https://" + issuer.substr(7));
  auto& metadata = provider.metadata;
  metadata.discovery_uri = without_slash(issuer) + std::string(kWellKnown);
  metadata.expect.issuer = issuer;
  metadata.expect.allow_http = loopback && url->scheme == "http";
  metadata.expect.hosts = context.values.list(kEndpointHosts);
  metadata.expect.hosts.insert(metadata.expect.hosts.begin(), host_and_port(*url));
  out.outgoing_inside_hosts = metadata.expect.hosts;
  for (auto& host : context.values.list(kGenericPrivateHosts)) out.outgoing_inside_hosts.push_back(std::move(host));
  const auto preset = std::ranges::find(presets(), provider.name, &Preset::provider);
  if (preset != presets().end())
    metadata.expect.hosts.insert(metadata.expect.hosts.end(), preset->hosts.begin(), preset->hosts.end());
  out.outgoing_hosts = metadata.expect.hosts;
  if (metadata.expect.allow_http) out.outgoing_http_hosts = {host_and_port(*url)};
  if (loopback) out.outgoing_loopback_hosts = {host_and_port(*url)};
}

}  // namespace sallyport::app::config
