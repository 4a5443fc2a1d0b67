#include "gateway/gateway.h"

#include <algorithm>

#include "base/characters.h"
#include "base/text.h"
#include "gateway/access/denial.h"
#include "gateway/caller/authenticator.h"
#include "gateway/caller/find_caller.h"
#include "gateway/check/check.h"
#include "gateway/exchange_watch.h"
#include "gateway/own_routes.h"
#include "gateway/proxy/proxy.h"
#include "gateway/rate_limited.h"
#include "gateway/row_span.h"
#include "http/loose_path.h"
#include "http/url.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kMaxRequestId = 64;

bool is_request_id(std::string_view text) {
  return !text.empty() && text.size() <= kMaxRequestId &&
         std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.'; });
}

http::Action to_action(http::Outcome outcome) {
  return std::visit([](auto&& answer) -> http::Action { return std::move(answer); }, std::move(outcome));
}

int status_of(const http::Outcome& outcome) {
  const auto* const answer = std::get_if<http::Answer>(&outcome);
  return answer ? answer->response.status : 0;
}

http::Answer unserved_method(const Call& call) {
  return wrong_method_answer(call, {});
}

bool is_served(std::string_view method) {
  const auto known = http::find_method(method);
  return known && http::is_served(*known);
}

// A request over the unix socket comes from a proxy on our own machine, because no client can reach the socket. Such a
// proxy may name any host.
Question question_of(const http::Request& request) {
  Question question{request.method, request.header("Host").value_or(std::string_view()), request.path()};
  if (request.peer->unix_socket) question.host_from = HostFrom::proxy_in_front;
  question.preflight = request.method == "OPTIONS" && request.header("Origin").has_value() &&
                       request.header("Access-Control-Request-Method").has_value();
  return question;
}

// What to do with a request once its caller is known. A deferred request takes its plan along to the worker.
struct Plan {
  RouteClass label = RouteClass::other;
  std::string path;
  const OwnRow* row = nullptr;   // set for an address of our own; then route is null
  const Route* route = nullptr;  // set for a configured route; lives as long as the settings
  std::optional<Permit> permit;  // set if the route lets every caller pass
  BearerOwner bearer = BearerOwner::ours;

  bool asks_caller() const { return row ? row->who != OwnRows::Who::everybody : !permit; }
};

class GatewayHandler final : public http::Handler {
 public:
  explicit GatewayHandler(const PartsInForce& in_force)
      : in_force_(in_force),
        version_(in_force.version()),
        parts_(in_force.get()),
        counters_(essentials().metrics.add_loop()),
        authenticator_(parts_->callers, *counters_),
        common_lines_(own_copy(essentials().prepared.page_lines)),
        id_prefix_(hex_encode(essentials().random.bytes(6))) {}

  http::Action on_request(const http::Request& request, bool has_body) override {
    if (in_force_.version() != version_) change_parts();
    http::Action action = decide(request, has_body);
    if (const auto* const answer = std::get_if<http::Answer>(&action)) count(last_class_, answer->response.status);
    if (std::holds_alternative<http::Forward>(action)) count(last_class_, 0);
    return action;
  }

 private:
  // Reads the version before the parts. If a reload comes in between, the next request only fetches the parts a second
  // time. In the other order this loop could miss the reload.
  void change_parts() {
    version_ = in_force_.version();
    const PartsPtr before = std::exchange(parts_, in_force_.get());
    authenticator_.change(before->callers, parts_->callers);
    common_lines_ = own_copy(essentials().prepared.page_lines);
  }

  // Each answer counts one more reference. With a copy, the loops do not count in the same place.
  static http::PreparedHeaders own_copy(const http::PreparedHeaders& lines) {
    return std::make_shared<const std::string>(*lines);
  }

