#include "crypto/totp.h"

#include <gtest/gtest.h>

namespace sallyport::crypto {
namespace {

const Secret kSecret("12345678901234567890");

TEST(Totp, CodesOfTheRfc) {  // RFC 6238 appendix B, the last six of eight digits
  for (const auto& [time, code] : {std::pair{59LL, "287082"}, std::pair{1'111'111'109LL, "081804"},
                                   std::pair{1'111'111'111LL, "050471"}, std::pair{1'234'567'890LL, "005924"},
                                   std::pair{2'000'000'000LL, "279037"}, std::pair{20'000'000'000LL, "353130"}})
    EXPECT_EQ(totp_code(kSecret, totp_step({time})), code) << time;
}

TEST(Totp, TheNeighboursOfTheCurrentStepCount) {
  const UnixTime now{59};
  for (const long long step : {0, 1, 2}) EXPECT_EQ(match_totp(kSecret, totp_code(kSecret, step), now, -1), step);
  EXPECT_EQ(match_totp(kSecret, totp_code(kSecret, 3), now, -1), std::nullopt);
  EXPECT_EQ(match_totp(kSecret, totp_code(kSecret, 3), {30 * 5}, -1), std::nullopt);
}

TEST(Totp, NoCodeCountsTwice) {
  const std::string code = totp_code(kSecret, 1);
  const auto step = match_totp(kSecret, code, {59}, -1);
  ASSERT_EQ(step, 1);
  EXPECT_EQ(match_totp(kSecret, code, {59}, *step), std::nullopt);
  EXPECT_EQ(match_totp(kSecret, totp_code(kSecret, 0), {59}, *step), std::nullopt) << "nor an earlier one";
}

TEST(Totp, OtherTextsAreNoCode) {
  for (const char* const text : {"", "28708", "2870822", "28708 2", "287083", "abcdef"})
    EXPECT_EQ(match_totp(kSecret, text, {59}, -1), std::nullopt) << text;
}

TEST(Totp, SecretIsPrintedInBase32) {  // RFC 4648 10
  EXPECT_EQ(print_totp_secret(Secret("")), "");
  EXPECT_EQ(print_totp_secret(Secret("f")), "MY");
  EXPECT_EQ(print_totp_secret(Secret("fo")), "MZXQ");
  EXPECT_EQ(print_totp_secret(Secret("foobar")), "MZXW6YTBOI");
  ScriptedRandom random;
  EXPECT_EQ(make_totp_secret(random).reveal().size(), 20u);
}

}  // namespace
}  // namespace sallyport::crypto
