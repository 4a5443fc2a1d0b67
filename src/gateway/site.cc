#include "gateway/site.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "http/url.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kHostPrefix = "__Host-";

std::optional<std::array<std::uint8_t, 16>> parse_address(std::string_view text) {
  std::array<std::uint8_t, 16> out{};
  const std::string name(text);
  if (inet_pton(AF_INET6, name.c_str(), out.data()) == 1) return out;
  in_addr v4{};
  if (inet_pton(AF_INET, name.c_str(), &v4) != 1) return std::nullopt;
  out = {};
  out[10] = out[11] = 0xff;
  std::memcpy(out.data() + 12, &v4, 4);
  return out;
}

std::string cookie_name(const Settings& settings, bool secure) {
  const std::string_view name = settings.sessions.cookie_name;
  // A browser keeps a __Host- cookie only over https; http is for loopback alone.
  if (!secure && name.starts_with(kHostPrefix)) return std::string(name.substr(kHostPrefix.size()));
  return std::string(name);
}

std::string authority_of(const http::Url& url) {
  return url.origin().substr(url.scheme.size() + 3);
}

}  // namespace

AddressRanges::AddressRanges(const std::vector<std::string>& texts) {
  for (const std::string_view text : texts) {
    const auto slash = text.find('/');
    const auto network = parse_address(text.substr(0, slash));
    if (!network) continue;
    const bool v4 = text.substr(0, slash).find(':') == std::string_view::npos;
    int bits = 128;
    if (slash != std::string_view::npos) {
      const auto given = parse_decimal(text.substr(slash + 1));
      if (!given || *given < 0 || *given > (v4 ? 32 : 128)) continue;
      bits = static_cast<int>(*given) + (v4 ? 96 : 0);
    }
    ranges_.push_back({*network, bits});
  }
}

bool AddressRanges::contain(std::string_view address) const {
  if (ranges_.empty()) return false;
  const auto wanted = parse_address(address);
  if (!wanted) return false;
  return std::ranges::any_of(ranges_, [&](const Range& range) {
    const auto whole = static_cast<std::size_t>(range.bits / 8);
    if (std::memcmp(wanted->data(), range.network.data(), whole) != 0) return false;
    const int rest = range.bits % 8;
    return rest == 0 || ((*wanted)[whole] >> (8 - rest)) == (range.network[whole] >> (8 - rest));
  });
}

Site::Site(const Settings& settings) : trusted_proxies(settings.server.trusted_proxies) {
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
  hosts.insert(hosts.end(), settings.server.extra_hosts.begin(), settings.server.extra_hosts.end());
  session_cookie = cookie_name(settings, secure);
  sign_in_cookie = session_cookie + "-signin-";
  admin_browser_cookie = session_cookie + "-admin-browser";
  const auto redirect = http::Url::parse(settings.provider.client.redirect_uri);
  callback_path = redirect && redirect->origin() == origin ? redirect->path : "/callback";
}

bool Site::is_our_cookie(std::string_view name) const {
  return name == session_cookie || name.starts_with(sign_in_cookie) || name == admin_browser_cookie;
}

bool Site::is_ours(std::string_view host) const {
  return std::ranges::any_of(hosts, [host](const std::string& ours) { return ascii_iequals(ours, host); });
}

bool Site::trusts(const http::Peer& peer) const {
  return peer.unix_socket || trusted_proxies.contain(peer.address);
}

Fetch Site::fetch_of(const http::Request& request) const {
  if (request.count("Sec-Fetch-Site") > 0)
    return request.header("Sec-Fetch-Site") == "same-origin" ? Fetch::same_origin : Fetch::other;
  if (request.count("Origin") > 0) return request.header("Origin") == origin ? Fetch::same_origin : Fetch::other;
  return Fetch::unknown;
}

}  // namespace sallyport::gateway
