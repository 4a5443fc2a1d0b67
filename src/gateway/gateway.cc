#include "gateway/gateway.h"

#include <algorithm>

#include "base/text.h"
#include "gateway/authenticator.h"
#include "gateway/check.h"
#include "gateway/proxy.h"
#include "gateway/router.h"
#include "gateway/routes.h"
#include "gateway/sign_in.h"
#include "gateway/upgrade_watch.h"
#include "http/loose_path.h"
#include "http/url.h"

namespace sallyport::gateway {
namespace {

constexpr std::array<std::string_view, 7> kMethods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
constexpr std::size_t kMaxForm = 256 * 1024;  // an ID token with many groups, and what goes with it
constexpr std::size_t kMaxRequestId = 64;
constexpr std::size_t kSweepAtOnce = 1000;

bool is_request_id(std::string_view text) {
  return !text.empty() && text.size() <= kMaxRequestId && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

// The last address that a proxy of ours did not write by itself (attack HTTP-03).
std::string client_of(const Site& site, const http::Request& request) {
  const http::Peer& peer = *request.peer;
  std::string client = peer.unix_socket ? "unix" : peer.address;
  if (!site.trusts(peer)) return client;
  const auto header = request.header("X-Forwarded-For");
  if (!header) return client;
  const auto hops = split_words(*header, ',');
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    client = std::string(trim(*hop));
    if (!site.trusted_proxies.contain(client)) break;
  }
  return client;
}

http::Action to_action(http::Outcome outcome) {
  return std::visit([](auto&& answer) -> http::Action { return std::move(answer); }, std::move(outcome));
}

int status_of(const http::Outcome& outcome) {
  const auto* const answer = std::get_if<http::Answer>(&outcome);
  return answer ? answer->response.status : 0;
}

http::Answer ambiguous_path(const Call& call) {
  return error_answer(call, 400, "The path can be read in more than one way.");
}

std::uint8_t verb_of(std::string_view method) {
  if (method == "GET" || method == "HEAD") return static_cast<std::uint8_t>(Verb::get);
  return method == "POST" ? static_cast<std::uint8_t>(Verb::post) : std::uint8_t{0};
}

// What is to be done with a request, once it is known whose it is. Copies of it travel to workers.
struct Plan {
  RouteClass route_class = RouteClass::other;
  std::string path;
  Endpoint endpoint = nullptr;   // one of ours, or
  const Route* route = nullptr;  // a route; lives as long as the settings
};

// Whoever types another name of this machine, such as 127.0.0.1 for localhost, learns which one is ours.
http::Answer wrong_host(const Call& call) {
  const std::string& ours = call.site().origin;
  return notice_answer(call, 421,
                       {"Another address",
                        {"Nothing is served under this name.", "Sallyport is at " + ours + "."},
                        {},
                        {{"Go there", ours + "/"}},
                        {}},
                       "This is not the host you asked for.");
}

class GatewayHandler final : public http::Handler {
 public:
  explicit GatewayHandler(const ServicesInForce& in_force)
      : in_force_(in_force),
        version_(in_force.version()),
        services_(in_force.get()),
        counters_(services_->metrics.add_loop()),
        authenticator_(*services_, *counters_),
        id_prefix_(hex_encode(services_->random.bytes(6))) {}

  http::Action on_request(const http::Request& request, bool has_body) override {
    if (in_force_.version() != version_) change_services();
    http::Action action = decide(request, has_body);
    if (const auto* const answer = std::get_if<http::Answer>(&action)) count(last_class_, answer->response.status);
    if (std::holds_alternative<http::Forward>(action)) count(last_class_, 0);
    return action;
  }

 private:
  // The version first: services that are newer than it are fetched once more, and that is all.
  void change_services() {
    version_ = in_force_.version();
    const ServicesPtr before = std::exchange(services_, in_force_.get());
    authenticator_.change(*before, *services_);
  }

  http::Action decide(const http::Request& request, bool has_body) {
    last_class_ = RouteClass::other;
    const std::string_view raw = request.path();
    if (raw.starts_with(kCheckPath) && http::path_is_under(raw, kCheckPath)) return decide_check(request, raw);
    if (raw.find('%') != std::string_view::npos)  // an escaped spelling of it is no other path, whatever follows
      if (const auto path = http::loose_path(raw); path && http::path_is_under(path->text, kCheckPath))
        return decide_check(request, path->text);
    const Trace trace = trace_of(request);
    const Call call{*services_, request, request.path(), trace, nobody_};
    if (std::ranges::find(kMethods, request.method) == kMethods.end())
      return to_action(error_answer(call, 405, "This method is not served."));
    const auto host = request.header("Host");
    if (!host) return to_action(error_answer(call, 400, "One Host header is needed."));
    if (!is_our_host(*host, *request.peer)) return to_action(wrong_host(call));
    const auto way = find_way(*services_->settings, site(), *host, request.path());
    if (!way) return to_action(ambiguous_path(call));
    const Route* const route = way->route;
    const OwnPath* const own = find_own_path(way->path, site().callback_path);
    if (own && !yields(*own, route)) return run_own(request, has_body, *own, way->path, trace);
    if (!route)
      return to_action(notice_answer(call, 404, {"Not found", {"There is no such page."}, {}, {}, {}}, "Not Found"));
    last_class_ = RouteClass::proxy;
    Plan plan{RouteClass::proxy, way->path, nullptr, route};
    if (route->access == RouteAccess::public_) return carry_out(request, plan, trace, nobody_);
    return with_caller(request, std::move(plan), trace, Needs::caller);
  }

