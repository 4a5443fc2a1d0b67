#include "directory/model/authenticator.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "base/text.h"

namespace sallyport::directory {
namespace {

entra::User with_authenticator() {
  entra::User user;
  user.id = entra::ObjectId("u1");
  user.totp = {Secret("12345678901234567890")};
  user.totp_used = 60'000'000;
  user.totp_created = UnixTime{1'800'000'000};
  return user;
}

TEST(Authenticator, HasAnIdThatChangesWithEachRegistration) {
  auto user = with_authenticator();
  const std::string id = authenticator_id(user);
  EXPECT_TRUE(is_guid(id));
  user.totp_created = UnixTime{1'800'000'001};
  EXPECT_NE(authenticator_id(user), id);
  EXPECT_EQ(authenticator_id(entra::User()), "");
}

TEST(Authenticator, IsTakenAwayWhole) {
  auto user = with_authenticator();
  EXPECT_EQ(reason_of(remove_authenticator(user)), "none");
  entra::User bare;
  bare.id = user.id;
  EXPECT_EQ(user, bare);
  EXPECT_EQ(reason_of(remove_authenticator(user)), "no_method");
}

TEST(Authenticator, OfAnotherIdStays) {
  auto user = with_authenticator();
  const std::string id = authenticator_id(user);
  EXPECT_EQ(reason_of(remove_authenticator(user, "28c10230-6103-485e-b985-444c60001490")), "no_method");
  EXPECT_EQ(authenticator_id(user), id);
  EXPECT_EQ(reason_of(remove_authenticator(user, id)), "none");
}

}  // namespace
}  // namespace sallyport::directory
