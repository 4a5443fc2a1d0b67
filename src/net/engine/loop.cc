#include <pthread.h>
#include <signal.h>

#include <utility>

#include "net/engine/loop_native.h"
#include "net/engine/thread_name.h"

namespace sallyport::net {

Loop::Loop(std::string name, std::chrono::milliseconds tick, Log& log)
    // One thread runs the context and all its sockets, so only posting to the context needs a lock.
    : context_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO),
      name_(std::move(name)),
      log_(log),
      readiness_(executor(), [this](const std::exception& thrown) { report(thrown); }),
      deadlines_(tick),
      mailbox_(std::make_shared<Mailbox>(context_)),
      ticker_(context_),
      last_tick_(std::chrono::steady_clock::now().time_since_epoch().count()) {}

Loop::~Loop() {
  halt();
}

void Loop::halt() {
  mailbox_->close();
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

void Loop::finish() {
  ticker_.cancel();
  context_.restart();
  context_.poll();
}

void Loop::run(std::function<void()> at_tick) {
  at_tick_ = std::move(at_tick);
  tick();
  // Only the thread that waits for signals may receive them, so the new thread inherits a mask that blocks them all.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { work(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Loop::work() {
  name_this_thread(name_);
  for (;;) {
    try {
      context_.run();
      return;
    } catch (const std::exception& thrown) {
      report(thrown);
    }
  }
}

void Loop::tick() {
  last_tick_.store(std::chrono::steady_clock::now().time_since_epoch().count(), std::memory_order_relaxed);
  ticker_.expires_after(deadlines_.tick());  // set before the timers run, because one of them may throw
  ticker_.async_wait([this](ErrorCode error) {
    if (!error) tick();
  });
  deadlines_.fire();
  at_tick_();
}

// The usual cause is that memory has run out. That costs one connection, not the process. The log line needs memory
// too, so it may be lost.
void Loop::report(const std::exception& thrown) noexcept {
  try {
    log(Level::error, "loop_exception", {{"what", thrown.what()}});
  } catch (...) {  // the line is lost
  }
}

void Loop::log(Level level, std::string_view event, std::vector<LogField> fields) noexcept {
  try {
    fields.insert(fields.begin(), LogField{"server", name_});
    log_.write(level, event, std::move(fields));
  } catch (...) {  // only the line is lost: the caller may still have an answer to send
  }
}

}  // namespace sallyport::net
