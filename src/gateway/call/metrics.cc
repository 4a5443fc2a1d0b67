#include "gateway/call/metrics.h"

#include <algorithm>
#include <cassert>

namespace sallyport::gateway {
namespace {

constexpr std::array<std::string_view, kRouteClasses> kRouteNames{"check",       "proxy", "sign_in", "security_api",
                                                                  "local_admin", "page",  "other"};
constexpr std::array<std::string_view, kCredentials> kCredentialNames{"none", "session", "bearer", "own_token",
                                                                      "stored_token"};

// The events that may be counted. An event without reasons is printed as 0 before it first happens, so that its rate
// has a first value.
struct Event {
  std::string_view name;
  std::string_view help;
  bool by_reason = false;
};

constexpr Event kEvents[] = {
    {"account_sign_ins", "Sign-ins with a local account."},
    {"clock_jumps", "Jumps of the wall clock, by direction.", true},
    {"config_reloads", "Configurations that were read anew, by whether they were taken or refused.", true},
    {"group_overage_resolved", "Groups that did not fit into a token and were asked of Graph."},
    {"local_sign_ins", "Sign-ins of the local administrator."},
    {"policies_not_read", "Tries to read changed policies that failed, by reason.", true},
    {"principals_unknown", "Look-ups of callers whose teams or policies could not be read, by reason.", true},
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

void print_family(std::string& out, const MetricFamily& family) {
  out.append("# HELP ").append(family.name).append(" ").append(family.help).append("\n");
  out.append("# TYPE ").append(family.name).append(family.kind == MetricKind::counter ? " counter\n" : " gauge\n");
  for (const MetricFamily::Sample& sample : family.samples) {
    out.append(family.name);
    char separator = '{';
    for (const auto& [label, text] : sample.labels) {
      out.push_back(separator);
      out.append(label).append("=\"").append(text).append("\"");
      separator = ',';
    }
    if (!sample.labels.empty()) out.push_back('}');
    out.append(" ").append(std::to_string(sample.value)).append("\n");
  }
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

MetricFamily Metrics::collect_answers() const {
  MetricFamily family{"sallyport_answers_total",
                      "Answers by kind of route and class of status; 0xx was passed on to an upstream.",
                      MetricKind::counter,
                      {}};
  for (std::size_t route = 0; route < kRouteClasses; ++route) {
    for (std::size_t digit = 0; digit < 6; ++digit) {
      const auto total = sum([=](const LoopCounters& c) -> auto& { return c.answers[route][digit]; }) +
                         read(worker_answers_[route][digit]);
      if (total == 0) continue;
      family.samples.push_back(
          {{{"route", std::string(kRouteNames[route])}, {"status", std::to_string(digit) + "xx"}}, total});
    }
  }
  return family;
}

MetricFamily Metrics::collect_deferred() const {
  MetricFamily family{"sallyport_deferred_total",
                      "Requests that an event loop handed to a worker, by kind of route.",
                      MetricKind::counter,
                      {}};
  for (std::size_t route = 0; route < kRouteClasses; ++route)
    family.samples.push_back({{{"route", std::string(kRouteNames[route])}},
                              sum([=](const LoopCounters& c) -> auto& { return c.deferred[route]; })});
  return family;
}

MetricFamily Metrics::collect_lookups() const {
  MetricFamily family{"sallyport_cache_lookups_total",
                      "Look-ups in the caches of sessions and verified tokens.",
                      MetricKind::counter,
                      {}};
  for (std::size_t kind = 1; kind < kCredentials; ++kind) {
    const std::string name(kCredentialNames[kind]);
    family.samples.push_back({{{"credential", name}, {"found", "yes"}},
                              sum([=](const LoopCounters& c) -> auto& { return c.cache_hits[kind]; })});
    family.samples.push_back({{{"credential", name}, {"found", "no"}},
                              sum([=](const LoopCounters& c) -> auto& { return c.cache_misses[kind]; })});
  }
  return family;
}

void Metrics::collect_events(std::vector<MetricFamily>& families) const {
  for (const Event& event : kEvents) {
    MetricFamily family{
        "sallyport_" + std::string(event.name) + "_total", std::string(event.help), MetricKind::counter, {}};
    const auto [first, last] = std::ranges::equal_range(
        events_, event.name, {}, [](const auto& entry) -> std::string_view { return entry.first.first; });
    if (first == last && !event.by_reason) family.samples.push_back({{}, 0});
    for (auto entry = first; entry != last; ++entry) {
      MetricFamily::Sample sample{{}, entry->second};
      if (event.by_reason) sample.labels = {{"reason", entry->first.second}};
      family.samples.push_back(std::move(sample));
    }
    families.push_back(std::move(family));
  }
}

std::vector<MetricFamily> Metrics::collect() const {
  const std::lock_guard lock(mutex_);
  std::vector<MetricFamily> families{collect_answers(), collect_deferred(), collect_lookups()};
  for (const Watched& watched : watched_)
    families.push_back({watched.name, watched.help, watched.kind, {{{}, watched.value()}}});
  collect_events(families);
  return families;
}

std::string Metrics::print() const {
  std::string out;
  for (const MetricFamily& family : collect()) print_family(out, family);
  return out;
}

}  // namespace sallyport::gateway
