#include "gateway/api/permissions/why.h"

#include <algorithm>
#include <array>

#include "base/secret.h"
#include "gateway/access/check_query.h"
#include "gateway/access/denial.h"
#include "gateway/access/route_object.h"
#include "gateway/api/permissions/asked_principal.h"
#include "gateway/api/permissions/permission_bodies.h"
#include "gateway/api/permissions/policy_answer.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/json_body.h"
#include "gateway/api/shape/json_fields.h"
#include "gateway/api/tokens/token_shape.h"
#include "gateway/caller/bearer.h"
#include "gateway/caller/token_trial.h"
#include "identity/policy/explanation.h"

namespace sallyport::gateway {
namespace {

// A request that nobody has sent.
struct Imagined {
  std::string method;
  std::string host;
  std::string path;   // without the query
  std::string query;  // decides only at /check
  HostFrom host_from = HostFrom::client;
  std::optional<Secret> token;
  Who who;
};

Failure wrong_field(std::string detail) {
  return failure(Kind::malformed, "field_type", {}, std::move(detail));
}

// Somebody without a credential of theirs, as far as the stores know them.
Result<Who> who_is(const Call& call, const ApiParts& parts, const PrincipalName& name) {
  SALLYPORT_TRY(const auto asked, find_asked(call, parts, name, AskFor::administrators));
  const identity::Principal& principal = asked.principal->principal;
  auto caller = std::make_shared<Caller>();
  caller->person = principal.id;
  caller->username = asked.name;
  caller->roles = principal.roles;
  caller->admin = principal.admin;
  caller->program = principal.kind == identity::PrincipalKind::bot;
  caller->principal = asked.principal;
  Who who;
  who.caller = std::move(caller);
  return who;
}

Result<void> read_who(const Call& call, const ApiParts& parts, const json::Object& body, Imagined& imagined) {
  SALLYPORT_TRY(auto token, text_field(body, "token"));
  SALLYPORT_TRY(const auto name, principal_in_body(body));
  if (token && name) return wrong_field("write token or principal, and not both");
  if (name) {
    SALLYPORT_TRY(imagined.who, who_is(call, parts, *name));
  }
  if (!token) return {};
  imagined.token = Secret(*std::move(token));
  imagined.who = try_token(parts.callers, imagined.token->reveal());
  return {};
}

// Whether the route leaves the token to the application, so that the request is anonymous without a session.
bool ignores_token(const ApiParts& parts, const Imagined& imagined, const Route* route) {
  if (!imagined.token || !route || route->bearer == BearerOwner::ours) return false;
  return route->bearer == BearerOwner::application || !claims_to_be_ours(parts.callers, imagined.token->reveal());
}

Result<HostFrom> read_through(const json::Object& body) {
  SALLYPORT_TRY(const auto through, text_field(body, "through"));
  if (!through || *through == "proxy") return HostFrom::client;
  if (*through == "check") return HostFrom::proxy_in_front;
  return wrong_field("through must be proxy or check");
}

Result<Imagined> read_imagined(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kWhyShape));
  Imagined imagined;
  SALLYPORT_TRY(const auto method, text_field(body, "method"));
  SALLYPORT_TRY(const auto host, text_field(body, "host"));
  SALLYPORT_TRY(imagined.path, needed_text_field(body, "path"));
  imagined.method = method.value_or("GET");
  imagined.host = host.value_or(call.site().authority);
  if (!imagined.path.starts_with('/')) return wrong_field("path must begin with a slash");
  const std::size_t end = std::min(imagined.path.find('?'), imagined.path.size());
  imagined.query = imagined.path.substr(std::min(end + 1, imagined.path.size()));
  imagined.path.erase(end);
  SALLYPORT_TRY(imagined.host_from, read_through(body));
  SALLYPORT_CHECK(read_who(call, parts, body, imagined));
  return imagined;
}

// The decision, and what it was about.
struct Judged {
  Decision decision;
  std::string path;                   // in its canonical form; empty if it has none
  const Route* route = nullptr;       // null: no route covers the path
  bool own = false;                   // an address of our own: its endpoint decides
  std::optional<CheckQuery> query{};  // of /check itself

  // What the policies were asked about; null: nothing.
  const OperationRequirement* operation() const {
    if (query) return query->operation ? &*query->operation : nullptr;
    return route && route->operation ? &*route->operation : nullptr;
  }
};

Decision decide_without_route(const Imagined& imagined) {
  static const identity::Requirement kNothing;
  if (imagined.host_from == HostFrom::proxy_in_front) return decide({kNothing}, imagined.who);
  return tl::unexpected(Deny{Denial::no_route, {Kind::rejected, "no_route", {}, {}}});
}

// What a trusted proxy hears that asks /check by query. Errors: those of parse_check_query().
Result<Judged> judge_query(const Call& call, const Imagined& imagined) {
  SALLYPORT_TRY(auto query, parse_check_query(imagined.query));
  SALLYPORT_CHECK(check_asked_operation(query, call.settings(), Asker::trusted_proxy));
  const Decision decided = decide(terms_of(query), imagined.who);
  return Judged{decided, std::string(kCheckPath), nullptr, false, std::move(query)};
}

