#include "webauthn/cbor.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/reason_of.h"

namespace sallyport::webauthn {
namespace {

std::string hex(std::string_view digits) {
  return *hex_decode(digits);
}

std::string_view skipped(std::string_view digits) {
  const auto bytes = hex(digits);
  return reason_of(CborReader(bytes).skip());
}

// The numbers are those of RFC 8949, appendix A.
TEST(Cbor, IntegersOfTheSpecificationAreRead) {
  struct Row {
    std::string_view digits;
    std::int64_t value;
  };
  for (const auto& [digits, value] :
       {Row{"00", 0}, Row{"17", 23}, Row{"1818", 24}, Row{"1903e8", 1000}, Row{"1a000f4240", 1000000},
        Row{"1b000000e8d4a51000", 1000000000000}, Row{"20", -1}, Row{"3863", -100}, Row{"3903e7", -1000}}) {
    const auto bytes = hex(digits);
    CborReader reader(bytes);
    const auto read = reader.integer();
    ASSERT_TRUE(read) << digits;
    EXPECT_EQ(*read, value);
    EXPECT_TRUE(reader.rest().empty());
  }
}

TEST(Cbor, ANumberThatIsNotInItsShortestFormIsRefused) {
  for (const auto* digits : {"1817", "1900ff", "1a0000ffff", "1b00000000ffffffff", "580161", "b80101"}) {
    EXPECT_EQ(skipped(digits), "cbor") << digits;
  }
}

TEST(Cbor, AnIntegerBeyondTheRangeIsRefused) {
  for (const auto* digits : {"1b8000000000000000", "3bffffffffffffffff"}) {
    const auto bytes = hex(digits);
    EXPECT_EQ(reason_of(CborReader(bytes).integer()), "cbor");
  }
}

TEST(Cbor, AnotherTypeIsRefused) {
  const auto text = hex("6161");
  EXPECT_EQ(reason_of(CborReader(text).integer()), "cbor");
  EXPECT_EQ(reason_of(CborReader(text).bytes()), "cbor");
  EXPECT_EQ(reason_of(CborReader(text).map()), "cbor");
  const auto bytes = hex("4161");
  EXPECT_EQ(reason_of(CborReader(bytes).text()), "cbor");
}

TEST(Cbor, ALengthBeyondTheEndIsRefused) {
  for (const auto* digits : {"", "18", "4261", "5bffffffffffffffff", "8201", "a101", "9bffffffffffffffff"}) {
    EXPECT_EQ(skipped(digits), "cbor") << digits;
  }
}

TEST(Cbor, IndefiniteLengthsReservedNumbersAndTagsAreRefused) {
  for (const auto* digits : {"5f4161ff", "9fff", "bfff", "1c", "c000"}) EXPECT_EQ(skipped(digits), "cbor") << digits;
}

TEST(Cbor, FourLevelsAreRead) {
  EXPECT_EQ(skipped("8181818100"), "none");
  EXPECT_EQ(skipped("a100a100a100a10000"), "none");
}

TEST(Cbor, AFifthLevelIsRefused) {
  EXPECT_EQ(skipped("818181818100"), "cbor_depth");
  EXPECT_EQ(skipped("a100a100a100a100a10000"), "cbor_depth");
}

TEST(Cbor, SkippingEndsAfterTheItem) {
  const auto bytes =
      hex("a2616101616282f5fb3ff199999999999a"
          "17");
  CborReader reader(bytes);
  ASSERT_TRUE(reader.skip());
  EXPECT_EQ(reader.rest(), hex("17"));
}

}  // namespace
}  // namespace sallyport::webauthn
