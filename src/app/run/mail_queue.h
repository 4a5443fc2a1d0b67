// Sends the gateway's mail from a thread of its own. A mail that the relay does not take now is tried again after a
// while, a few times; then the log says that it is lost. What waits at a stop is lost, because a link can be asked
// for again; the log has a line for each.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "gateway/accounts/mail.h"

namespace sallyport::app {

class WaitingMail final : public gateway::MailQueue {
 public:
  // Sends one mail, and blocks meanwhile. It ends soon once a stop is requested. An error of Kind::unavailable means
  // that it is worth another try.
  using Send = std::function<Result<void>(const gateway::Mail& mail, const std::stop_token& stop)>;

  static constexpr std::size_t kMostWaiting = 200;

  // `pauses` are those before the second try, the third and so on. `log` must outlive the queue.
  WaitingMail(Send send, std::vector<std::chrono::milliseconds> pauses, Log& log);
  ~WaitingMail() override;

  bool add(gateway::MailWork work) override;

 private:
  using Time = std::chrono::steady_clock::time_point;

  struct Waiting {
    gateway::MailWork work;  // until it has run
    gateway::Mail mail{};    // afterwards
    std::size_t tries = 0;
    Time due{};
  };

  void run(const std::stop_token& stop);
  void handle(Waiting waiting, const std::stop_token& stop);
  void try_again(Waiting waiting, const Error& error);

  const Send send_;
  const std::vector<std::chrono::milliseconds> pauses_;
  Log& log_;
  std::mutex mutex_;
  std::condition_variable_any news_;
  std::deque<Waiting> waiting_;
  std::jthread thread_;  // the last member, because it uses the others
};

}  // namespace sallyport::app
