#include "session/session.h"

#include <gtest/gtest.h>

#include <set>

#include "crypto/system_random.h"

namespace sallyport::session {
namespace {

TEST(SessionId, IsFortyThreeCharactersAndNeverTheSame) {
  RecordProperty("covers", "SES-02");
  crypto::SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) {
    const auto id = make_session_id(random);
    ASSERT_TRUE(may_be_session_id(id.value)) << id.value;
    ASSERT_TRUE(seen.insert(id.value).second);
  }
}

TEST(SessionId, AnythingElseIsNotWorthAskingFor) {
  const std::string good(43, 'a');
  EXPECT_TRUE(may_be_session_id(good));
  EXPECT_TRUE(may_be_session_id(std::string(41, 'Z') + "-_"));
  EXPECT_FALSE(may_be_session_id(""));
  EXPECT_FALSE(may_be_session_id(good.substr(1)));
  EXPECT_FALSE(may_be_session_id(good + "a"));
  EXPECT_FALSE(may_be_session_id(good + good));
  for (const char c : {'+', '/', '=', ' ', '.', '%', '\0', '\n', '\xc3'})
    EXPECT_FALSE(may_be_session_id(good.substr(1) + c)) << int{c};
}

// FIPS 180-4 example: SHA-256 of "abc".
TEST(SessionDigest, IsTheSha256OfTheId) {
  EXPECT_EQ(hex_encode(digest_of(SessionId("abc")).value),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

class SessionLife : public testing::Test {
 protected:
  Session session_ = [] {
    Session session;
    session.last_seen = UnixTime{1000};
    session.expires = UnixTime{5000};
    return session;
  }();
  SessionLimits limits_{.idle = Seconds(100), .absolute = Seconds(5000)};
};

TEST_F(SessionLife, LastsUntilTheInstantBeforeItHasBeenIdleTooLong) {
  EXPECT_TRUE(is_alive(session_, limits_, UnixTime{1099}));
  EXPECT_FALSE(is_alive(session_, limits_, UnixTime{1100}));
}

TEST_F(SessionLife, LastsUntilTheInstantBeforeItExpires) {
  session_.last_seen = UnixTime{4990};
  EXPECT_TRUE(is_alive(session_, limits_, UnixTime{4999}));
  EXPECT_FALSE(is_alive(session_, limits_, UnixTime{5000}));
}

}  // namespace
}  // namespace sallyport::session
