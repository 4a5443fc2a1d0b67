#include "app/run/mail_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <string>

namespace sallyport::app {
namespace {

using gateway::Mail;
using std::chrono::milliseconds;

class EventsOfMail final : public Log {
 public:
  void write(Level, std::string_view event, std::vector<LogField>) override {
    const std::lock_guard lock(mutex_);
    events_.emplace_back(event);
  }
  std::vector<std::string> events() const {
    const std::lock_guard lock(mutex_);
    return events_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> events_;
};

gateway::MailWork mail_to(const std::string& to) {
  return [to] { return std::optional(Mail{to, "subject", "text"}); };
}

TEST(WaitingMail, IsSentByAThreadOfItsOwn) {
  EventsOfMail log;
  std::latch sent(1);
  std::string to;
  WaitingMail queue(
      [&](const Mail& mail, const std::stop_token&) {
        to = mail.to;
        sent.count_down();
        return Result<void>();
      },
      {}, log);
  EXPECT_TRUE(queue.add(mail_to("ann")));
  sent.wait();
  EXPECT_EQ(to, "ann");
}

TEST(WaitingMail, WorkThatMakesNoMailSendsNone) {
  EventsOfMail log;
  std::latch sent(1);
  std::atomic<int> mails = 0;
  WaitingMail queue(
      [&](const Mail&, const std::stop_token&) {
        ++mails;
        sent.count_down();
        return Result<void>();
      },
      {}, log);
  EXPECT_TRUE(queue.add([] { return std::optional<Mail>(); }));
  EXPECT_TRUE(queue.add(mail_to("ann")));
  sent.wait();
  EXPECT_EQ(mails, 1);
}

TEST(WaitingMail, WorkThatFailsSendsNothingAndTheLogSaysSo) {
  EventsOfMail log;
  std::latch sent(1);
  std::atomic<int> mails = 0;
  WaitingMail queue(
      [&](const Mail&, const std::stop_token&) {
        ++mails;
        sent.count_down();
        return Result<void>();
      },
      {}, log);
  queue.add([]() -> Result<std::optional<Mail>> { return failure(Kind::unavailable, "people_store"); });
  queue.add(mail_to("ann"));
  sent.wait();
  EXPECT_EQ(mails, 1);
  EXPECT_EQ(log.events(), std::vector<std::string>{"mail_failed"});
}

TEST(WaitingMail, IsTriedAgainAndOthersDoNotWaitForIt) {
  EventsOfMail log;
  std::latch done(2);
  std::atomic<int> tries = 0;
  WaitingMail queue(
      [&](const Mail& mail, const std::stop_token&) -> Result<void> {
        if (mail.to == "ann" && ++tries < 3) return failure(Kind::unavailable, "mail_relay");
        done.count_down();
        return {};
      },
      {milliseconds(1), milliseconds(1)}, log);
  queue.add(mail_to("ann"));
  queue.add(mail_to("bob"));
  done.wait();
  EXPECT_EQ(tries, 3);
  EXPECT_EQ(log.events(), (std::vector<std::string>{"mail_delayed", "mail_delayed"}));
}

TEST(WaitingMail, WhatIsRefusedOrTriedTooOftenIsLostAndTheLogSaysSo) {
  EventsOfMail log;
  std::latch done(1);
  std::atomic<int> tries = 0;
  {
    WaitingMail queue(
        [&](const Mail& mail, const std::stop_token&) -> Result<void> {
          if (mail.to == "last") done.count_down();
          if (mail.to == "down" && ++tries < 3) return failure(Kind::unavailable, "mail_relay");
          if (mail.to == "down") done.count_down();
          return failure(mail.to == "down" ? Kind::unavailable : Kind::rejected, "mail_refused");
        },
        {milliseconds(1), milliseconds(1)}, log);
    queue.add(mail_to("refused"));
    queue.add(mail_to("down"));
    done.wait();
  }
  EXPECT_EQ(log.events(), (std::vector<std::string>{"mail_failed", "mail_delayed", "mail_delayed", "mail_failed"}));
}

TEST(WaitingMail, NoMoreWaitThanItHolds) {
  EventsOfMail log;
  std::latch go(1);
  std::latch begun(1);
  WaitingMail queue([](const Mail&, const std::stop_token&) { return Result<void>(); }, {}, log);
  queue.add([&] {
    begun.count_down();
    go.wait();
    return std::optional<Mail>();
  });
  begun.wait();
  for (std::size_t i = 0; i < WaitingMail::kMostWaiting; ++i) EXPECT_TRUE(queue.add(mail_to("x"))) << i;
  EXPECT_FALSE(queue.add(mail_to("x")));
  go.count_down();
}

TEST(WaitingMail, AStopDoesNotWaitForWhatIsDelayed) {
  EventsOfMail log;
  std::latch tried(1);
  {
    WaitingMail queue(
        [&](const Mail&, const std::stop_token&) -> Result<void> {
          tried.count_down();
          return failure(Kind::unavailable, "mail_relay");
        },
        {std::chrono::hours(1)}, log);
    queue.add(mail_to("ann"));
    tried.wait();
  }
  EXPECT_EQ(log.events(), (std::vector<std::string>{"mail_delayed", "mail_failed"})) << "it ended without another try";
}

TEST(WaitingMail, WorkThatThrowsEndsNothing) {
  EventsOfMail log;
  std::latch sent(1);
  WaitingMail queue(
      [&](const Mail&, const std::stop_token&) {
        sent.count_down();
        return Result<void>();
      },
      {}, log);
  queue.add([]() -> std::optional<Mail> { throw std::bad_alloc(); });
  queue.add(mail_to("ann"));
  sent.wait();
  EXPECT_EQ(log.events(), std::vector<std::string>{"mail_failed"});
}

}  // namespace
}  // namespace sallyport::app