  http::Action decide(const http::Request& request, bool has_body) {
    last_class_ = RouteClass::other;
    const std::string_view raw = request.path();
    if (raw.starts_with(kCheckPath) && http::path_is_under(raw, kCheckPath)) return decide_check(request, raw);
    if (raw.find('%') != std::string_view::npos)  // an escaped spelling of /check is /check too, whatever follows it
      if (const auto path = http::loose_path(raw); path && http::path_is_under(path->text, kCheckPath))
        return decide_check(request, path->text);
    const Trace trace = trace_of(request);
    const Call call = call_of(request, raw, trace);
    if (!is_served(request.method)) return unserved_method(call);
    if (!request.header("Host")) return error_answer(call, 400, "One Host header is needed.");
    const Question question = question_of(request);
    auto way = find_way(map(), question);
    if (!way) return denial_answer(call, way.error(), {request.method, {}});
    if (http::path_is_under(way->path, kCheckPath)) return decide_check(request, way->path);  // below the base path
    if (is_ours(*way, site().callback_path)) return run_own(request, has_body, way->path, trace);
    return run_route(request, question, *std::move(way), trace);
  }

  // The hot path. For a cached caller it allocates nothing itself, and the response shares the prepared headers.
  // Requires: path lies under kCheckPath in exactly that spelling.
  http::Action decide_check(const http::Request& request, std::string_view path) {
    last_class_ = RouteClass::check;
    if (has_confusable_name(request)) return refuse_confusable_name(call_of(request, path, trace_of(request)));
    if (request.target == kCheckPath && is_served(request.method)) {
      auto who = authenticator_.find_now(request);
      if (who && who->caller && !is_for_operations_alone(*who->caller))
        return http::Answer{permit(common_lines_, std::move(who->caller))};
      const Trace trace = trace_of(request);
      if (!who) return look_up(request, plan_of(check_row(), path), trace, who.error());
      if (auto refused = refuse_refused(call_of(request, path, trace), *parts_, *who)) return *std::move(refused);
      return to_action(check({essentials(), request, path, trace, *who, own_addresses()}));
    }
    const Trace trace = trace_of(request);
    if (!is_served(request.method)) return unserved_method(call_of(request, path, trace));
    Plan plan = plan_of(check_row(), path);
    plan.bearer = bearer_asked_about(request, path.substr(kCheckPath.size()));
    return with_caller(request, std::move(plan), trace);
  }

  // For /check/<path>: whose bearer tokens the route of that path carries. We must know that before we look for the
  // caller. In most configurations all tokens are ours, and no route has to be found.
  BearerOwner bearer_asked_about(const http::Request& request, std::string_view path) const {
    const auto is_usual = [](const Route& route) { return route.bearer == BearerOwner::ours; };
    if (path.empty() || std::ranges::all_of(essentials().settings->routes, is_usual)) return BearerOwner::ours;
    const auto way = find_way(map(), question_by_route(site(), request, path));
    return way && way->route ? way->route->bearer : BearerOwner::ours;
  }

  http::Action run_own(const http::Request& request, bool has_body, const std::string& path, const Trace& trace) {
    const http::Method method = *http::find_method(request.method);
    const auto found = find_own(method, path, site().callback_path);
    last_class_ = found.rows.front().label;
    if (!found.row) return wrong_method_answer(call_of(request, path, trace), http::print(found.allowed()));
    const OwnRow& row = *found.row;
    if (row.traits.limit && !has_body)  // a request that comes again with its body was counted already
      if (auto refused = refuse_too_many(call_of(request, path, trace), *parts_, *row.traits.limit))
        return *std::move(refused);
    if (const std::size_t limit = row.body_to_read(method); limit > 0 && !has_body) return http::NeedBody{limit};
    Plan plan = plan_of(row, path);
    const bool lacks_provider =
        row.traits.needs_provider && parts_->callers.provider && !parts_->callers.provider->snapshot();
    if (row.runs == http::Runs::on_worker || lacks_provider)
      return look_up(request, std::move(plan), trace, asks(request, row));
    return with_caller(request, std::move(plan), trace);
  }

