// Where we are on the web, worked out once from the settings: origin, hosts, cookie names, who is believed.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/settings.h"
#include "http/message.h"

namespace sallyport::gateway {

// Addresses in CIDR form; a lone address is a range of one.
class AddressRanges {
 public:
  // What cannot be read is left out: it matches nobody.
  explicit AddressRanges(const std::vector<std::string>& texts);
  bool contain(std::string_view address) const;
  bool empty() const { return ranges_.empty(); }

 private:
  struct Range {
    std::array<std::uint8_t, 16> network{};  // IPv4 as ::ffff:a.b.c.d
    int bits = 0;
  };
  std::vector<Range> ranges_;
};

enum class Fetch { same_origin, other, unknown };

struct Site {
  explicit Site(const Settings& settings);

  std::string origin;     // "https://data.example.com"
  std::string scheme;     // "https"
  std::string authority;  // "data.example.com", "localhost:8585"
  bool secure = true;     // https: cookies are Secure and carry the __Host- prefix
  std::vector<std::string> hosts;
  std::string session_cookie;
  std::string sign_in_cookie;        // prefix; the first characters of state follow
  std::string admin_browser_cookie;  // of a browser that signed in the local administrator before
  std::string callback_path;
  AddressRanges trusted_proxies;

  // No application sees it, sets it or takes it away.
  bool is_our_cookie(std::string_view name) const;

  // The one Host of the request is ours, in any case; with the scheme's own port or without.
  bool is_ours(std::string_view host) const;

  // A peer whose X-Forwarded-* count: named by server.trustedProxies, or on the unix socket.
  bool trusts(const http::Peer& peer) const;

  // Who made the browser send this: Sec-Fetch-Site where there is one, else Origin (Fetch Metadata; attack SES-09).
  Fetch fetch_of(const http::Request& request) const;
};

}  // namespace sallyport::gateway
