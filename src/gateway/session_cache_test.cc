#include "gateway/session_cache.h"

#include <gtest/gtest.h>

namespace sallyport::gateway {
namespace {

constexpr UnixTime kNow{1'790'000'000};

crypto::Sha256 key(int number) {
  return crypto::sha256(std::to_string(number));
}

session::Session session_of(int number) {
  session::Session session;
  session.digest.value = crypto::view(key(number));
  session.person.value = "12345678-9abc-4def-8123-456789abcdef";
  session.username = "alice";
  session.display_name = "Alice \xc3\x84";
  session.email = "alice@contoso.example";
  session.preferred_username = "alice@contoso.example";
  session.roles = {"Reader", "Editor"};
  session.groups = {"0f2a6d5e-3b1c-4f7d-9a8e-000000000001"};
  session.admin = true;
  session.expires = kNow + Seconds(7 * 24 * 3600);
  return session;
}

KnownSession known(const session::Session& session) {
  return {caller_of(session), kNow + Seconds(300), kNow};
}

// As the cache gives it back when it was not among the last ones.
KnownSession unpacked(const session::Session& session) {
  const KnownSession before = known(session);
  crypto::Sha256 digest{};
  std::ranges::copy(session.digest.value, digest.begin());
  return PackedSession(before, std::make_shared<const Memberships>(Memberships{session.roles, session.groups}))
      .unpack(digest);
}

void expect_same(const Caller& left, const Caller& right) {
  EXPECT_EQ(left.person, right.person);
  EXPECT_EQ(left.username, right.username);
  EXPECT_EQ(left.display_name, right.display_name);
  EXPECT_EQ(left.email, right.email);
  EXPECT_EQ(left.preferred_username, right.preferred_username);
  EXPECT_EQ(left.roles, right.roles);
  EXPECT_EQ(left.groups, right.groups);
  EXPECT_EQ(left.admin, right.admin);
  EXPECT_EQ(left.program, right.program);
  EXPECT_EQ(left.session, right.session);
  EXPECT_EQ(left.expires, right.expires);
  EXPECT_EQ(*left.identity_lines, *right.identity_lines);
}

TEST(PackedSession, ComesBackAsItWas) {
  const session::Session session = session_of(1);
  const KnownSession back = unpacked(session);
  expect_same(*back.caller, *known(session).caller);
  EXPECT_EQ(back.good_until, kNow + Seconds(300));
  EXPECT_EQ(back.last_seen, kNow);
}

TEST(PackedSession, NamesThatAreNotTheAddressComeBackToo) {
  for (const std::string_view name :
       {"", "a", "alice", "bob", "Alice", "alice@contoso.example", "alice@contoso", "\xfe", "\xff", "\xff\xfe"}) {
    session::Session session = session_of(1);
    session.username = name;
    session.preferred_username = name;
    expect_same(*unpacked(session).caller, *known(session).caller);
    session.email = "";
    expect_same(*unpacked(session).caller, *known(session).caller);
  }
}

TEST(PackedSession, AnIdThatIsNoGuidComesBackToo) {
  for (const std::string_view id :
       {"", "local", "12345678-9ABC-4def-8123-456789abcdef", "123456789abc4def8123456789abcdef",
        "1234567-89abc-4def-8123-456789abcdef", "sixteen letters."}) {
    session::Session session = session_of(1);
    session.person.value = id;
    expect_same(*unpacked(session).caller, *known(session).caller);
  }
}

TEST(PackedSession, ATimeBeyond32BitsIsCutAndNotWrapped) {
  session::Session session = session_of(1);
  session.expires = UnixTime{std::int64_t{1} << 40};
  EXPECT_EQ(unpacked(session).caller->expires.seconds, (std::int64_t{1} << 32) - 1);
}

TEST(SharedMemberships, AreKeptOnceAndNotLongerThanASessionHasThem) {
  SharedMemberships memberships;
  session::Session session = session_of(1);
  const auto first = memberships.share(*caller_of(session));
  EXPECT_EQ(memberships.share(*caller_of(session)), first);
  std::size_t most = 0;
  for (int i = 0; i < 1000; ++i) {
    session.roles = {std::to_string(i)};
    (void)memberships.share(*caller_of(session));
    most = std::max(most, memberships.size());
  }
  EXPECT_LE(most, 4U);
  EXPECT_EQ(memberships.share(*caller_of(session_of(1))), first);
}

TEST(SessionCache, FindsASessionAlsoWhenManyCameAfterIt) {
  SessionCache cache;
  for (int i = 0; i < 40'000; ++i) cache.put(key(i), known(session_of(i)));
  int found = 0;
  for (int i = 0; i < 40'000; ++i) {
    const KnownSession* const session = cache.find(key(i));
    found += session && session->caller->session == session_of(i).digest ? 1 : 0;
  }
  EXPECT_GT(found, 39'900);  // a bucket that was full before the table could grow has given up a few
}

TEST(SessionCache, WhatEndedIsInNeitherForm) {
  SessionCache cache;
  for (int i = 0; i < 40'000; ++i) cache.put(key(i), known(session_of(i)));
  for (const int i : {0, 39'999}) {
    ASSERT_NE(cache.find(key(i)), nullptr);
    cache.erase(key(i));
    EXPECT_EQ(cache.find(key(i)), nullptr);
  }
  cache.clear();
  EXPECT_EQ(cache.find(key(1)), nullptr);
}

TEST(SessionCache, ATextTooLongToPackLeavesNoEarlierReadingBehind) {
  SessionCache cache;
  cache.put(key(1), known(session_of(1)));
  session::Session changed = session_of(1);
  changed.display_name = std::string(70'000, 'x');
  cache.put(key(1), known(changed));
  EXPECT_EQ(cache.find(key(1))->caller->display_name.size(), 70'000U);
  for (int i = 2; i < 40'000; ++i) cache.put(key(i), known(session_of(i)));
  EXPECT_EQ(cache.find(key(1)), nullptr);
}

TEST(SessionCache, ANewReadingTakesThePlaceOfTheOldOne) {
  SessionCache cache;
  cache.put(key(1), known(session_of(1)));
  session::Session changed = session_of(1);
  changed.roles = {"Reader"};
  changed.admin = false;
  cache.put(key(1), known(changed));
  for (int i = 2; i < 40'000; ++i) cache.put(key(i), known(session_of(i)));
  ASSERT_NE(cache.find(key(1)), nullptr);
  EXPECT_EQ(cache.find(key(1))->caller->roles, std::vector<std::string>{"Reader"});
  EXPECT_FALSE(cache.find(key(1))->caller->admin);
}

}  // namespace
}  // namespace sallyport::gateway
