// The gateway's place on the web, computed once from the settings: origin, hosts, cookie names, trusted proxies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/call/settings.h"
#include "http/address.h"
#include "http/message.h"

namespace sallyport::gateway {

// Which origin made a browser send a request: see Site::fetch_of().
enum class Fetch { same_origin, other, unknown };

struct Site {
  explicit Site(const Settings& settings);

  std::string origin;     // "https://data.example.com"
  std::string base_path;  // "/tools": all our paths begin with it; empty if we are at the root
  std::string scheme;     // "https"
  std::string authority;  // "data.example.com", "localhost:8585"
  bool secure = true;     // https: cookies are Secure, and have the __Host- prefix if we are at the root
  std::string cookie_path = "/";
  std::vector<std::string> hosts;
  std::string session_cookie;
  // The beginning of the cookie's name. Each of the few places for open sign-ins adds its own ending
  // (gateway/sign_in/pending.h).
  std::string sign_in_cookie;
  std::string admin_browser_cookie;    // marks a browser that signed in the local administrator before
  std::string account_browser_cookie;  // marks a browser in which somebody signed in with a local account before
  std::string callback_path;           // of the registered redirect URI, without the base path
  std::vector<http::IpNetwork> trusted_proxies;

  // The public URL of a path of ours: for "/signed-out", "https://data.example.com/tools/signed-out".
  std::string address_of(std::string_view path) const;

  // Whether the cookie is ours. No application may see, set or clear such a cookie.
  bool is_our_cookie(std::string_view name) const;

  // Whether the value of a Host header is one of our hosts, in upper or lower case, with or without the default port.
  bool is_ours(std::string_view host) const;

  // Whether we believe the peer's X-Forwarded-* headers: server.trustedProxies names it, or it is on the unix socket.
  bool trusts(const http::Peer& peer) const;

  // The address of the client that sent the request, without a port. If the peer is trusted, it is the last address in
  // X-Forwarded-For that does not belong to a trusted proxy; otherwise it is the peer's own. A hop that is not an
  // address ends the search, because we cannot tell who it is; then the proxy that added it counts as the client.
  // "unix" for a peer on the unix socket that names no client. Source: attack HTTP-03.
  std::string client_of(const http::Request& request) const;

  // Which origin made the browser send this request, according to Sec-Fetch-Site or, if that is absent, Origin.
  // `unknown` if both are absent. Source: Fetch Metadata; attack SES-09.
  Fetch fetch_of(const http::Request& request) const;
};

}  // namespace sallyport::gateway
