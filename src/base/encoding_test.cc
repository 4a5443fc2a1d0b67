#include "base/encoding.h"

#include <gtest/gtest.h>

namespace sallyport {
namespace {

TEST(Base64url, VectorsOfTheRfc) {  // RFC 4648 10, without padding
  constexpr std::pair<std::string_view, std::string_view> rows[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : rows) {
    EXPECT_EQ(base64url_encode(bytes), text);
    const auto decoded = base64url_decode(text);
    ASSERT_TRUE(decoded) << text;
    EXPECT_EQ(*decoded, bytes);
  }
}

TEST(Base64url, RefusesEveryOtherSpelling) {
  RecordProperty("covers", "JWT-29");
  for (std::string_view text : {"Zg==",                         // padding
                                "Zg ", " Zg", "Z g", "Zm9v\n",  // white space
                                "Zm8+", "Zm8/",                 // plain base64
                                "Zm8?",                         // lenient decoders skip such a character
                                "Z", "Zm9vY",                   // no bytes encode to this length
                                "Zh", "Zm9"})                   // the trailing bits are not zero
    EXPECT_EQ(base64url_decode(text).error().reason, "base64url") << text;
}

TEST(Base64url, BytesOfEveryLengthComeBack) {
  std::string bytes;
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(*base64url_decode(base64url_encode(bytes)), bytes);
    bytes.push_back(static_cast<char>(i * 89 + 7));
  }
}

TEST(Base64url, EveryForeignByteIsRefusedWhereverItStands) {
  const std::string text(80, 'A');
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool ours =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    for (std::size_t at = 0; at < text.size(); ++at) {
      std::string altered = text;
      altered[at] = c;
      EXPECT_EQ(base64url_decode(altered).has_value(), ours) << byte << " at " << at;
      EXPECT_EQ(!ours || base64url_encode(*base64url_decode(altered)) == altered, true) << byte << " at " << at;
    }
  }
}

TEST(Base64, NeedsItsPadding) {
  EXPECT_EQ(base64_encode("fo"), "Zm8=");
  EXPECT_EQ(*base64_decode("Zm8="), "fo");
  EXPECT_EQ(*base64_decode(""), "");
  for (std::string_view text : {"Zm8", "Zm8==", "Z===", "Zm8-", "===="}) EXPECT_FALSE(base64_decode(text)) << text;
}

TEST(Hex, BothWays) {
  EXPECT_EQ(hex_encode(std::string("\x00\xff\x10", 3)), "00ff10");
  EXPECT_EQ(*hex_decode("00FF10"), std::string("\x00\xff\x10", 3));
  EXPECT_FALSE(hex_decode("0"));
  EXPECT_FALSE(hex_decode("0g"));
}

}  // namespace
}  // namespace sallyport
