#include "directory/portal/coding.h"

#include <gtest/gtest.h>

namespace sallyport::directory {
namespace {

TEST(PortalCoding, BrotliGoesBeforeGzip) {
  EXPECT_EQ(choose_coding("gzip, deflate, br, zstd"), Coding::brotli);
  EXPECT_EQ(choose_coding("GZIP;q=1.0"), Coding::gzip);
}

TEST(PortalCoding, WithoutTheHeaderOrAKnownCodingNothingIsCompressed) {
  EXPECT_EQ(choose_coding(std::nullopt), Coding::identity);
  EXPECT_EQ(choose_coding(""), Coding::identity);
  EXPECT_EQ(choose_coding("zstd"), Coding::identity);
  EXPECT_EQ(choose_coding("brotli"), Coding::identity);  // not the registered name
}

TEST(PortalCoding, AWeightOfZeroRefusesACoding) {
  EXPECT_EQ(choose_coding("br;q=0, gzip"), Coding::gzip);
  EXPECT_EQ(choose_coding("br; q=0.000, gzip;q=0"), Coding::identity);
  EXPECT_EQ(choose_coding("br;q=0.001"), Coding::brotli);
}

TEST(PortalCoding, AnETagIsFoundInAList) {
  EXPECT_TRUE(names_etag("\"a\"", "\"a\""));
  EXPECT_TRUE(names_etag("\"x\", W/\"a\"", "\"a\""));
  EXPECT_TRUE(names_etag("*", "\"a\""));
}

TEST(PortalCoding, AnotherETagIsNotTaken) {
  EXPECT_FALSE(names_etag("", "\"a\""));
  EXPECT_FALSE(names_etag("\"a-br\"", "\"a\""));
  EXPECT_FALSE(names_etag("a", "\"a\""));
}

}  // namespace
}  // namespace sallyport::directory
