#include "crypto/system_random.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <thread>

namespace sallyport::crypto {
namespace {

constexpr std::size_t kSizes[] = {1, 2, 16, 32, 64, 65, 512, 600};

TEST(SystemRandom, GivesAsManyBytesAsAskedFor) {
  SystemRandom random;
  EXPECT_EQ(random.bytes(0), "");
  for (int i = 0; i < 100; ++i)  // pieces that fit the rest of the stock, and pieces that do not
    for (const std::size_t size : kSizes) EXPECT_EQ(random.bytes(size).size(), size);
}

TEST(SystemRandom, NoCallRepeatsAnEarlierOne) {
  SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i)
    for (const std::size_t size : {16U, 32U, 43U, 64U, 65U}) EXPECT_TRUE(seen.insert(random.bytes(size)).second);
}

// A piece that overlaps another, or that is handed out after it was wiped, would show here.
TEST(SystemRandom, NoEightBytesAreHandedOutTwice) {
  SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 2000; ++i) EXPECT_TRUE(seen.insert(random.bytes(8)).second);
}

TEST(SystemRandom, EachThreadGetsItsOwn) {
  SystemRandom random;
  std::set<std::string> seen{random.bytes(16)};
  for (int i = 0; i < 8; ++i) {
    std::string other;
    std::thread([&] { other = random.bytes(16); }).join();
    EXPECT_TRUE(seen.insert(other).second);
  }
}

TEST(SystemRandom, AForkedChildGetsOtherBytesThanItsParent) {
  SystemRandom random;
  (void)random.bytes(16);  // now there is a stock, which fork() copies
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string bytes = random.bytes(16);
    ::_exit(::write(ends[1], bytes.data(), bytes.size()) == 16 ? 0 : 1);
  }
  ASSERT_GT(child, 0);
  std::string theirs(16, '\0');
  ASSERT_EQ(::read(ends[0], theirs.data(), theirs.size()), 16);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_NE(theirs, random.bytes(16));
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace sallyport::crypto
