#include "gateway/call/site.h"

#include <gtest/gtest.h>

namespace sallyport::gateway {
namespace {

Site site_behind(std::vector<std::string> proxies) {
  Settings settings;
  settings.server.public_url = "https://app.example";
  settings.server.trusted_proxies = std::move(proxies);
  return Site(settings);
}

bool trusts(const Site& site, std::string_view address) {
  return site.trusts(http::Peer{std::string(address), false, false});
}

std::string client_of(const Site& site, std::string_view forwarded, std::string_view peer = "10.0.0.1") {
  http::Request request;
  request.peer = std::make_shared<http::Peer>(http::Peer{std::string(peer), false, false});
  request.headers.push_back({"X-Forwarded-For", forwarded});
  return site.client_of(request);
}

TEST(TrustedProxies, AreTheNamedOnes) {
  const Site site = site_behind({"10.0.0.0/8", "192.0.2.7", "fd00::/8", "nonsense", "10.0.0.0/99", "0.0.0.0/x"});
  for (const std::string_view inside : {"10.255.0.1", "192.0.2.7", "fd12::1", "::ffff:10.1.2.3"})
    EXPECT_TRUE(trusts(site, inside)) << inside;
  for (const std::string_view outside :
       {"11.0.0.1", "192.0.2.8", "fe80::1", "", "nonsense", "10.0.0.1.evil", "127.0.0.1"})
    EXPECT_FALSE(trusts(site, outside)) << outside;
}

TEST(TrustedProxies, AreNobodyByDefault) {
  EXPECT_FALSE(trusts(site_behind({}), "127.0.0.1"));
  EXPECT_FALSE(trusts(site_behind({}), "::1"));
}

TEST(ClientOf, IsOneClientWhateverItsPort) {
  RecordProperty("covers", "A13");
  const Site site = site_behind({"10.0.0.0/8"});
  for (const std::string_view text :
       {"203.0.113.8", "203.0.113.8:40001", " 203.0.113.8:40002 ", "::ffff:203.0.113.8", "[::ffff:203.0.113.8]:40003"})
    EXPECT_EQ(client_of(site, text), "203.0.113.8") << text;
  for (const std::string_view text : {"2001:db8::7", "[2001:db8::7]", "[2001:db8::7]:443", "2001:DB8:0::7"})
    EXPECT_EQ(client_of(site, text), "2001:db8::7") << text;
}

TEST(ClientOf, IsTheLastOneThatNoTrustedProxyWroteAboutItself) {
  const Site site = site_behind({"10.0.0.0/8"});
  EXPECT_EQ(client_of(site, "198.51.100.1, 203.0.113.8, 10.0.0.2"), "203.0.113.8")
      << "what comes first is the client's own word";
  EXPECT_EQ(client_of(site, "203.0.113.8:1, 10.0.0.2:443"), "203.0.113.8") << "a trusted hop with a port";
  EXPECT_EQ(client_of(site, "203.0.113.8", "192.0.2.1"), "192.0.2.1") << "the peer is not trusted";
}

TEST(ClientOf, StopsAtWhatIsNoAddress) {
  const Site site = site_behind({"10.0.0.0/8"});
  for (const std::string_view text : {"unknown", "_hidden", "", "203.0.113.8:99999", "203.0.113.8:x"})
    EXPECT_EQ(client_of(site, text), "10.0.0.1") << text;
  EXPECT_EQ(client_of(site, "203.0.113.8, unknown, 10.0.0.2"), "10.0.0.2");
}

TEST(Site, OverHttpTheCookiesHaveNoHostPrefixAndAreNotSecure) {
  Settings settings;
  settings.server.public_url = "http://localhost:8585";
  const Site site(settings);
  EXPECT_EQ(site.session_cookie, "sallyport");
  EXPECT_EQ(site.sign_in_cookie, "sallyport-signin-");
  EXPECT_FALSE(site.secure);
  EXPECT_TRUE(site.is_ours("localhost:8585"));
  EXPECT_FALSE(site.is_ours("localhost"));
}

}  // namespace
}  // namespace sallyport::gateway
