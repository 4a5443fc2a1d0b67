#include "gateway/sign_in/response_use.h"

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>

#include "base/reason_of.h"
#include "stores/memory/sign_in_ledger.h"

namespace sallyport::gateway {
namespace {

class ResponseUseTest : public ::testing::Test {
 protected:
  Result<ResponseUse> begin(std::string_view name, UnixTime now = {1000}) {
    return ResponseUse::begin(store_, name, now);
  }
  stores::MemorySignInLedger store_;
};

TEST_F(ResponseUseTest, OneResponseAtATimeAndNoneAfterOneThatSignedIn) {
  RecordProperty("covers", "JWT-32");
  {
    auto use = begin("a");
    ASSERT_TRUE(use);
    EXPECT_EQ(reason_of(begin("a")), "response_used") << "under way";
    EXPECT_TRUE(begin("b")) << "another tab";
    use->signed_in();
  }
  EXPECT_EQ(reason_of(begin("a", {1599})), "response_used");
  EXPECT_TRUE(begin("a", {1600})) << "its cookie is over";
}

TEST_F(ResponseUseTest, AResponseThatFailedLeavesRoomForTheRightOne) {
  EXPECT_TRUE(begin("a"));
  EXPECT_TRUE(begin("a"));
}

TEST_F(ResponseUseTest, AnExceptionOnTheWayCountsAsAFailure) {
  const auto fail = [&] {
    const auto use = begin("a");
    throw std::runtime_error("out of memory");
  };
  EXPECT_THROW(fail(), std::runtime_error);
  EXPECT_TRUE(begin("a"));
}

TEST_F(ResponseUseTest, AUseThatMovedEndsOnce) {
  std::optional<Result<ResponseUse>> first = begin("a");
  const ResponseUse moved = **std::move(first);
  first.reset();
  EXPECT_EQ(reason_of(begin("a")), "response_used") << "the other one still holds it";
}

}  // namespace
}  // namespace sallyport::gateway
