#include <gtest/gtest.h>

#include "base/out_of_memory_fixture.h"
#include "gateway/standing/revocations.h"

namespace sallyport::gateway {
namespace {

using sallyport::testing::allocations_left;

session::SessionDigest digest_of_letter(char letter) {
  return {std::string(32, letter)};
}

// Memory runs out at each allocation in turn, until a call gets all that it needs.
TEST(RevocationsOutOfMemory, NoNewsIsLost) {
  const std::vector<session::SessionDigest> ended{digest_of_letter('a'), digest_of_letter('b')};
  int failed = 0;
  for (int successes = 0;; ++successes) {
    Revocations revocations;
    revocations.publish(digest_of_letter('z'));
    const auto epoch = revocations.epoch();
    allocations_left = successes;
    revocations.publish(ended);
    const bool enough = allocations_left >= 0;
    allocations_left = -1;
    for (const auto& digest : ended) EXPECT_TRUE(revocations.changed_since(epoch, digest)) << successes;
    revocations.publish(digest_of_letter('c'));
    for (const auto& digest : ended) EXPECT_TRUE(revocations.changed_since(epoch, digest)) << successes;
    EXPECT_EQ(revocations.since(epoch).has_value(), enough);
    if (enough) break;
    ++failed;
  }
  EXPECT_GT(failed, 1);
}

}  // namespace
}  // namespace sallyport::gateway
