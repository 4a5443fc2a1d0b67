// The metrics of a gateway. Each event loop has counters of its own, and a scrape adds them up.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sallyport::gateway {

// The kind of address that a request asked for, as a label of the metrics.
enum class RouteClass { check, proxy, sign_in, security_api, local_admin, page, other };
inline constexpr std::size_t kRouteClasses = 7;

// What a request proves its caller with: nothing, the session cookie, the provider's token, or a token of our own.
enum class Credential { none, session, bearer, own_token };
inline constexpr std::size_t kCredentials = 4;

// The counters of one event loop. Only that loop writes them. They are relaxed atomics, so a scrape may read them on
// another thread.
struct LoopCounters {
  using Counter = std::atomic<std::uint64_t>;

  std::array<std::array<Counter, 6>, kRouteClasses> answers{};  // by the first digit of the status
  std::array<Counter, kRouteClasses> deferred{};                // handed to a worker
  std::array<Counter, kCredentials> cache_hits{};
  std::array<Counter, kCredentials> cache_misses{};

  static void add(Counter& counter) {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
};

enum class MetricKind { counter, gauge };

// Any thread may call any function.
class Metrics {
 public:
  // Adds a metric that calls `value` at each scrape, on the thread of the scrape. `value` must not call this object,
  // and what it refers to must outlive the last scrape. Requires: `name` is without "sallyport_"; that of a counter
  // ends in "_total".
  void watch(std::string name, MetricKind kind, std::string help, std::function<std::uint64_t()> value);

  // Makes the counters of one more event loop. What they counted stays in the sums after the loop is gone.
  std::shared_ptr<LoopCounters> add_loop();

  // Counts an event. It takes a lock, so it is for rare events. Requires: `name` is in the table of metrics.cc, and
  // `reason` is given if and only if the table says so. Both are words of our own, never text that a client sent.
  void count(std::string_view name, std::string_view reason = {});

  // Counts an answer that a worker gave. A status of 0 means that the request was passed on to an upstream.
  void count_answer(RouteClass route, int status);

  // Prints all metrics as text for Prometheus. Source: Prometheus exposition format 0.0.4.
  std::string print() const;

 private:
  struct Watched {
    std::string name;
    MetricKind kind;
    std::string help;
    std::function<std::uint64_t()> value;
  };

  mutable std::mutex mutex_;
  std::vector<Watched> watched_;
  std::vector<std::shared_ptr<LoopCounters>> loops_;
  std::array<std::array<LoopCounters::Counter, 6>, kRouteClasses> worker_answers_{};
  std::map<std::pair<std::string, std::string>, std::uint64_t, std::less<>> events_;
};

}  // namespace sallyport::gateway
