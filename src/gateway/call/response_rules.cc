#include "gateway/call/response_rules.h"

#include <algorithm>

#include "base/text.h"
#include "http/url.h"

namespace sallyport::gateway {
namespace {

// The name of a cookie ends at the first '=' (RFC 6265bis 5.6). A browser sends a cookie without a name as its bare
// value, so a server reads "=a=b" as the cookie a.
std::string_view cookie_name_of(std::string_view set_cookie) {
  std::string_view pair = trim(set_cookie.substr(0, set_cookie.find(';')));
  while (pair.starts_with('=')) pair = trim(pair.substr(1));
  return trim(pair.substr(0, pair.find('=')));
}

// Whether the URL is the application's own address, which the public does not know.
bool is_upstream(const http::Upstream& upstream, const http::Url& url) {
  const std::string_view port = upstream.port.empty() ? (upstream.tls ? "443" : "80") : std::string_view(upstream.port);
  return upstream.unix_path.empty() && url.host == upstream.host && std::to_string(url.port) == port;
}

}  // namespace

bool meddles_with_our_cookies(const http::HeaderView& header, const Site& site) {
  if (ascii_iequals(header.name, "Clear-Site-Data"))
    return header.value.find("cookies") != std::string_view::npos || header.value.find('*') != std::string_view::npos;
  if (!ascii_iequals(header.name, "Set-Cookie")) return false;
  return site.is_our_cookie(cookie_name_of(header.value));
}

std::string public_prefix(const Site& site, const Route& route) {
  const bool strips = route.strip_prefix && route.path != "/";
  return site.base_path + (strips ? route.path : std::string());
}

std::optional<std::string> public_location(const Site& site, const Route& route, std::string_view location) {
  const std::string prefix = public_prefix(site, route);
  std::string origin;
  if (!location.starts_with('/') || location.starts_with("//")) {
    const auto url = http::Url::parse(location.substr(0, location.find('#')));
    if (!url || (url->origin() != site.origin && !is_upstream(*route.upstream, *url))) return std::nullopt;
    origin = site.origin;
    location.remove_prefix(std::min(location.find('/', location.find("://") + 3), location.size()));
  }
  const std::string_view path = location.substr(0, location.find_first_of("?#"));
  if (http::path_is_under(path, prefix)) return std::nullopt;
  return origin + prefix + std::string(location);
}

std::shared_ptr<const http::ResponseRules> response_rules(const Site& site, const Route& route) {
  auto rules = std::make_shared<http::ResponseRules>();
  const bool personal = route.access != RouteAccess::public_;
  if (personal) rules->added.push_back({"Cache-Control", "private"});
  if (site.secure) rules->added.push_back({"Strict-Transport-Security", "max-age=31536000"});
  rules->dropped = {"strict-transport-security"};
  if (personal && route.frames == Frames::refuse) {
    // The application's own policy stays; a browser obeys both (CSP 3 8.1).
    rules->added.push_back({"Content-Security-Policy", "frame-ancestors 'self'"});
    rules->added.push_back({"X-Frame-Options", "SAMEORIGIN"});
    rules->dropped.push_back("x-frame-options");
  }
  rules->drop = [&site](const http::HeaderView& header) { return meddles_with_our_cookies(header, site); };
  if (!public_prefix(site, route).empty())
    rules->replace = [&site, route](const http::HeaderView& header) -> std::optional<std::string> {
      const bool leads = ascii_iequals(header.name, "Location") || ascii_iequals(header.name, "Content-Location");
      return leads ? public_location(site, route, header.value) : std::nullopt;
    };
  return rules;
}

}  // namespace sallyport::gateway