  // The hot path: no allocation but the response's share of the prepared headers. Shape: path is under
  // kCheckPath as that is spelt.
  http::Action decide_check(const http::Request& request, std::string_view path) {
    last_class_ = RouteClass::check;
    if (request.target == kCheckPath) {
      auto who = authenticator_.find_now(request);
      if (who && who->caller) return http::Answer{permit(services_->prepared, std::move(who->caller))};
      const Trace trace = trace_of(request);
      if (!who) return defer(request, {RouteClass::check, std::string(path), check, nullptr}, trace, who.error());
      return to_action(check({*services_, request, path, trace, *who}));
    }
    const Trace trace = trace_of(request);
    const Call call{*services_, request, path, trace, nobody_};
    if (path == kCheckPath)
      return with_caller(request, {RouteClass::check, std::string(path), check, nullptr}, trace, Needs::caller);
    const std::string_view host = request.header("Host").value_or(std::string_view());
    const auto way = find_way(*services_->settings, site(), host, path.substr(kCheckPath.size()));
    if (!way) return to_action(ambiguous_path(call));
    Plan plan{RouteClass::check, std::string(kCheckPath) + way->path, check, nullptr};
    return with_caller(request, std::move(plan), trace, Needs::caller);
  }

  http::Action run_own(const http::Request& request, bool has_body, const OwnPath& own, const std::string& path,
                       const Trace& trace) {
    last_class_ = own.route_class;
    if ((own.verbs & verb_of(request.method)) == 0) {
      http::Answer answer =
          error_answer({*services_, request, path, trace, nobody_}, 405, "This method is not served here.");
      answer.response.add("Allow", own.verbs & static_cast<std::uint8_t>(Verb::post) ? "GET, HEAD, POST" : "GET, HEAD");
      return answer;
    }
    if (request.method == "POST" && !has_body) return http::NeedBody{kMaxForm};
    Plan plan{own.route_class, path, own.endpoint, nullptr};
    switch (own.needs) {
      case Needs::nothing:
        return carry_out(request, plan, trace, nobody_);
      case Needs::provider:
        if (services_->provider && !services_->provider->snapshot())
          return defer(request, std::move(plan), trace, Asks::provider);
        return carry_out(request, plan, trace, nobody_);
      case Needs::caller:
      case Needs::caller_and_worker:
        return with_caller(request, std::move(plan), trace, own.needs);
      case Needs::worker:
        return defer(request, std::move(plan), trace, own.endpoint == finish_sign_in ? Asks::provider : Asks::store,
                     Needs::worker);
    }
    return http::Answer{http::Response(500)};
  }

  http::Action with_caller(const http::Request& request, Plan plan, const Trace& trace, Needs needs) {
    // The worker finds the caller by itself there; a token may be one that only the provider's newest keys verify.
    const Asks unseen = request.count("Authorization") > 0 ? Asks::provider : Asks::store;
    if (needs == Needs::caller_and_worker) return defer(request, std::move(plan), trace, unseen);
    const auto who = authenticator_.find_now(request);
    const bool mint = who && plan.route && needs_minting(*services_, *plan.route, *who);
    if (!who || mint) return defer(request, std::move(plan), trace, who ? Asks::store : who.error());
    return carry_out(request, plan, trace, *who);
  }

  // The worker looks the caller up again, completely, unless the endpoint does not ask.
  http::Action defer(const http::Request& request, Plan plan, const Trace& trace, Asks asks,
                     Needs needs = Needs::caller) {
    LoopCounters::add(counters_->deferred[static_cast<std::size_t>(plan.route_class)]);
    http::Defer work{[from = Began{in_force_, version_, services_}, inbox = authenticator_.inbox(),
                      owned = http::own(request), plan = std::move(plan), trace, needs]() -> http::Outcome {
      Services& services = *from.services;
      const Who who = needs == Needs::worker ? Who{} : find_caller(services, owned, inbox.get());
      http::Outcome outcome = run(services, owned, plan, trace, who);
      services.metrics.count_answer(plan.route_class, status_of(outcome));
      return keep(std::move(outcome), from, owned, trace);
    }};
    work.slow = asks == Asks::provider;
    return work;
  }

  static http::Outcome run(Services& services, const http::Request& request, const Plan& plan, const Trace& trace,
                           const Who& who) {
    const Call call{services, request, plan.path, trace, who};
    return plan.route ? proxy(call, *plan.route) : plan.endpoint(call);
  }