  // Whom a worker that runs this row may have to wait for. The worker finds the caller itself, and may have to fetch
  // keys from the provider for a bearer token.
  static Asks asks(const http::Request& request, const OwnRow& row) {
    const bool by_token = row.who != OwnRows::Who::everybody && request.count("Authorization") > 0;
    return by_token ? Asks::provider : row.traits.asks;
  }

  http::Action run_route(const http::Request& request, const Question& question, Way way, const Trace& trace) {
    const WayToSignIn none{request.method, {}};
    const Call call = call_of(request, way.path, trace);
    if (!way.route) return denial_answer(call, {Denial::no_route, {Kind::rejected, "no_route", {}, {}}}, none);
    last_class_ = RouteClass::proxy;
    const auto unseen = decide_unseen(map(), question, way);
    if (unseen && !*unseen) return denial_answer(call, unseen->error(), none);
    Plan plan{RouteClass::proxy, std::move(way.path), nullptr, way.route, std::nullopt, way.route->bearer};
    if (unseen) plan.permit = **unseen;
    return with_caller(request, std::move(plan), trace);
  }

  http::Action with_caller(const http::Request& request, Plan plan, const Trace& trace) {
    if (!plan.asks_caller()) return carry_out(request, plan, trace, nobody_);
    const auto who = authenticator_.find_now(request, plan.bearer);
    if (!who) return look_up(request, std::move(plan), trace, who.error());
    if (auto refused = refuse_refused(call_of(request, plan.path, trace), *parts_, *who)) return *std::move(refused);
    if (plan.route && needs_minting(essentials(), *plan.route, *who))
      return defer(request, std::move(plan), trace, Asks::store);
    return carry_out(request, plan, trace, *who);
  }

  // Lets a worker find the caller, if the plan needs one, unless the client has made up too many.
  http::Action look_up(const http::Request& request, Plan plan, const Trace& trace, Asks asks) {
    if (plan.asks_caller())
      if (auto refused = refuse_guess(call_of(request, plan.path, trace), *parts_, plan.bearer))
        return *std::move(refused);
    return defer(request, std::move(plan), trace, asks);
  }

  // Hands the request to a worker. The worker looks the caller up from scratch, unless the plan needs no caller.
  http::Action defer(const http::Request& request, Plan plan, const Trace& trace, Asks asks) {
    LoopCounters::add(counters_->deferred[static_cast<std::size_t>(plan.label)]);
    http::Defer work{[from = Began{in_force_, version_, parts_}, inbox = authenticator_.inbox(),
                      owned = http::own(request), plan = std::move(plan), trace]() -> http::Outcome {
      const Parts& parts = *from.parts;
      const Who who = plan.asks_caller() ? find_caller(parts.callers, owned, inbox.get(), plan.bearer) : Who{};
      count_refused(parts, trace, who);
      http::Outcome outcome = run(parts, owned, plan, trace, who);
      parts.essentials().metrics.count_answer(plan.label, status_of(outcome));
      return keep(std::move(outcome), from, owned, who);
    }};
    work.slow = asks == Asks::provider;
    return work;
  }

  static http::Outcome run(const Parts& parts, const http::Request& request, const Plan& plan, const Trace& trace,
                           const Who& who) {
    static const identity::Requirement kNothing;
    const Call call{parts.essentials(), request, plan.path, trace, who, own_addresses(), parameters_of(plan)};
    if (plan.row && plan.row->who != OwnRows::Who::signed_in) return call_row(*plan.row, call, parts);
    const Decision decision = plan.permit ? Decision(*plan.permit)
                              : plan.row
                                  ? gateway::decide({.requirement = kNothing, .operations = AskedBy::endpoint}, who)
                                  : gateway::decide(terms_of(*plan.route, plan.path), who);
    if (!decision) return denial_answer(call, decision.error(), way_to_sign_in(call, plan));
    return plan.row ? call_row(*plan.row, call, parts) : proxy(call, parts.callers, *plan.route, *decision);
  }

