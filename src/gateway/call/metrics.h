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

// What a request proves its caller with: nothing, the session cookie, the provider's token, a token of our own that
// stands for a session, or a bot's token or personal access token, whose record is in the store.
enum class Credential { none, session, bearer, own_token, stored_token };
inline constexpr std::size_t kCredentials = 5;

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

// One metric with its current values.
struct MetricFamily {
  struct Sample {
    std::vector<std::pair<std::string_view, std::string>> labels;
    std::uint64_t value = 0;
  };
  std::string name;  // with "sallyport_"
  std::string help;
  MetricKind kind = MetricKind::counter;
  std::vector<Sample> samples;
};

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

  // All metrics. Those that count by reason have no sample until they first count.
  std::vector<MetricFamily> collect() const;

  // Prints them as text for Prometheus. Source: Prometheus exposition format 0.0.4.
  std::string print() const;

 private:
  struct Watched {
    std::string name;
    MetricKind kind;
    std::string help;
    std::function<std::uint64_t()> value;
  };

  // The parts of collect(). They require the lock.
  MetricFamily collect_answers() const;
  MetricFamily collect_deferred() const;
  MetricFamily collect_lookups() const;
  void collect_events(std::vector<MetricFamily>& families) const;

  // The sum of a counter over all loops.
  template <class Pick>
  std::uint64_t sum(Pick pick) const {
    std::uint64_t total = 0;
    for (const auto& loop : loops_) total += pick(*loop).load(std::memory_order_relaxed);
    return total;
  }

  mutable std::mutex mutex_;
  std::vector<Watched> watched_;
  std::vector<std::shared_ptr<LoopCounters>> loops_;
  std::array<std::array<LoopCounters::Counter, 6>, kRouteClasses> worker_answers_{};
  std::map<std::pair<std::string, std::string>, std::uint64_t, std::less<>> events_;
};

}  // namespace sallyport::gateway
