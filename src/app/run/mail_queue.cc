#include "app/run/mail_queue.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace sallyport::app {
namespace {

std::vector<LogField> members_of(const Error& error) {
  return {{"reason", std::string(error.reason)}, {"detail", error.detail}};
}

}  // namespace

WaitingMail::WaitingMail(Send send, std::vector<std::chrono::milliseconds> pauses, Log& log)
    : send_(std::move(send)),
      pauses_(std::move(pauses)),
      log_(log),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

WaitingMail::~WaitingMail() {
  thread_.request_stop();
  thread_.join();
  for (std::size_t i = 0; i < waiting_.size(); ++i) log_.write(Level::error, "mail_failed", {{"reason", "stopped"}});
}

bool WaitingMail::add(gateway::MailWork work) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMostWaiting) return false;
    waiting_.push_back({.work = std::move(work)});
  }
  news_.notify_one();
  return true;
}

void WaitingMail::run(const std::stop_token& stop) {
  const auto is_earlier = [](const Waiting& one, const Waiting& other) { return one.due < other.due; };
  while (!stop.stop_requested()) {
    std::unique_lock lock(mutex_);
    news_.wait(lock, stop, [this] { return !waiting_.empty(); });
    if (stop.stop_requested()) return;
    const auto next = std::ranges::min_element(waiting_, is_earlier);
    const Time due = next->due;
    if (due > std::chrono::steady_clock::now()) {
      const std::size_t before = waiting_.size();
      news_.wait_until(lock, stop, due, [this, before] { return waiting_.size() != before; });
      continue;
    }
    Waiting taken = std::move(*next);
    waiting_.erase(next);
    lock.unlock();
    handle(std::move(taken), stop);
  }
}

// Nothing that goes wrong with one mail may end the thread.
void WaitingMail::handle(Waiting waiting, const std::stop_token& stop) try {
  if (waiting.work) {
    auto mail = waiting.work();
    if (!mail) return log_.write(Level::error, "mail_failed", members_of(mail.error()));
    if (!*mail) return;
    waiting.mail = **std::move(mail);
    waiting.work = nullptr;
  }
  const auto sent = send_(waiting.mail, stop);
  if (sent) return;
  try_again(std::move(waiting), sent.error());
} catch (const std::exception&) {
  log_.write(Level::error, "mail_failed", {{"reason", "out_of_memory"}});
}

void WaitingMail::try_again(Waiting waiting, const Error& error) {
  const bool worth_it = error.kind == Kind::unavailable && waiting.tries < pauses_.size();
  log_.write(Level::warning, worth_it ? "mail_delayed" : "mail_failed", members_of(error));
  if (!worth_it) return;
  waiting.due = std::chrono::steady_clock::now() + pauses_[waiting.tries];
  ++waiting.tries;
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(waiting));
}

}  // namespace sallyport::app
