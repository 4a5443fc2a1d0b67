#include "gateway/call/site.h"

#include <algorithm>

#include "base/text.h"
#include "http/url.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kHostPrefix = "__Host-";

// Leaves out a text that is not a network, so that it matches no address.
std::vector<http::IpNetwork> read_networks(const std::vector<std::string>& texts) {
  std::vector<http::IpNetwork> networks;
  for (const std::string& text : texts)
    if (const auto network = http::IpNetwork::parse(text)) networks.push_back(*network);
  return networks;
}

// A browser keeps a __Host- cookie only over https, and only for the whole host (RFC 6265bis 4.1.3.2). Over http, which
// is for loopback only, the name has no prefix. Below a base path the cookie is for that path, so it gets __Secure-.
std::string cookie_name(const Settings& settings, bool secure) {
  const std::string_view name = settings.sessions.cookie_name;
  if (!name.starts_with(kHostPrefix)) return std::string(name);
  const std::string_view rest = name.substr(kHostPrefix.size());
  if (!secure) return std::string(rest);
  return settings.server.base_path.empty() ? std::string(name) : "__Secure-" + std::string(rest);
}

std::string authority_of(const http::Url& url) {
  return url.origin().substr(url.scheme.size() + 3);
}

}  // namespace

Site::Site(const Settings& settings)
    : base_path(settings.server.base_path), trusted_proxies(read_networks(settings.server.trusted_proxies)) {
  if (const auto url = http::Url::parse(settings.server.public_url)) {
    origin = url->origin();
    scheme = url->scheme;
    secure = scheme == "https";
    authority = authority_of(*url);
    hosts.push_back(authority);
    hosts.push_back(authority.find(':') == std::string::npos || authority.ends_with(']')
                        ? authority + ":" + std::to_string(url->port)
                        : authority);
  }
  if (!base_path.empty()) cookie_path = base_path;
  hosts.insert(hosts.end(), settings.server.extra_hosts.begin(), settings.server.extra_hosts.end());
  session_cookie = cookie_name(settings, secure);
  sign_in_cookie = session_cookie + "-signin-";
  admin_browser_cookie = session_cookie + "-admin-browser";
  account_browser_cookie = session_cookie + "-account-browser";
  const auto redirect = http::Url::parse(settings.provider.client.redirect_uri);
  const bool here = redirect && redirect->origin() == origin && http::path_is_under(redirect->path, base_path);
  callback_path = here ? redirect->path.substr(base_path.size()) : "/callback";
}

std::string Site::address_of(std::string_view path) const {
  return origin + base_path + std::string(path);
}

bool Site::is_our_cookie(std::string_view name) const {
  return name == session_cookie || name.starts_with(sign_in_cookie) || name == admin_browser_cookie ||
         name == account_browser_cookie;
}

bool Site::is_ours(std::string_view host) const {
  return std::ranges::any_of(hosts, [host](const std::string& ours) { return ascii_iequals(ours, host); });
}

bool Site::trusts(const http::Peer& peer) const {
  if (peer.unix_socket) return true;
  const auto address = http::IpAddress::parse(peer.address);
  return address && http::contains(trusted_proxies, *address);
}

std::string Site::client_of(const http::Request& request) const {
  const http::Peer& peer = *request.peer;
  std::string client = peer.unix_socket ? "unix" : peer.address;
  const auto header = trusts(peer) ? request.header("X-Forwarded-For") : std::nullopt;
  if (!header) return client;
  const auto hops = split_words(*header, ',');
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    const auto address = http::IpAddress::parse_node(*hop);
    if (!address) break;
    client = address->print();
    if (!http::contains(trusted_proxies, *address)) break;
  }
  return client;
}

Fetch Site::fetch_of(const http::Request& request) const {
  if (request.count("Sec-Fetch-Site") > 0)
    return request.header("Sec-Fetch-Site") == "same-origin" ? Fetch::same_origin : Fetch::other;
  if (request.count("Origin") > 0) return request.header("Origin") == origin ? Fetch::same_origin : Fetch::other;
  return Fetch::unknown;
}

}  // namespace sallyport::gateway
