// One event loop: a thread, its listeners, its connections, and what they share without locks.
#pragma once

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "net/deadlines.h"
#include "net/response_writer.h"
#include "net/server.h"
#include "net/transport_native.h"
#include "net/workers.h"

namespace sallyport::net {

class Acceptor;
class Connection;
class UpstreamPool;

// Counts that one loop writes and anybody reads.
class Tally {
 public:
  void add() { count_.store(count_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }
  std::uint64_t value() const { return count_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> count_ = 0;
};

// The connections of all loops of a server, and how many there may be.
struct Census {
  Census(std::size_t most, std::size_t most_upstream) : limit(most), upstream_limit(most_upstream) {}
  const std::size_t limit;
  const std::size_t upstream_limit;
  std::atomic<std::size_t> open = 0;
  std::atomic<std::size_t> upstream = 0;  // to upstreams, kept ones included
};

// The way back to a loop for other threads. Posting to a loop that is gone does nothing.
class Mailbox {
 public:
  explicit Mailbox(asio::io_context& context) : context_(&context) {}
  template <class Task>
  void post(Task task) {
    const std::lock_guard lock(mutex_);
    if (context_ != nullptr) asio::post(*context_, std::move(task));
  }
  void close() {
    const std::lock_guard lock(mutex_);
    context_ = nullptr;
  }

 private:
  std::mutex mutex_;
  asio::io_context* context_;
};

class Loop {
 public:
  Loop(const Server::Settings& settings, std::unique_ptr<http::Handler> handler, Workers& workers, Log& log,
       Census& census);
  Loop(const Loop&) = delete;
  ~Loop();  // stops at once

  // Before run(). Takes the descriptor.
  enum class Socket { ours, inherited };
  void listen(int fd, std::shared_ptr<asio::ssl::context> tls, Socket whose);
  void run();  // starts the thread

  // From any thread: for connections from now on. Null: the listeners stay as they are; the files that are trusted for
  // upstreams are read anew in either case.
  void renew_tls(std::shared_ptr<asio::ssl::context> tls);

  // When the loop last came round.
  std::chrono::steady_clock::time_point last_tick() const {
    return std::chrono::steady_clock::time_point(std::chrono::steady_clock::duration(last_tick_.load()));
  }

  void halt();  // from another thread: ends at once

  // From any thread: accept no more, finish what is under way. Sockets that we opened are emptied before they are
  // closed; the queue of one that was handed to us waits for whoever gets it next.
  void drain();
  // From any thread, when the time for that is over: 503 for what has no answer yet, and the end for the rest.
  void give_up();
  // Whether every connection ended before the instant.
  bool wait_until_idle(std::chrono::steady_clock::time_point until);

  // For the loop's own objects, on its thread.
  Executor executor() { return context_->get_executor(); }
  Readiness& readiness() { return readiness_; }
  const ServerLimits& limits() const { return limits_; }
  const std::shared_ptr<http::Handler>& handler() const { return handler_; }
  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }
  Workers& workers() { return workers_; }
  Deadlines& deadlines() { return deadlines_; }
  ResponseWriter& writer() { return writer_; }
  const http::PreparedHeaders& refusal_lines() const { return refusal_lines_; }
  UpstreamPool& upstreams() { return *upstreams_; }
  bool is_draining() const { return draining_; }
  bool is_full() const { return census_.open.load(std::memory_order_relaxed) >= census_.limit; }
  void log(Level level, std::string_view event, std::vector<LogField> fields) noexcept;
  void adopt(int fd, asio::ssl::context* tls);
  void forget(Connection& connection);

  struct Tallies {
    Tally requests, accepted, malformed, saturated;
  } tallies;

 private:
  void work();
  void report(const std::exception& thrown) noexcept;
  void tick();
  void resume_accepting();
  void for_each_connection(void (*call)(Connection&));

  std::unique_ptr<asio::io_context> context_;
  ServerLimits limits_;
  std::string name_;
  std::shared_ptr<http::Handler> handler_;  // shared with work that outlives the loop
  Workers& workers_;
  Log& log_;
  Census& census_;
  Readiness readiness_;
  Deadlines deadlines_;
  ResponseWriter writer_;
  http::PreparedHeaders refusal_lines_;
  std::shared_ptr<Mailbox> mailbox_;
  std::unique_ptr<UpstreamPool> upstreams_;
  std::vector<std::unique_ptr<Acceptor>> acceptors_;
  std::vector<Acceptor*> inherited_;
  std::unordered_set<Connection*> connections_;
  asio::steady_timer ticker_;
  std::atomic<std::chrono::steady_clock::rep> last_tick_;
  bool draining_ = false;
  std::mutex idle_mutex_;
  std::condition_variable idle_;
  bool is_idle_ = false;  // under idle_mutex_: draining and without connections
  std::thread thread_;
};

}  // namespace sallyport::net