  // They refer to the plan's path. That path does not match the row's if the redirect URI is not "/callback".
  static http::Parameters parameters_of(const Plan& plan) {
    return plan.row ? plan.row->path.match(plan.path).value_or(http::Parameters{}) : http::Parameters{};
  }

  // A browser is redirected to the sign-in from routes and from our pages, but not from an address of our API.
  static WayToSignIn way_to_sign_in(const Call& call, const Plan& plan) {
    std::string back = call.site().base_path + std::string(call.path);
    if (!call.request.query().empty()) back.append("?").append(call.request.query());
    return {call.request.method, std::move(back), !plan.row || plan.label == RouteClass::page,
            plan.route ? plan.route->frames : Frames::refuse};
  }

  // The parts that a request began with.
  struct Began {
    const PartsInForce& in_force;
    std::uint64_t version;  // read before the parts were fetched
    PartsPtr parts;
  };

  // A forwarded exchange keeps the parts that it began with. If it has a caller, it is watched, because the caller may
  // lose access. Without a caller it is watched only if it is an upgrade: that may live for days, and a reload may
  // remove its route.
  static http::Outcome keep(http::Outcome outcome, Began from, const http::Request& request, const Who& who) {
    auto* const forward = std::get_if<http::Forward>(&outcome);
    if (!forward) return outcome;
    if (who.caller || forward->upgrade) {
      const Question question = question_of(request);
      Passage passage{std::string(question.method),
                      std::string(question.host),
                      std::string(question.path),
                      question.host_from,
                      question.preflight,
                      who.caller,
                      who.credential,
                      forward->upstream};
      forward->watch = watch_exchange(from.in_force, from.version, from.parts, std::move(passage));
    }
    forward->keeps = std::move(from.parts);
    return outcome;
  }

  http::Action carry_out(const http::Request& request, const Plan& plan, const Trace& trace, const Who& who) {
    http::Outcome outcome = run(*parts_, request, plan, trace, who);
    if (std::holds_alternative<http::Answer>(outcome)) return to_action(std::move(outcome));
    return to_action(keep(std::move(outcome), {in_force_, version_, parts_}, request, who));
  }

  static Plan plan_of(const OwnRow& row, std::string_view path) {
    return {row.label, std::string(path), &row, nullptr, {}};
  }

  static const OwnRow& check_row() {
    static const OwnRow& row = *find_own(http::Method::get, kCheckPath, {}).row;
    return row;
  }

  Call call_of(const http::Request& request, std::string_view path, const Trace& trace) const {
    return {essentials(), request, path, trace, nobody_, own_addresses()};
  }

  Map map() const { return {*essentials().settings, site(), own_addresses()}; }

  Trace trace_of(const http::Request& request) {
    if (site().trusts(*request.peer))
      if (const auto given = request.header("X-Request-Id"); given && is_request_id(*given))
        return {std::string(*given), site().client_of(request)};
    return {id_prefix_ + "-" + std::to_string(++requests_), site().client_of(request)};
  }

  void count(RouteClass route, int status) {
    const auto digit = static_cast<std::size_t>(std::clamp(status / 100, 0, 5));
    LoopCounters::add(counters_->answers[static_cast<std::size_t>(route)][digit]);
  }

  const Essentials& essentials() const { return parts_->essentials(); }
  const Site& site() const { return essentials().prepared.site; }

  const PartsInForce& in_force_;
  std::uint64_t version_;
  PartsPtr parts_;
  std::shared_ptr<LoopCounters> counters_;
  Authenticator authenticator_;
  http::PreparedHeaders common_lines_;  // of an answer that lets a caller pass
  const std::string id_prefix_;
  std::uint64_t requests_ = 0;
  RouteClass last_class_ = RouteClass::other;
  const Who nobody_{};
};

}  // namespace

std::unique_ptr<http::Handler> make_handler(const PartsInForce& in_force) {
  return std::make_unique<GatewayHandler>(in_force);
}

}  // namespace sallyport::gateway
