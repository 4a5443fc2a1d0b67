// What the gateway counts. Each event loop counts for itself; a scrape adds up.
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
#include <vector>

namespace sallyport::gateway {

enum class RouteClass { check, proxy, sign_in, security_api, local_admin, page, other };
inline constexpr std::size_t kRouteClasses = 7;

enum class Credential { none, session, bearer, own_token };
inline constexpr std::size_t kCredentials = 4;

// Of one event loop. Only its loop writes; relaxed atomics, so that a scrape may read meanwhile.
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

class Metrics {
 public:
  // A value that is asked for at each scrape, from any thread. Shape: the name without "sallyport_"; that of a counter
  // ends in "_total". What `value` refers to outlives the last scrape; it must not count anything here.
  void watch(std::string name, MetricKind kind, std::string help, std::function<std::uint64_t()> value);

  // The counters of one more event loop; what it counted stays in the sums after it is gone.
  std::shared_ptr<LoopCounters> add_loop();

  // Rare events, from any thread. Shape: a name of the table in metrics.cc, with a reason where that says so; both are
  // words of ours, never what a client sent.
  void count(std::string_view name, std::string_view reason = {});

  // Answers given by a worker.
  void count_answer(RouteClass route, int status);

  // Prometheus text. Source: Prometheus exposition format 0.0.4.
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
