#include "net/engine/resolve.h"

#include <gtest/gtest.h>

#include <future>

namespace sallyport::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

const Destinations kPrivate{.hosts = {"idp.example"}, .inside_hosts = {"idp.example"}};

http::Url url(const std::string& host) {
  return http::Url::parse("https://" + host + "/").value();
}
Resolver::Time within(milliseconds time) {
  return steady_clock::now() + time;
}
std::vector<IpAddress> ip_addresses(const std::vector<std::string>& texts) {
  std::vector<IpAddress> out;
  for (const auto& text : texts) out.push_back(IpAddress::parse(text).value());
  return out;
}

TEST(Resolver, ANameServiceThatHangsKeepsNobodyBeyondTheDeadline) {
  RecordProperty("covers", "F-26");
  std::promise<void> released;
  const auto release = released.get_future().share();
  Resolver resolver([release](const std::string&) -> Result<std::vector<IpAddress>> {
    release.wait();
    return ip_addresses({"10.0.0.1"});
  });
  const auto late = resolver.resolve(kPrivate, url("idp.example"), within(milliseconds(20)));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, Kind::unavailable);
  EXPECT_EQ(late.error().reason, "http_timeout");
  released.set_value();
}

TEST(Resolver, ANameServiceThatHangsDoesNotHoldUpAStop) {
  std::promise<void> released;
  const auto release = released.get_future().share();
  const std::stop_source stop;
  Resolver resolver([release, stop](const std::string&) -> Result<std::vector<IpAddress>> {
    std::stop_source(stop).request_stop();
    release.wait();
    return ip_addresses({"10.0.0.1"});
  });
  const auto ended = resolver.resolve(kPrivate, url("idp.example"), within(std::chrono::hours(1)), stop.get_token());
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().reason, "http_broken");
  released.set_value();
}
TEST(Resolver, FollowsAChangedAddressAndForgetsAFailure) {
  RecordProperty("covers", "F-26");
  auto now = std::make_shared<Result<std::vector<IpAddress>>>(failure(Kind::unavailable, "http_connect"));
  Resolver resolver([now](const std::string&) { return *now; });
  EXPECT_FALSE(resolver.resolve(kPrivate, url("idp.example"), within(milliseconds(60000))));
  *now = ip_addresses({"10.0.0.1"});
  EXPECT_EQ(resolver.resolve(kPrivate, url("idp.example"), within(milliseconds(60000))).value(),
            ip_addresses({"10.0.0.1"}));
  *now = ip_addresses({"10.0.0.2"});
  EXPECT_EQ(resolver.resolve(kPrivate, url("idp.example"), within(milliseconds(60000))).value(),
            ip_addresses({"10.0.0.2"}));
}

TEST(Resolver, OneBadAddressRefusesTheName) {
  Resolver resolver([](const std::string&) -> Result<std::vector<IpAddress>> {
    return ip_addresses({"10.0.0.1", "169.254.169.254"});
  });
  const auto refused = resolver.resolve(kPrivate, url("idp.example"), within(milliseconds(60000)));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "http_destination");
}

TEST(Resolver, AnAddressIsNotLookedUp) {
  const Destinations inside{.hosts = {"10.0.0.1"}, .inside_hosts = {"10.0.0.1"}};
  Resolver resolver(
      [](const std::string&) -> Result<std::vector<IpAddress>> { return failure(Kind::internal, "asked"); });
  EXPECT_EQ(resolver.resolve(inside, url("10.0.0.1"), within(milliseconds(60000))).value(), ip_addresses({"10.0.0.1"}));
}

}  // namespace
}  // namespace sallyport::net
