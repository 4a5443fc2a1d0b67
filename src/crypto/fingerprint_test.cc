#include "crypto/fingerprint.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>

namespace sallyport::crypto {
namespace {

TEST(Fingerprint, IsTheSameForTheSameTextInEveryThread) {
  const std::string text(1600, 'x');
  Fingerprint elsewhere{};
  std::thread([&] { elsewhere = fingerprint(text); }).join();
  EXPECT_EQ(fingerprint(text), elsewhere);
  EXPECT_EQ(fingerprint(text), fingerprint(std::string(text)));
  EXPECT_EQ(fingerprint(""), fingerprint({}));
}

TEST(Fingerprint, DiffersForEveryBitAndEveryLength) {
  const std::string text(100, '\0');
  std::set<Fingerprint> seen{fingerprint(text)};
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string flipped = text;
    flipped[bit / 8] = static_cast<char>(1U << (bit % 8));
    EXPECT_TRUE(seen.insert(fingerprint(flipped)).second) << "bit " << bit;
  }
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_TRUE(seen.insert(fingerprint(text.substr(0, size))).second) << size << " zeros";
}

// In a universal hash alone, pairs of texts with the same difference have hashes with the same difference. The second
// key hides that.
TEST(Fingerprint, ADifferenceSaysNothing) {
  const auto difference = [](const std::string& a, const std::string& b) {
    Fingerprint out{};
    const Fingerprint x = fingerprint(a);
    const Fingerprint y = fingerprint(b);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(x[i] ^ y[i]);
    return out;
  };
  EXPECT_NE(difference("aaaa", "aaab"), difference("xyzp", "xyzs"));  // 'a' ^ 'b' is 'p' ^ 's'
}

}  // namespace
}  // namespace sallyport::crypto
