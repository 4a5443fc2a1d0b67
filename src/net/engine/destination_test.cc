#include "net/engine/destination.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace sallyport::net {
namespace {

bool host_allowed(const Destinations& destinations, std::string_view url) {
  const auto parsed = http::Url::parse(url);
  EXPECT_TRUE(parsed) << url;
  const auto result = check_host(destinations, *parsed);
  EXPECT_EQ(result ? "http_destination" : result.error().reason, "http_destination");
  return result.has_value();
}

bool address_allowed(Reach reach, const std::string& text) {
  const auto address = IpAddress::parse(text);
  EXPECT_TRUE(address) << text;
  return check_address(reach, *address).has_value();
}

TEST(DestinationHost, IsTheOneThatTheListNames) {
  const Destinations list{.hosts = {"login.example"}};
  EXPECT_TRUE(host_allowed(list, "https://login.example/x"));
  EXPECT_TRUE(host_allowed(list, "https://LOGIN.example:443/"));
  for (const std::string_view url :
       {"https://login.example.evil.example/", "https://xlogin.example/", "https://example/",
        "https://a.login.example/", "https://login.exampl/", "https://login-example/"})
    EXPECT_FALSE(host_allowed(list, url)) << url;
}

TEST(DestinationHost, WithoutAPortIsTheSchemesOwn) {
  const Destinations list{.hosts = {"login.example"}};
  EXPECT_FALSE(host_allowed(list, "https://login.example:8443/"));
  EXPECT_FALSE(host_allowed(list, "https://login.example:80/"));
}

TEST(DestinationHost, WithAPortIsThatPortAlone) {
  const Destinations list{.hosts = {"localhost:8443", "[::1]:9443", "fd00::7"}};
  EXPECT_TRUE(host_allowed(list, "https://localhost:8443/"));
  EXPECT_FALSE(host_allowed(list, "https://localhost/"));
  EXPECT_TRUE(host_allowed(list, "https://[::1]:9443/"));
  EXPECT_FALSE(host_allowed(list, "https://[::1]/"));
  EXPECT_TRUE(host_allowed(list, "https://[fd00::7]/"));
}

TEST(DestinationHost, LeadingDotCoversSubDomainsAtADotAlone) {
  const Destinations list{.hosts = {".Example.com"}};
  EXPECT_TRUE(host_allowed(list, "https://a.example.com/"));
  EXPECT_TRUE(host_allowed(list, "https://a.b.example.com/"));
  EXPECT_FALSE(host_allowed(list, "https://example.com/"));
  EXPECT_FALSE(host_allowed(list, "https://evilexample.com/"));
  EXPECT_FALSE(host_allowed(list, "https://a.example.com.evil.example/"));
  EXPECT_FALSE(host_allowed(list, "https://a.example.com:8443/"));
}

TEST(DestinationHost, EmptyListAndEmptyEntriesNameNobody) {
  EXPECT_FALSE(host_allowed({}, "https://login.example/"));
  EXPECT_FALSE(
      host_allowed({.hosts = {"", ".", ":443", "login.example:", "login.example:x"}}, "https://login.example/"));
}

TEST(DestinationHost, HttpIsForThoseThatTheSecondListNames) {
  const Destinations list{.hosts = {"localhost:8080", "login.example", "a.example:80"},
                          .http_hosts = {"localhost:8080"}};
  EXPECT_TRUE(host_allowed(list, "http://localhost:8080/"));
  EXPECT_FALSE(host_allowed(list, "http://login.example/"));
  EXPECT_FALSE(host_allowed(list, "http://a.example/"));
  EXPECT_FALSE(host_allowed({.http_hosts = {"localhost:8080"}}, "http://localhost:8080/"));  // not in `hosts`
}

TEST(DestinationHost, OfAMetadataServiceIsNeverOne) {
  RecordProperty("covers", "SSRF-01");
  const Destinations list{.hosts = {"metadata.google.internal", "metadata", "instance-data", "169.254.169.254"}};
  for (const std::string_view url :
       {"https://metadata.google.internal/", "https://METADATA/", "https://instance-data/"})
    EXPECT_FALSE(host_allowed(list, url)) << url;
}

// The owner of a name can point it at 127.0.0.1 or 10.0.0.1 (DNS rebinding). Unless the configuration allows it, our
// requests must not go there.
TEST(DestinationReach, OfAHostIsWhatTheConfigurationGivesIt) {
  RecordProperty("covers", "SSRF-01");
  const Destinations list{.hosts = {"localhost:8443", "idp.corp", "login.example"},
                          .loopback_hosts = {"localhost:8443"},
                          .inside_hosts = {"idp.corp"}};
  const auto reach = [&](std::string_view url) { return reach_of(list, *http::Url::parse(url)); };
  EXPECT_TRUE(reach("https://localhost:8443/").loopback);
  EXPECT_FALSE(reach("https://localhost:8443/").inside);
  EXPECT_FALSE(reach("https://localhost/").loopback);
  EXPECT_TRUE(reach("https://idp.corp/").inside);
  EXPECT_FALSE(reach("https://idp.corp/").loopback);
  EXPECT_FALSE(reach("https://login.example/").inside);
  EXPECT_FALSE(reach("https://login.example/").loopback);
}

TEST(DestinationAddress, OfTheOpenInternetIsAllowed) {
  for (const char* text :
       {"20.190.128.1", "172.32.0.1", "172.15.255.255", "192.167.1.1", "100.128.0.1", "223.255.255.255",
        "2603:1006:2000::1", "64:ff9b::1414:1414", "2002:1414:1414::1", "::ffff:20.190.128.1"})
    EXPECT_TRUE(address_allowed({}, text)) << text;
}

TEST(DestinationAddress, OfMetadataAndTheLikeIsNeverAllowed) {
  RecordProperty("covers", "SSRF-01");
  const Reach all{.loopback = true, .inside = true};
  for (const char* text : {"169.254.169.254",
                           "169.254.0.1",
                           "0.0.0.0",
                           "0.1.2.3",
                           "168.63.129.16",
                           "100.100.100.200",
                           "192.0.0.192",
                           "224.0.0.1",
                           "239.255.255.250",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::7f00:1",
                           "fe80::1",
                           "febf::1",
                           "fec0::1",
                           "ff02::1",
                           "fd00:ec2::254",
                           "fd20:ce::254",
                           "2001::1",
                           "::ffff:169.254.169.254",
                           "::ffff:0.0.0.0",
                           "64:ff9b::a9fe:a9fe",
                           "2002:a9fe:a9fe::1"})
    EXPECT_FALSE(address_allowed(all, text)) << text;
}

TEST(DestinationAddress, OfLoopbackNeedsItsPermission) {
  for (const char* text : {"127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"}) {
    EXPECT_FALSE(address_allowed({.inside = true}, text)) << text;
    EXPECT_TRUE(address_allowed({.loopback = true}, text)) << text;
  }
}

TEST(DestinationAddress, OfTheInsideNeedsItsPermission) {
  for (const char* text :
       {"10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "198.18.0.1",
        "fc00::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b:1::1", "2002:0a00:0001::1"}) {
    EXPECT_FALSE(address_allowed({.loopback = true}, text)) << text;
    EXPECT_TRUE(address_allowed({.inside = true}, text)) << text;
  }
}

TEST(DestinationAddress, RefusalNamesTheAddressAndWhatItIs) {
  const auto result = check_address({}, *IpAddress::parse("127.0.0.1"));
  EXPECT_EQ(result.error().kind, Kind::forbidden);
  EXPECT_EQ(result.error().detail, "127.0.0.1 is a loopback address, which is not allowed");
}

TEST(AddressFrom, ReadsASocketsAddress) {
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_addr.s_addr = htonl(0x7f000001);
  EXPECT_EQ(address_from(reinterpret_cast<const sockaddr&>(four)), IpAddress::parse("127.0.0.1"));
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_addr = in6addr_loopback;
  EXPECT_EQ(address_from(reinterpret_cast<const sockaddr&>(six)), IpAddress::parse("::1"));
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  EXPECT_EQ(address_from(reinterpret_cast<const sockaddr&>(local)), std::nullopt);
}

}  // namespace
}  // namespace sallyport::net
