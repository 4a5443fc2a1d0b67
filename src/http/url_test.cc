#include "http/url.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::http {
namespace {

TEST(Url, IsReadIntoItsParts) {
  const auto url = Url::parse("https://login.example:8443/tenant/v2.0?x=1&y=%20");
  ASSERT_TRUE(url) << url.error().detail;
  EXPECT_EQ(*url, (Url{"https", "login.example", 8443, "/tenant/v2.0", "x=1&y=%20", true}));
}

TEST(Url, PortIsFilledIn) {
  EXPECT_EQ(Url::parse("https://a.example/")->port, 443);
  EXPECT_EQ(Url::parse("http://a.example/")->port, 80);
}

TEST(Url, PathIsASlashWhereEmpty) {
  EXPECT_EQ(Url::parse("https://a.example")->path, "/");
  EXPECT_EQ(Url::parse("https://a.example?x")->print(), "https://a.example/?x");
}

TEST(Url, EmptyQueryIsKept) {
  EXPECT_TRUE(Url::parse("https://a.example/?")->has_query);
  EXPECT_EQ(Url::parse("https://a.example/?")->print(), "https://a.example/?");
  EXPECT_FALSE(Url::parse("https://a.example/")->has_query);
}

TEST(Url, SchemeAndHostAreLowerCaseThePathIsAsGiven) {
  EXPECT_EQ(Url::parse("HTTPS://Login.EXAMPLE/Path")->print(), "https://login.example/Path");
}

TEST(Url, OriginLeavesTheSchemesOwnPortOut) {
  EXPECT_EQ(Url::parse("https://a.example:443/x")->origin(), "https://a.example");
  EXPECT_EQ(Url::parse("http://a.example:443/x")->origin(), "http://a.example:443");
  EXPECT_EQ(Url::parse("http://localhost:8585/x")->origin(), "http://localhost:8585");
}

TEST(Url, Ipv6StandsInBracketsAndHasOneSpelling) {
  const auto url = Url::parse("http://[0:0:0:0:0:0:0:1]:8080/");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->origin(), "http://[::1]:8080");
  EXPECT_EQ(Url::parse("https://[FD00::A]/")->host, "fd00::a");
}

TEST(Url, TemplateOfAnIssuerIsAUrl) {  // Entra's metadata of /common has such an issuer
  EXPECT_EQ(Url::parse("https://login.example/{tenantid}/v2.0")->path, "/{tenantid}/v2.0");
}

TEST(Url, WhatABrowserWouldReadOtherwiseIsMalformed) {
  for (const std::string_view text : {
           "",
           "/path",
           "//a.example/",
           "https:",
           "https:/",
           "https:a.example",
           "https:/a.example",
           "https:///a.example",
           "https://",
           "https://?x",
           "https:\\\\a.example",
           "https://a.example\\@b.example",
           "https://a.example/\\x",
           "https://user@a.example/",
           "https://user:pw@a.example/",
           "https://a.example@b.example/",
           "https://@a.example/",
           "https://a.example/#",
           "https://a.example/x#f",
           "https://a.example#@b.example/",
           "https://a.example/a b",
           " https://a.example/",
           "https://a.example/ ",
           "https://a.example/\t",
           "ht\ntps://a.example/",
           "https://a.example/\x7f",
           "https://a.example/ü",
           "https://ü.example/",
           "https://a.exa\xe3\x80\x82mple/",
           "https://%61.example/",
           "https://a%2eexample/",
           "https://a.example/%",
           "https://a.example/%g1",
       })
    EXPECT_EQ(reason_of(Url::parse(text)), "url") << text;
}

TEST(Url, OtherSchemesAreMalformed) {
  for (const std::string_view text :
       {"javascript://a.example/", "ftp://a.example/", "file:///etc/passwd", "gopher://a/", "httpss://a.example/",
        "wss://a.example/", "://a.example/", "data:text/html,x"})
    EXPECT_EQ(reason_of(Url::parse(text)), "url") << text;
}

TEST(Url, HostIsOfLabelsAndNotOverlong) {
  for (const std::string_view text : {"https://.example/", "https://a..example/", "https://a.example./", "https://./",
                                      "https://a_b!/", "https://a,b/", "https://*.example/", "https://a;b/"})
    EXPECT_EQ(reason_of(Url::parse(text)), "url") << text;
  EXPECT_TRUE(Url::parse("https://open_metadata-1/"));  // names of containers may have underscores
  EXPECT_TRUE(Url::parse("https://" + std::string(63, 'a') + ".example/"));
  EXPECT_FALSE(Url::parse("https://" + std::string(64, 'a') + ".example/"));
  std::string host;
  for (int i = 0; i < 127; ++i) host += "a.";
  EXPECT_FALSE(Url::parse("https://" + host + "aa/"));  // 256 characters
}

TEST(Url, AddressHasItsPlainSpellingAlone) {  // SSRF-01: getaddrinfo reads most of these as 127.0.0.1 or 0.0.0.0
  EXPECT_EQ(Url::parse("http://127.0.0.1/")->host, "127.0.0.1");
  for (const std::string_view text : {"http://0/", "http://2130706433/", "http://0x7f.1/", "http://127.1/",
                                      "http://0x/", "http://0177.0.0.1/", "http://127.0.0.1.5/", "http://127.0.0.256/",
                                      "http://127.000.0.1/", "http://0x7f000001/", "http://a.example.0x7f/"})
    EXPECT_EQ(reason_of(Url::parse(text)), "url") << text;
}

TEST(Url, BrokenIpv6IsMalformed) {
  for (const std::string_view text :
       {"http://[::1/", "http://[]/", "http://[::1]x/", "http://[::1%25lo]/", "http://::1/", "http://[127.0.0.1]/",
        "http://[:::1]/", "http://[::1]]/", "http://x[::1]/"})
    EXPECT_EQ(reason_of(Url::parse(text)), "url") << text;
}

TEST(Url, PortIsANumberFrom1To65535) {
  EXPECT_EQ(Url::parse("https://a.example:65535/")->port, 65535);
  EXPECT_EQ(Url::parse("https://a.example:1/")->port, 1);
  for (const std::string_view text :
       {"https://a.example:65536/", "https://a.example:0/", "https://a.example:/", "https://a.example:-1/",
        "https://a.example:+1/", "https://a.example:080/", "https://a.example:8x/",
        "https://a.example:99999999999999999999/", "https://a.example:80:80/", "https://[::1]:/"})
    EXPECT_EQ(reason_of(Url::parse(text)), "url") << text;
}

TEST(PercentEncoding, KeepsUnreservedAndEscapesTheRest) {
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encode(" +/%&=\xc3\xbc"), "%20%2B%2F%25%26%3D%C3%BC");
  EXPECT_EQ(percent_encode(std::string_view("\0\n", 2)), "%00%0A");
}

TEST(PercentEncoding, EveryByteComesBack) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(*percent_decode(percent_encode(all)), all);
}

TEST(PercentEncoding, PlusStaysPlus) {
  EXPECT_EQ(*percent_decode("a+b%2bc"), "a+b+c");
}

TEST(PercentEncoding, CutOrForeignEscapeIsMalformed) {
  for (const std::string_view text : {"%", "%2", "a%", "%zz", "%2g", "%-1", "% 1", "%%41"})
    EXPECT_EQ(reason_of(percent_decode(text)), "percent_encoding") << text;
}

}  // namespace
}  // namespace sallyport::http
