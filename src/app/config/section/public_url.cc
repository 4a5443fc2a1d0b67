// The address where people reach the gateway. The callback, the cookies and the redirects follow from it.
#include <algorithm>
#include <array>

#include "app/config/section/section.h"
#include "base/characters.h"
#include "base/text.h"
#include "entra/cloud.h"
#include "http/address.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kPublicUrl = "server.publicUrl";
constexpr std::string_view kServerUrl = "authenticationConfiguration.oidcConfiguration.serverUrl";
constexpr std::string_view kOidcCallback = "authenticationConfiguration.oidcConfiguration.callbackUrl";
constexpr std::string_view kCallback = "authenticationConfiguration.callbackUrl";

// Hosts that only providers use, besides the clouds of Entra ID. A dot at the start includes every name below.
constexpr std::array<std::string_view, 9> kProviderHosts{
    "sts.windows.net", "graph.microsoft.com", "portal.azure.com",   "accounts.google.com", ".b2clogin.com",
    ".okta.com",       ".auth0.com",          ".amazoncognito.com", ".oktapreview.com"};

// True if a key is given and may name the gateway. A guide calls serverUrl the "base URL for Azure AD authentication
// server", so some files have the provider's host there.
bool names_us(const Context& context, std::string_view key) {
  if (!context.values.given(key)) return false;
  const auto url = http::Url::parse(context.values.text(key));
  return !url || !is_provider_host(*url);
}

void check_provider_host(const Context& context, std::string_view key) {
  if (!context.values.given(key)) return;
  const auto url = http::Url::parse(context.values.text(key));
  if (url && is_provider_host(*url))
    context.add(
        rule("provider_host"), key,
        "`" + context.values.text(key) + "` is the provider's host, and this is where people reach this gateway",
        std::string(last_word(key)) + ": https://HOST of this gateway");
}

bool is_plain_path(std::string_view path) {
  const auto is_plain = [](char c) {
    return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~' || c == '/';
  };
  const auto canonical = http::canonical_path(path);
  return canonical && *canonical == path && !path.ends_with('/') && std::ranges::all_of(path, is_plain);
}

// The base path: "/tools" for "https://host/tools" and "https://host/tools/", empty at the root of a host.
std::string read_base_path(const Context& context, const http::Url& url) {
  std::string path = url.path;
  while (path.ends_with('/')) path.pop_back();
  const bool good = !url.has_query && (path.empty() || is_plain_path(path));
  if (good && (url.path == "/" || path == url.path)) return path;
  context.add(rule("bad_value"), kPublicUrl, "the public URL must end behind host, port or a plain path",
              "publicUrl: " + url.origin() + (good ? path : ""));
  return path;
}

}  // namespace

std::string host_and_port(const http::Url& url) {
  const auto origin = url.origin();
  return origin.substr(origin.find("://") + 3);
}

std::string own_url(const gateway::ServerSettings& server) {
  return server.public_url + server.base_path;
}

bool is_provider_host(const http::Url& url) {
  if (http::is_loopback_host(url.host)) return false;
  return entra::find_cloud(url.host) != nullptr || std::ranges::any_of(kProviderHosts, [&](std::string_view host) {
           return host.starts_with('.') ? url.host.ends_with(host) : url.host == host;
         });
}

bool check_pattern(const Context& context, std::string_view key, std::string_view text, std::string_view write) {
  if (text.find('*') == std::string_view::npos && !text.starts_with('^') && !text.ends_with('$')) return false;
  context.add(rule("pattern"), key, "`" + std::string(text) + "` looks like a pattern, and is compared as it stands",
              std::string(write));
  return true;
}

std::optional<http::Url> read_url(const Context& context, std::string_view key) {
  if (!context.values.given(key)) return std::nullopt;
  const auto text = context.values.text(key);
  auto url = http::Url::parse(text);
  if (url) return *std::move(url);
  const bool lacks_scheme = text.find("://") == std::string::npos && http::Url::parse("https://" + text).has_value();
  context.add(rule("bad_value"), key, "`" + text + "` is no absolute http or https URL",
              std::string(last_word(key)) + ": https://" + (lacks_scheme ? text : "HOST[:PORT]/PATH"));
  return std::nullopt;
}

// OpenMetadata has no publicUrl. An existing file names that address in serverUrl or in its callback.
std::string_view public_url_key(const Context& context) {
  if (context.values.given(kPublicUrl) || is_basic(context.values)) return kPublicUrl;
  if (!is_confidential(context.values)) return names_us(context, kCallback) ? kCallback : kPublicUrl;
  for (const auto key : {kServerUrl, kOidcCallback, kCallback})
    if (names_us(context, key)) return key;
  return kPublicUrl;
}

void build_public_url(const Context& context, gateway::ServerSettings& server) {
  check_provider_host(context, kPublicUrl);
  if (!is_basic(context.values) && is_confidential(context.values)) check_provider_host(context, kServerUrl);
  const auto key = public_url_key(context);
  server.public_url = context.values.given(key) ? std::string() : context.values.text(kPublicUrl);
  const auto url = read_url(context, key);
  if (!url) return;
  server.public_url = url->origin();
  if (key != kPublicUrl)
    context.add(rule("public_url_derived"), key, "decides the public URL, for server.publicUrl is absent",
                "server: {publicUrl: \"" + url->origin() + "\"}");
  else
    server.base_path = read_base_path(context, *url);
  if (url->scheme == "http" && !http::is_loopback_host(url->host))
    context.add(
        rule("public_url_insecure"), key,
        "http carries sessions in the clear; Entra registers http for localhost alone, and browsers keep Secure "
        "cookies from it",
        "publicUrl: https://" + host_and_port(*url));
}

}  // namespace sallyport::app::config
