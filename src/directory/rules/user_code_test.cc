#include "directory/rules/user_code.h"

#include <gtest/gtest.h>

#include "crypto/system_random.h"

namespace sallyport::directory {
namespace {

TEST(UserCode, HasNineCharactersThatNobodyMixesUp) {
  crypto::SystemRandom random;
  for (int i = 0; i < 200; ++i) {
    const std::string code = make_user_code(random);
    EXPECT_EQ(code.size(), 9U);
    EXPECT_EQ(code.find_first_not_of("ABCDEFGHJKLMNPQRSTUVWXYZ23456789"), std::string::npos) << code;
  }
}

TEST(UserCode, IsTheSameHoweverItIsTyped) {
  const auto digest = digest_of_user_code("ABCDEFGH2");
  for (const char* typed : {"abcdefgh2", " ABC DEF GH2 ", "abc-def-gh2"}) EXPECT_EQ(digest_of_user_code(typed), digest);
  for (const char* other : {"ABCDEFGH3", "ABCDEFGH", "ABCDEFGH22", "ABCDEFGH.2", ""})
    EXPECT_NE(digest_of_user_code(other), digest) << other;
}

}  // namespace
}  // namespace sallyport::directory
