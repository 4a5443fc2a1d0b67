#include "http/cookie.h"

#include <gtest/gtest.h>

namespace sallyport::http {
namespace {

Request with_cookies(std::vector<std::string_view> values) {
  Request request;
  for (const std::string_view value : values) request.headers.push_back({"Cookie", value});
  request.peer = std::make_shared<Peer>();
  return request;
}

std::optional<std::string_view> read(std::string_view header, std::string_view name = "s") {
  return cookie(with_cookies({header}), name);
}

TEST(Cookie, IsFoundAmongOthers) {
  EXPECT_EQ(read("s=1"), "1");
  EXPECT_EQ(read("a=0; s=1; b=2"), "1");
  EXPECT_EQ(cookie(with_cookies({"a=0", "s=1"}), "s"), "1");  // HTTP/2 front ends split the header
}

TEST(Cookie, NameIsComparedWithCase) {
  EXPECT_EQ(read("S=1"), std::nullopt);
}

TEST(Cookie, HeaderNameIsNot) {
  Request request;
  request.headers = {{"COOKIE", "s=1"}};
  EXPECT_EQ(cookie(request, "s"), "1");
}

TEST(Cookie, OtherHeadersHoldNone) {
  Request request;
  request.headers = {{"Cookie2", "s=1"}, {"Set-Cookie", "s=1"}, {"Kookie", "s=1"}};
  EXPECT_EQ(cookie(request, "s"), std::nullopt);
}

TEST(Cookie, TwiceWithUnlikeValuesIsAbsent) {  // a sub-domain may have set the second one
  RecordProperty("covers", "SES-08");
  EXPECT_EQ(read("s=1; s=2"), std::nullopt);
  EXPECT_EQ(read("s=2; s=1"), std::nullopt);
  EXPECT_EQ(read("s=1; s=2; s=1"), std::nullopt);
  EXPECT_EQ(cookie(with_cookies({"s=1", "s=2"}), "s"), std::nullopt);
  EXPECT_EQ(read("s=; s=1"), std::nullopt);
}

TEST(Cookie, TwiceWithTheSameValueIsThatValue) {
  EXPECT_EQ(read("s=1; s=1"), "1");
}

TEST(Cookie, MalformedPiecesArePassedOver) {
  RecordProperty("covers", "SES-08");
  EXPECT_EQ(read(";; ; s=1;;"), "1");
  EXPECT_EQ(read("=; =x; s=1; ="), "1");
  EXPECT_EQ(read("flag; s=1"), "1");
  EXPECT_EQ(read("s"), std::nullopt);
  EXPECT_EQ(read("\"; s=1; \"=\""), "1");
  for (const std::string_view text : {"", ";", "=", " ", "\"", "\xff\xfe", "; =;\t=\t;"})
    EXPECT_EQ(read(text), std::nullopt) << text;
}

TEST(Cookie, SpaceAroundNameAndValueIsNoPartOfThem) {
  EXPECT_EQ(read(" \ts =\t1 "), "1");
}

TEST(Cookie, ValueRunsToTheSemicolon) {
  EXPECT_EQ(read("s=a=b=="), "a=b==");
  EXPECT_EQ(read("s=\"a b\""), "\"a b\"");  // quotes belong to the value
  EXPECT_EQ(read("x=\"a; s=1\""), "1\"");   // quotes do not protect a semicolon (RFC 6265bis 5.6)
  EXPECT_EQ(read("s="), "");
}

TEST(Cookie, NameMustBeTheWholeName) {
  EXPECT_EQ(read("xs=1; ss=2; s.=3"), std::nullopt);
  EXPECT_EQ(read("__Host-s=1", "s"), std::nullopt);
}

TEST(Cookie, ThreeHundredCookiesAndSixteenKilobytesAreRead) {
  RecordProperty("covers", "SES-08");
  std::string many;
  for (int i = 0; i < 300; ++i) many += "c" + std::to_string(i) + "=" + std::string(50, 'x') + "; ";
  EXPECT_EQ(read(many + "s=1"), "1");
  EXPECT_EQ(read("s=" + std::string(16384, 'y'), "s")->size(), 16384u);
}

TEST(CookiesWithPrefix, AreGivenInOrderDuplicatesIncluded) {
  const Request request = with_cookies({"p.1=a; q=x; p.2=b", "p.1=c"});
  const auto found = cookies_with_prefix(request, "p.");
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].name, "p.1");
  EXPECT_EQ(found[0].value, "a");
  EXPECT_EQ(found[1].value, "b");
  EXPECT_EQ(found[2].value, "c");
}

TEST(SetCookie, PlainOneIsSecureHttpOnlyAndLax) {
  EXPECT_EQ((SetCookie{.name = "__Host-s", .value = "abc"}).print(),
            "__Host-s=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
}

TEST(SetCookie, DeletesWithMaxAgeZero) {
  const SetCookie gone{.name = "s", .value = "", .max_age = std::chrono::seconds(0)};
  EXPECT_EQ(gone.print(), "s=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
}

TEST(SetCookie, SaysWhatItIsToldAbout) {
  const SetCookie login{.name = "l",
                        .value = "v",
                        .path = "/callback",
                        .same_site = SameSite::none,
                        .secure = false,
                        .http_only = false,
                        .max_age = std::chrono::seconds(600)};
  EXPECT_EQ(login.print(), "l=v; Path=/callback; Max-Age=600; SameSite=None");
  EXPECT_TRUE((SetCookie{.name = "s", .value = "v", .same_site = SameSite::strict}).print().ends_with("=Strict"));
}

TEST(SetCookie, ValueCannotAddAnAttributeOrAHeader) {
  const SetCookie bad{.name = "s", .value = "a; Domain=evil.example\r\nX: y", .path = "/p; HttpOnly"};
  EXPECT_EQ(bad.print(),
            "s=a%3B%20Domain=evil.example%0D%0AX:%20y; Path=/p%3B%20HttpOnly; Secure; HttpOnly; SameSite=Lax");
}

}  // namespace
}  // namespace sallyport::http
