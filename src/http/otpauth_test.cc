#include "http/otpauth.h"

#include <gtest/gtest.h>

namespace sallyport::http {
namespace {

TEST(OtpauthUri, NamesTheIssuerTwiceAndEscapesEverything) {
  EXPECT_EQ(otpauth_uri("GEZDGNBV", "alice@contoso.example", "Contoso"),
            "otpauth://totp/Contoso:alice%40contoso.example?secret=GEZDGNBV&issuer=Contoso");
  EXPECT_TRUE(otpauth_uri("GEZDGNBV", "a&b:c", "A/B?C").starts_with("otpauth://totp/A%2FB%3FC:a%26b%3Ac?secret="));
}

}  // namespace
}  // namespace sallyport::http
