#include "identity/tokens/token.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::identity {
namespace {

constexpr UnixTime kNow{1'800'000'000};

TEST(TokenLifetime, IsReadAsTheApiWritesItAndAsTheCodeNamesIt) {
  EXPECT_EQ(*parse_token_lifetime("OneHour"), TokenLifetime::one_hour);
  EXPECT_EQ(*parse_token_lifetime("7"), TokenLifetime::one_week);
  EXPECT_EQ(*parse_token_lifetime("OneWeek"), TokenLifetime::one_week);
  EXPECT_EQ(*parse_token_lifetime("Unlimited"), TokenLifetime::unlimited);
}

TEST(TokenLifetime, AnythingElseIsRefused) {
  for (const std::string_view text : {"", "onehour", "2", "07", "7 ", "unlimited", "-1", "365"})
    EXPECT_EQ(reason_of(parse_token_lifetime(text)), "token_lifetime") << text;
}

TEST(TokenLifetime, IsPrintedAsTheApiWritesItAndFoundAgainFromTheRecord) {
  for (const std::string_view text : {"OneHour", "1", "7", "30", "60", "90", "Unlimited"}) {
    const TokenLifetime lifetime = *parse_token_lifetime(text);
    EXPECT_EQ(print_token_lifetime(lifetime), text);
    EXPECT_EQ(lifetime_of({.created = kNow, .expires = expiry_of(lifetime, kNow)}), lifetime) << text;
  }
}

TEST(TokenLifetime, CountsFromNow) {
  EXPECT_EQ(expiry_of(TokenLifetime::one_hour, kNow), kNow + Seconds(3600));
  EXPECT_EQ(expiry_of(TokenLifetime::three_months, kNow), kNow + Seconds(90 * 86400));
  EXPECT_EQ(expiry_of(TokenLifetime::unlimited, kNow), kTokenNeverExpires);
}

TEST(TokenIsGood, UntilTheSecondInWhichItExpires) {
  const TokenRecord record{.created = kNow, .expires = kNow + Seconds(10)};
  EXPECT_EQ(reason_of(check_token_is_good(record, kNow + Seconds(9))), "none");
  EXPECT_EQ(reason_of(check_token_is_good(record, kNow + Seconds(10))), "token_expired");
}

TEST(TokenIsGood, UnlessItWasRevoked) {
  const TokenRecord record{.created = kNow, .expires = kNow + Seconds(10), .revoked = kNow + Seconds(1)};
  EXPECT_EQ(reason_of(check_token_is_good(record, kNow)), "token_revoked") << "also if the clock was set back";
}

TEST(TokenIsGood, ForEverIfItIsUnlimited) {
  EXPECT_EQ(reason_of(check_token_is_good({.expires = kTokenNeverExpires}, kTokenNeverExpires + Seconds(1))), "none");
}

}  // namespace
}  // namespace sallyport::identity
