// One event loop: a thread that waits for sockets and timers and runs their callbacks. The loop knows nothing about
// the protocol; its owner creates the connections and timers that use it.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/log.h"
#include "net/engine/deadlines.h"
#include "net/engine/mailbox_native.h"
#include "net/engine/readiness_native.h"

namespace sallyport::net {

// Only the loop's own thread may call these functions, unless a comment says "any thread".
class Loop {
 public:
  // Each log line carries `name` in the field "server". The loop checks its timers every `tick`. The log must outlive
  // the loop.
  Loop(std::string name, std::chrono::milliseconds tick, Log& log);
  Loop(const Loop&) = delete;
  ~Loop();  // calls halt()

  // Calls `at_tick` once on the calling thread, then starts the loop's thread. That thread calls `at_tick` at each
  // tick, after the timers that ran out. An exception from a callback on the loop's thread is logged as
  // "loop_exception", and the loop continues.
  void run(std::function<void()> at_tick);

  // Any other thread: stops the loop after the callback that is running, and joins its thread. Afterwards the loop's
  // objects belong to the caller. The caller destroys them, which cancels their pending operations, and then calls
  // finish(), which runs the callbacks of the cancelled operations.
  void halt();
  void finish();

  // Any thread: when the loop last ticked. The time falls behind if the loop is stuck in a callback.
  std::chrono::steady_clock::time_point last_tick() const {
    return std::chrono::steady_clock::time_point(std::chrono::steady_clock::duration(last_tick_.load()));
  }

  // Any thread. The mailbox may outlive the loop.
  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }

  Executor executor() { return context_.get_executor(); }
  Readiness& readiness() { return readiness_; }
  Deadlines& deadlines() { return deadlines_; }

  // Any thread: the log itself, which outlives the loop, for work that leaves the loop's thread.
  Log& log_of_all() const { return log_; }

  // Writes a line to the log. A line that cannot be written is lost, and the caller does not notice.
  void log(Level level, std::string_view event, std::vector<LogField> fields) noexcept;
  void report(const std::exception& thrown) noexcept;  // logs "loop_exception"

 private:
  void work();
  void tick();

  asio::io_context context_;
  std::string name_;
  Log& log_;
  Readiness readiness_;
  Deadlines deadlines_;
  std::shared_ptr<Mailbox> mailbox_;
  asio::steady_timer ticker_;
  std::function<void()> at_tick_;
  std::atomic<std::chrono::steady_clock::rep> last_tick_;
  std::thread thread_;
};

}  // namespace sallyport::net