  // The services that a request began with.
  struct Began {
    const ServicesInForce& in_force;
    std::uint64_t version;  // of before they were fetched
    ServicesPtr services;
  };

  // What an exchange with an upstream calls later refers to the services that it began with.
  static http::Outcome keep(http::Outcome outcome, Began from, const http::Request& request, const Trace& trace) {
    auto* const forward = std::get_if<http::Forward>(&outcome);
    if (!forward) return outcome;
    if (forward->upgrade)
      watch_reloads(
          *forward, from.in_force, from.version, from.services, http::own(request),
          [trace](Services& services, const http::Request& again) { return run_again(services, again, trace); });
    forward->keeps = std::move(from.services);
    return outcome;
  }

  http::Action carry_out(const http::Request& request, const Plan& plan, const Trace& trace, const Who& who) {
    http::Outcome outcome = run(*services_, request, plan, trace, who);
    if (std::holds_alternative<http::Answer>(outcome)) return to_action(std::move(outcome));
    return to_action(keep(std::move(outcome), {in_force_, version_, services_}, request, trace));
  }

  // A proxied request of before, under other services: whose it is is asked anew, too.
  static http::Outcome run_again(Services& services, const http::Request& request, const Trace& trace) {
    const Site& site = services.prepared.site;
    const std::string_view host = request.header("Host").value_or(std::string_view());
    const auto way = find_way(*services.settings, site, host, request.path());
    const OwnPath* const own = way ? find_own_path(way->path, site.callback_path) : nullptr;
    const bool routed =
        way && way->route && !(own && !yields(*own, way->route)) && (request.peer->unix_socket || site.is_ours(host));
    if (!routed) return http::Answer{http::Response(404)};
    const bool is_public = way->route->access == RouteAccess::public_;
    const Who who = is_public ? Who{} : find_caller(services, request, nullptr);
    return run(services, request, {RouteClass::proxy, way->path, nullptr, way->route}, trace, who);
  }

  static bool yields(const OwnPath& own, const Route* route) {
    switch (own.precedence) {
      case Precedence::ours:
        return false;
      case Precedence::unless_routed:
        return route != nullptr;
      case Precedence::unless_behind:
        return route && route->identity == IdentityForm::jwt;
    }
    return false;
  }

  bool is_our_host(std::string_view host, const http::Peer& peer) const {
    return peer.unix_socket || site().is_ours(host);
  }

  Trace trace_of(const http::Request& request) {
    if (site().trusts(*request.peer))
      if (const auto given = request.header("X-Request-Id"); given && is_request_id(*given))
        return {std::string(*given), client_of(site(), request)};
    return {id_prefix_ + "-" + std::to_string(++requests_), client_of(site(), request)};
  }

  void count(RouteClass route, int status) {
    const auto digit = static_cast<std::size_t>(std::clamp(status / 100, 0, 5));
    LoopCounters::add(counters_->answers[static_cast<std::size_t>(route)][digit]);
  }

  const Site& site() const { return services_->prepared.site; }

  const ServicesInForce& in_force_;
  std::uint64_t version_;
  ServicesPtr services_;
  std::shared_ptr<LoopCounters> counters_;
  Authenticator authenticator_;
  const std::string id_prefix_;
  std::uint64_t requests_ = 0;
  RouteClass last_class_ = RouteClass::other;
  const Who nobody_{};
};

}  // namespace

std::unique_ptr<http::Handler> make_handler(const ServicesInForce& in_force) {
  return std::make_unique<GatewayHandler>(in_force);
}

void write_down_seen(Services& services) {
  const auto seen = services.shared.touched.take();
  if (!seen.empty() && !services.sessions.touch(seen, services.clock.now()))
    for (const session::SessionDigest& digest : seen) services.shared.touched.add(digest);
}

namespace {

// What was to be believed until some moment of the old time is asked for anew.
void heed_clock(Services& services) {
  const auto moved = services.shared.clock_watch.look();
  if (!moved) return;
  services.log.write(Level::error, "clock_jumped", {{"seconds", std::to_string(moved->count())}});
  services.metrics.count("clock_jumps", *moved > Seconds(0) ? "forwards" : "backwards");
  services.shared.revocations.forget_all();
  services.shared.graph.clear();
}

void sweep(Services& services, UnixTime now) {
  if (!services.shared.clock_watch.settled()) return;
  if (const auto swept = services.sessions.sweep(now, kSweepAtOnce); swept && *swept > 0)
    services.metrics.count("sessions_swept");
}

}  // namespace

void maintain(Services& services) {
  heed_clock(services);
  write_down_seen(services);
  sweep(services, services.clock.now());
  // A command on the machine, or another gateway. A store that does not answer is asked again the next time.
  if (const auto changed = services.sessions.changed_elsewhere(); changed && *changed)
    services.shared.revocations.forget_all();
  if (services.provider) services.provider->maintain();
}

}  // namespace sallyport::gateway