Result<Judged> judge(const Call& call, const ApiParts& parts, Imagined& imagined) {
  const Map map{call.settings(), call.site(), call.own};
  const Question question{imagined.method, imagined.host, imagined.path, imagined.host_from};
  const auto way = find_way(map, question);
  if (!way) return Judged{tl::unexpected(way.error()), {}};
  if (imagined.host_from == HostFrom::client && way->path == kCheckPath) return judge_query(call, imagined);
  if (imagined.host_from == HostFrom::client && call.own.answers(way->path, way->route, call.site().callback_path))
    return Judged{Permit::public_, way->path, nullptr, true};
  if (ignores_token(parts, imagined, way->route)) imagined.who = {};
  const auto decided = [&]() -> Decision {
    if (const auto unseen = decide_unseen(map, question, *way)) return *unseen;
    return way->route ? decide(terms_of(*way->route, way->path), imagined.who) : decide_without_route(imagined);
  }();
  return Judged{decided, way->path, way->route};
}

json::Array list_of_texts(const std::vector<std::string>& values) {
  return json::Array(values.begin(), values.end());
}

void print_requirement(const identity::Requirement& requirement, const std::optional<OperationRequirement>& operation,
                       json::Object& out) {
  if (!requirement.any_role.empty()) out.set("roles", list_of_texts(requirement.any_role));
  if (requirement.admin) out.set("admin", true);
  if (operation)
    out.set("requires", json::Object{{"operation", operation->operation}, {"resource", operation->resource}});
}

json::Object print_route(const Route& route) {
  static constexpr std::array<std::string_view, 3> kAccess{"required", "optional", "public"};
  json::Object out{{"path", route.path}, {"access", kAccess[static_cast<std::size_t>(route.access)]}};
  if (!route.host.empty()) out.set("host", route.host);
  print_requirement(route.requirement, route.operation, out);
  return out;
}

json::Object print_query(const CheckQuery& query) {
  json::Object out;
  print_requirement(query.requirement, query.operation, out);
  return out;
}

json::Object print_caller(const Caller& caller) {
  json::Object out{{"id", caller.person.value},
                   {"name", caller.username},
                   {"roles", list_of_texts(caller.roles)},
                   {"isAdmin", caller.admin},
                   {"isBot", caller.program}};
  if (const identity::Scope scope = scope_of(caller); !scope.is_whole()) out.set("scope", scope_json(scope));
  return out;
}

// What the policies say, if they are asked and somebody is there to be asked about.
Result<std::optional<json::Object>> explain_operation(const Judged& judged, const Imagined& imagined) {
  const CallerPtr& caller = imagined.who.caller;
  const OperationRequirement* const needed = judged.operation();
  if (!needed || !caller || !caller->principal) return std::optional<json::Object>();
  const std::string_view below = judged.route ? terms_of(*judged.route, judged.path).below : std::string_view();
  const auto segments = segments_of(below, count_segments(*needed));
  const auto explained = identity::explain(caller->principal->snapshot, caller->principal->principal,
                                           {needed->operation}, object_of(*needed, segments));
  if (!explained) return failure(Kind::internal, "operation_meaningless", {}, std::string(explained.error().reason));
  return std::optional(print_explanation(*explained));
}

Result<json::Object> answer_why(const Call& call, const ApiParts& parts) {
  if (!call.who.caller->admin) return failure(Kind::forbidden, "admin_needed");
  SALLYPORT_TRY(auto imagined, read_imagined(call, parts));
  SALLYPORT_TRY(const Judged judged, judge(call, parts, imagined));
  json::Object out{{"allowed", judged.decision.has_value()}};
  if (judged.decision) {
    out.set("check", judged.own ? "ownAddress" : name_of(*judged.decision));
  } else {
    const Deny& deny = judged.decision.error();
    out.set("check", name_of(deny.why));
    out.set("status", static_cast<std::int64_t>(status_of(deny)));
    out.set("reason", deny.error.reason);
    if (!deny.error.rule.empty()) out.set("rule", deny.error.rule);
    if (!deny.error.detail.empty()) out.set("message", deny.error.detail);
  }
  if (judged.route) out.set("route", print_route(*judged.route));
  if (judged.query) out.set("query", print_query(*judged.query));
  if (imagined.who.caller) out.set("caller", print_caller(*imagined.who.caller));
  SALLYPORT_TRY(auto explanation, explain_operation(judged, imagined));
  if (explanation) out.set("policies", *std::move(explanation));
  return out;
}

}  // namespace

http::Outcome why_request(const Call& call, const ApiParts& parts) {
  const auto answer = answer_why(call, parts);
  return answer ? json_answer(call, 200, *answer) : api_error_answer(call, answer.error());
}

}  // namespace sallyport::gateway
