#include "http/address.h"

#include <gtest/gtest.h>

#include <vector>

namespace sallyport::http {
namespace {

std::string node(std::string_view text) {
  const auto address = IpAddress::parse_node(text);
  return address ? address->print() : "absent";
}

std::string throttled(std::string_view text) {
  return client_network(IpAddress::parse(text).value()).print();
}

TEST(IpAddress, HasOneValueForEachSpelling) {
  EXPECT_EQ(IpAddress::parse("::ffff:192.0.2.7"), IpAddress::parse("192.0.2.7"));
  EXPECT_EQ(IpAddress::parse("2001:DB8:0::7"), IpAddress::parse("2001:db8::7"));
  EXPECT_EQ(IpAddress::parse("::ffff:1.2.3.4")->print(), "1.2.3.4");
  EXPECT_EQ(IpAddress::parse("FD00:0::1")->print(), "fd00::1");
  EXPECT_NE(IpAddress::parse("::7"), IpAddress::parse("0.0.0.7")) << "IPv4-compatible is not IPv4-mapped";
}

TEST(IpAddress, RefusesWhatProgramsReadInDifferentWays) {
  using namespace std::string_view_literals;
  for (const std::string_view text : std::vector<std::string_view>{
           "", "127.1", "0x7f.0.0.1", "2130706433", "192.0.2.07", "192.0.2.256", "192.0.2.7 ", " ::1", "[::1]",
           "::1%lo", "192.0.2.7:80", "10.0.0.1.evil", "localhost", "1:2:3:4:5:6:7:8:9", "192.0.2.7\0"sv,
           "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"})
    EXPECT_FALSE(IpAddress::parse(text)) << text;
}

TEST(IpAddressNode, AClientHasOneAddressWhateverItsPort) {
  RecordProperty("covers", "A13");
  EXPECT_EQ(node("203.0.113.8"), "203.0.113.8");
  EXPECT_EQ(node("203.0.113.8:40001"), "203.0.113.8");
  EXPECT_EQ(node("203.0.113.8:40002"), "203.0.113.8");
  EXPECT_EQ(node(" 203.0.113.8:1\t"), "203.0.113.8");
  EXPECT_EQ(node("[::1]:80"), "::1");
  EXPECT_EQ(node("[2001:db8::7]"), "2001:db8::7");
  EXPECT_EQ(node("2001:db8::7"), "2001:db8::7");
  EXPECT_EQ(node("::ffff:203.0.113.8"), "203.0.113.8");
  EXPECT_EQ(node("[::ffff:203.0.113.8]:9"), "203.0.113.8");
  EXPECT_EQ(node("fe80::1%eth0"), "fe80::1");
  EXPECT_EQ(node("[fe80::1%25eth0]:80"), "fe80::1");
}

TEST(IpAddressNode, IsAbsentForEverythingElse) {
  RecordProperty("covers", "A13");
  for (const std::string_view text :
       {"", "unknown", "_hidden", "_hidden:80", "example.com:80", "203.0.113.8:", "203.0.113.8:x", "203.0.113.8:65536",
        "203.0.113.8:-1", "[::1", "::1]", "[::1]80", "[::1]:", "[::1]:x", "[]", "[203.0.113.8]x", "203.0.113.8, ::1"})
    EXPECT_EQ(node(text), "absent") << text;
}

TEST(IpAddress, Loopback) {
  for (const std::string_view text : {"127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"})
    EXPECT_TRUE(IpAddress::parse(text)->is_loopback()) << text;
  for (const std::string_view text : {"126.255.255.255", "128.0.0.1", "0.0.0.0", "::", "::2", "::127.0.0.1"})
    EXPECT_FALSE(IpAddress::parse(text)->is_loopback()) << text;
}

TEST(IpAddress, CarriesAnIpv4AddressInNat64And6to4) {
  EXPECT_EQ(IpAddress::parse("64:ff9b::a00:1")->carried().print(), "10.0.0.1");
  EXPECT_EQ(IpAddress::parse("2002:7f00:1::1")->carried().print(), "127.0.0.1");
  for (const std::string_view text : {"64:ff9b:1::a00:1", "2003:7f00:1::1", "10.0.0.1", "::1"})
    EXPECT_EQ(IpAddress::parse(text)->carried(), IpAddress::parse(text)) << text;
}

TEST(IpNetwork, ContainsItsAddressesUpToTheEdge) {
  const auto ten = IpNetwork::parse("10.0.0.0/9").value();
  EXPECT_TRUE(ten.contains(*IpAddress::parse("10.127.255.255")));
  EXPECT_FALSE(ten.contains(*IpAddress::parse("10.128.0.0")));
  EXPECT_FALSE(ten.contains(*IpAddress::parse("9.255.255.255")));
  EXPECT_TRUE(ten.contains(*IpAddress::parse("::ffff:10.1.2.3")));
  const auto alone = IpNetwork::parse("2001:db8::7").value();
  EXPECT_TRUE(alone.contains(*IpAddress::parse("2001:db8::7")));
  EXPECT_FALSE(alone.contains(*IpAddress::parse("2001:db8::6")));
  EXPECT_TRUE(IpNetwork::parse("10.1.2.3/8")->contains(*IpAddress::parse("10.9.9.9"))) << "the rest is ignored";
}

TEST(IpNetwork, RefusesABadPrefix) {
  for (const std::string_view text :
       {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/x", "0.0.0.0/8 ", "::/129", "/8", "", "10.0.0.0/8/8"})
    EXPECT_FALSE(IpNetwork::parse(text)) << text;
}

TEST(IpNetwork, PrintsWhatItReads) {
  for (const std::string_view text : {"10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::/0", "0.0.0.0/0", "::1"})
    EXPECT_EQ(IpNetwork::parse(text)->print(), text);
  EXPECT_EQ(IpNetwork::parse("10.1.2.3/9")->masked().print(), "10.0.0.0/9");
  EXPECT_EQ(IpNetwork::parse("::ffff:10.0.0.0/104")->print(), "10.0.0.0/8");
}

TEST(IpNetwork, EverybodyIsAWholeFamily) {
  for (const std::string_view text : {"0.0.0.0/0", "::/0", "10.0.0.0/0", "::ffff:0:0/96"})
    EXPECT_TRUE(IpNetwork::parse(text)->is_everybody()) << text;
  for (const std::string_view text : {"0.0.0.0/1", "::/1", "0.0.0.0", "2001::/96"})
    EXPECT_FALSE(IpNetwork::parse(text)->is_everybody()) << text;
}

TEST(IpNetwork, AListContainsWhatOneOfItsNetworksDoes) {
  const std::vector<IpNetwork> networks{*IpNetwork::parse("10.0.0.0/8"), *IpNetwork::parse("fd00::/8")};
  EXPECT_TRUE(contains(networks, *IpAddress::parse("fd12::1")));
  EXPECT_FALSE(contains(networks, *IpAddress::parse("fe80::1")));
  EXPECT_FALSE(contains({}, *IpAddress::parse("127.0.0.1")));
}

TEST(ClientNetwork, IsAnIpv4AddressOrTheSixtyFourOfAnIpv6Address) {
  RecordProperty("covers", "A13");
  EXPECT_EQ(throttled("203.0.113.8"), "203.0.113.8");
  EXPECT_EQ(throttled("::ffff:203.0.113.8"), "203.0.113.8");
  EXPECT_EQ(throttled("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(throttled("2001:db8:1:2:ffff::1"), "2001:db8:1:2::/64");
  EXPECT_EQ(throttled("2001:db8:1:3::1"), "2001:db8:1:3::/64");
  EXPECT_EQ(throttled("64:ff9b::cb00:7108"), "203.0.113.8") << "all of IPv4 stands in that /64";
}

TEST(LoopbackHost, IsLocalhostItsNamesAndLoopbackAddresses) {
  RecordProperty("covers", "A18");
  for (const std::string_view host :
       {"localhost", "LOCALHOST", "idp.localhost", "a.b.localhost", "127.0.0.1", "127.9.9.9", "::1"})
    EXPECT_TRUE(is_loopback_host(host)) << host;
  for (const std::string_view host : {"", ".localhost", "localhost.example.com", "notlocalhost",
                                      "127.0.0.1.evil.example", "127.1", "[::1]", "0.0.0.0", "10.0.0.1", "localhost."})
    EXPECT_FALSE(is_loopback_host(host)) << host;
}

}  // namespace
}  // namespace sallyport::http
