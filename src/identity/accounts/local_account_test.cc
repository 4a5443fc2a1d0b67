#include "identity/accounts/local_account.h"

#include <gtest/gtest.h>

namespace sallyport::identity {
namespace {

constexpr UnixTime kNow{1'800'000'000};

LocalAccount invited() {
  return with_link({.person = PersonId("ann")}, "aa00", kNow + Seconds(600));
}

TEST(LocalAccountLink, OpensUntilItExpires) {
  RecordProperty("covers", "LOC-05");
  EXPECT_TRUE(is_open_link(invited(), "aa00", kNow));
  EXPECT_TRUE(is_open_link(invited(), "aa00", kNow + Seconds(599)));
  EXPECT_FALSE(is_open_link(invited(), "aa00", kNow + Seconds(600)));
}

TEST(LocalAccountLink, NoOtherTextOpens) {
  for (const char* const hash : {"", "aa01", "AA00", "aa0", "aa000"})
    EXPECT_FALSE(is_open_link(invited(), hash, kNow)) << hash;
  LocalAccount none = invited();
  none.link_hash.clear();
  EXPECT_FALSE(is_open_link(none, "", kNow)) << "an account without a link has an empty hash";
}

TEST(LocalAccountLink, ANewLinkEndsTheOneBefore) {
  const LocalAccount account = with_link(invited(), "bb11", kNow + Seconds(600));
  EXPECT_FALSE(is_open_link(account, "aa00", kNow));
  EXPECT_TRUE(is_open_link(account, "bb11", kNow));
}

TEST(LocalAccountLink, ANewPasswordEndsTheLinkAndTheDutyToChangeIt) {
  RecordProperty("covers", "LOC-05");
  LocalAccount account = invited();
  account.must_change = true;
  account = with_password(account, "$argon2id$new", kNow);
  EXPECT_EQ(account, (LocalAccount{.person = PersonId("ann"), .password_hash = "$argon2id$new", .changed = kNow}));
}

}  // namespace
}  // namespace sallyport::identity
