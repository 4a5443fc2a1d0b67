#include "net/engine/name_service.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <utility>

namespace sallyport::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

NameQuestion::Time in(milliseconds time) {
  return steady_clock::now() + time;
}
NameQuestion::Time in_time() {
  return in(seconds(20));
}
Addresses addresses(const std::string& text) {
  return {IpAddress::parse(text).value()};
}

// Answers 10.0.0.1 for every name. For names that begin with "hang" it first waits for release().
class Slow {
 public:
  Result<Addresses> operator()(const std::string& host) {
    ++*asked_;
    if (host.starts_with("hang")) released_.wait();
    return addresses("10.0.0.1");
  }
  void release() { release_->set_value(); }
  int asked() const { return *asked_; }

 private:
  std::shared_ptr<std::promise<void>> release_ = std::make_shared<std::promise<void>>();
  std::shared_future<void> released_ = release_->get_future().share();
  std::shared_ptr<std::atomic<int>> asked_ = std::make_shared<std::atomic<int>>(0);
};

TEST(NameService, ANameThatHangsHoldsUpNoOther) {
  RecordProperty("covers", "F-26");
  Slow slow;
  NameService names(slow);
  const auto hanging = names.ask("hang.example");
  EXPECT_EQ(names.ask("other.example")->wait(in_time()).value(), addresses("10.0.0.1"));
  EXPECT_EQ(hanging->wait(in(milliseconds(1))).error().reason, "http_timeout");
  slow.release();
  EXPECT_EQ(hanging->wait(in_time()).value(), addresses("10.0.0.1"));
}

TEST(NameService, WhileItHangsThereIsOneQuestionForAName) {
  Slow slow;
  NameService names(slow);
  for (int i = 0; i < 50; ++i) EXPECT_FALSE(names.ask("hang.example")->wait(in(milliseconds(1))));
  EXPECT_EQ(slow.asked(), 1);
  slow.release();
}

TEST(NameService, HasNoMoreThreadsThanItMay) {
  Slow slow;
  NameService names(slow, 2);
  const auto first = names.ask("hang1.example"), second = names.ask("hang2.example");
  const auto third = names.ask("third.example");
  EXPECT_EQ(names.ask("third.example"), third) << "one that waits for a thread is shared, too";
  EXPECT_FALSE(third->wait(in(milliseconds(50))));
  EXPECT_LE(slow.asked(), 2);
  slow.release();
  EXPECT_TRUE(third->wait(in_time()));
  EXPECT_EQ(slow.asked(), 3);
}

TEST(NameService, EverybodyIsToldOnceButWhoForgot) {
  Slow slow;
  NameService names(slow);
  const auto question = names.ask("hang.example");
  std::promise<Result<Addresses>> told;
  std::atomic<bool> told_the_other = false;
  question->tell(&told_the_other, [&](const Result<Addresses>&) { told_the_other = true; });
  question->tell(&told, [&](const Result<Addresses>& found) { told.set_value(found); });
  question->forget(&told_the_other);
  slow.release();
  auto future = told.get_future();
  ASSERT_EQ(future.wait_for(seconds(20)), std::future_status::ready);
  EXPECT_EQ(future.get().value(), addresses("10.0.0.1"));
  EXPECT_FALSE(told_the_other);
  bool now = false;
  question->tell(&now, [&](const Result<Addresses>& found) { now = found.has_value(); });
  EXPECT_TRUE(now) << "the answer is there";
}

TEST(NameService, ALookupThatThrowsIsNoAnswer) {
  NameService names([](const std::string&) -> Result<Addresses> { throw std::bad_alloc(); });
  EXPECT_EQ(names.ask("any.example")->wait(in_time()).error().reason, "http_connect");
}

TEST(NameService, AThreadThatAsksOutlivesTheService) {
  Slow slow;
  auto names = std::make_unique<NameService>(slow);
  const auto question = names->ask("hang.example");
  names.reset();
  slow.release();
  EXPECT_TRUE(question->wait(in_time()));
}

}  // namespace
}  // namespace sallyport::net
