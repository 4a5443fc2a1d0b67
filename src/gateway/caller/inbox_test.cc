// The queues between workers and loops are bounded, however much is put into them.
#include "gateway/caller/inbox.h"

#include <gtest/gtest.h>

#include "gateway/caller/touch_queue.h"

namespace sallyport::gateway {
namespace {

TEST(Inbox, HoldsNoMoreThanItsBoundAndGoesOnOnceItWasEmptied) {
  RecordProperty("covers", "A7");
  Inbox inbox;
  for (std::size_t i = 0; i < 3 * Inbox::kMost; ++i) inbox.add({Inbox::Person{}, i});
  EXPECT_EQ(inbox.take().size(), Inbox::kMost);
  inbox.add({Inbox::Person{}, 1});
  EXPECT_EQ(inbox.take().size(), 1U);
}

TEST(TouchQueue, HoldsNoMoreThanItsBoundWhileTheStoreIsAway) {
  RecordProperty("covers", "A7");
  SessionTouches queue;
  for (std::size_t i = 0; i < SessionTouches::kMost + 50; ++i) queue.add({std::to_string(i)});
  EXPECT_EQ(queue.take().size(), SessionTouches::kMost);
}

}  // namespace
}  // namespace sallyport::gateway
