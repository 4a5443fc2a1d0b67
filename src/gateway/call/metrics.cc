#include "gateway/call/metrics.h"

#include <algorithm>
#include <cassert>

namespace sallyport::gateway {
namespace {

constexpr std::array<std::string_view, kRouteClasses> kRouteNames{"check",       "proxy", "sign_in", "security_api",
                                                                  "local_admin", "page",  "other"};
constexpr std::array<std::string_view, kCredentials> kCredentialNames{"none", "session", "bearer", "own_token"};

// The events that may be counted. An event without reasons is printed as 0 before it first happens, so that its rate
// has a first value.
struct Event {
  std::string_view name;
  std::string_view help;
  bool by_reason = false;
};

constexpr Event kEvents[] = {
    {"clock_jumps", "Jumps of the wall clock, by direction.", true},
    {"config_reloads", "Configurations that were read anew, by whether they were taken or refused.", true},
    {"group_overage_resolved", "Groups that did not fit into a token and were asked of Graph."},
    {"local_sign_ins", "Sign-ins of the local administrator."},
    {"rate_limited", "Requests answered 429, by what there was too much of.", true},
    {"refusals", "Requests refused, by reason.", true},
    {"renewals", "Sessions that the provider renewed."},
    {"renewals_failed", "Renewals that did not succeed, by reason.", true},
    {"return_urls_refused", "Sign-ins that asked to return to a foreign address."},
    {"sessions_ended", "Sessions that were ended, by reason.", true},
    {"sessions_refused", "Requests whose session the rules in force refuse, by reason.", true},
    {"sessions_swept", "Sweeps that took sessions past their limits out of the store."},
    {"sign_ins", "People let in by the provider's word."},
    {"sign_ins_again", "Sign-ins that began again because their answer came late, twice or without a cookie.", true},
    {"sign_ins_refused", "Sign-ins that ended without a session, by reason.", true},
    {"sign_ins_started", "Browsers sent to the provider."},
    {"upstream_failures", "Answers of applications behind us that did not come, by cause.", true},
};

[[maybe_unused]] const Event* find_event(std::string_view name) {
  const auto found = std::ranges::find(kEvents, name, &Event::name);
  return found == std::end(kEvents) ? nullptr : &*found;
}

using Line = std::vector<std::pair<std::string_view, std::string>>;

void head(std::string& out, std::string_view name, std::string_view help, MetricKind kind = MetricKind::counter) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n");
  out.append("# TYPE ").append(name).append(kind == MetricKind::counter ? " counter\n" : " gauge\n");
}

void line(std::string& out, std::string_view name, const Line& labels, std::uint64_t value) {
  out.append(name);
  char separator = '{';
  for (const auto& [label, text] : labels) {
    out.push_back(separator);
    out.append(label).append("=\"").append(text).append("\"");
    separator = ',';
  }
  if (!labels.empty()) out.push_back('}');
  out.append(" ").append(std::to_string(value)).append("\n");
}

std::uint64_t read(const LoopCounters::Counter& counter) {
  return counter.load(std::memory_order_relaxed);
}

}  // namespace

std::shared_ptr<LoopCounters> Metrics::add_loop() {
  const std::lock_guard lock(mutex_);
  loops_.push_back(std::make_shared<LoopCounters>());
  return loops_.back();
}

void Metrics::watch(std::string name, MetricKind kind, std::string help, std::function<std::uint64_t()> value) {
  const std::lock_guard lock(mutex_);
  watched_.push_back({"sallyport_" + std::move(name), kind, std::move(help), std::move(value)});
}

void Metrics::count(std::string_view name, std::string_view reason) {
  assert(find_event(name) != nullptr && find_event(name)->by_reason == !reason.empty());
  const std::lock_guard lock(mutex_);
  ++events_[{std::string(name), std::string(reason)}];
}

void Metrics::count_answer(RouteClass route, int status) {
  const auto digit = static_cast<std::size_t>(std::clamp(status / 100, 0, 5));
  worker_answers_[static_cast<std::size_t>(route)][digit].fetch_add(1, std::memory_order_relaxed);
}

std::string Metrics::print() const {
  const std::lock_guard lock(mutex_);
  const auto sum = [this](auto pick) {
    std::uint64_t total = 0;
    for (const auto& loop : loops_) total += read(pick(*loop));
    return total;
  };
  std::string out;
  head(out, "sallyport_answers_total",
       "Answers by kind of route and class of status; 0xx was passed on to an upstream.");
  for (std::size_t route = 0; route < kRouteClasses; ++route) {
    for (std::size_t digit = 0; digit < 6; ++digit) {
      const auto total = sum([=](const LoopCounters& c) -> auto& { return c.answers[route][digit]; }) +
                         read(worker_answers_[route][digit]);
      if (total == 0) continue;
      line(out, "sallyport_answers_total",
           {{"route", std::string(kRouteNames[route])}, {"status", std::to_string(digit) + "xx"}}, total);
    }
  }
  head(out, "sallyport_deferred_total", "Requests that an event loop handed to a worker, by kind of route.");
  for (std::size_t route = 0; route < kRouteClasses; ++route)
    line(out, "sallyport_deferred_total", {{"route", std::string(kRouteNames[route])}},
         sum([=](const LoopCounters& c) -> auto& { return c.deferred[route]; }));
  head(out, "sallyport_cache_lookups_total", "Look-ups in the caches of sessions and verified tokens.");
  for (std::size_t kind = 1; kind < kCredentials; ++kind) {
    const std::string name(kCredentialNames[kind]);
    line(out, "sallyport_cache_lookups_total", {{"credential", name}, {"found", "yes"}},
         sum([=](const LoopCounters& c) -> auto& { return c.cache_hits[kind]; }));
    line(out, "sallyport_cache_lookups_total", {{"credential", name}, {"found", "no"}},
         sum([=](const LoopCounters& c) -> auto& { return c.cache_misses[kind]; }));
  }
  for (const Watched& watched : watched_) {
    head(out, watched.name, watched.help, watched.kind);
    line(out, watched.name, {}, watched.value());
  }
  for (const Event& event : kEvents) {
    const std::string name = "sallyport_" + std::string(event.name) + "_total";
    head(out, name, event.help);
    const auto [first, last] = std::ranges::equal_range(
        events_, event.name, {}, [](const auto& entry) -> std::string_view { return entry.first.first; });
    if (first == last && !event.by_reason) line(out, name, {}, 0);
    for (auto entry = first; entry != last; ++entry)
      line(out, name, event.by_reason ? Line{{"reason", entry->first.second}} : Line{}, entry->second);
  }
  return out;
}

}  // namespace sallyport::gateway
