#include "gateway/check.h"

#include "gateway/routes.h"
#include "http/form.h"
#include "http/return_url.h"
#include "http/url.h"

namespace sallyport::gateway {
namespace {

// What is asked of the caller, by query or by route.
struct Question {
  identity::Requirement requirement;
  RouteAccess access = RouteAccess::required;
  bool redirect = false;
  std::string original;  // path of the request that is asked about, for the way back after sign-in
};

// The address that the browser asked for, as a trusted proxy tells it (attack HTTP-11).
std::string original_path(const Call& call) {
  if (!call.site().trusts(*call.request.peer)) return "/";
  for (const std::string_view name : {"X-Forwarded-Uri", "X-Original-URI"})
    if (const auto value = call.request.header(name)) return std::string(*value);
  return "/";
}

Result<Question> by_query(const Call& call) {
  SALLYPORT_TRY(const auto form, http::Form::parse(call.request.query()));
  Question question;
  for (const auto& [name, value] : form.fields()) {
    if (name == "role") question.requirement.any_role.push_back(value);
    if (name == "redirect") question.redirect = value == "1";
  }
  question.original = original_path(call);
  return question;
}

Result<Question> by_route(const Call& call, std::string_view path) {
  const std::string_view host = call.request.header("Host").value_or(std::string_view());
  if (is_ruled_by_host(call.settings(), call.site(), host, path))
    return failure(Kind::forbidden, "route_host", "RFC 9110 7.2", "the Host names none of the route's");
  Question question;
  question.redirect = true;
  question.original = std::string(path);
  if (!call.request.query().empty()) question.original += "?" + std::string(call.request.query());
  if (const Route* const route = find_route(call.settings(), host, path)) {
    question.requirement = route->requirement;
    question.access = route->access;
  }
  return question;
}

bool is_by_route(const Call& call) {
  return call.path.size() > kCheckPath.size();
}

// Envoy lets a request pass at 200 and no other status; everybody else at any 2xx.
http::Answer permitted(const Call& call, http::Response response) {
  if (is_by_route(call)) response.status = 200;
  return {std::move(response)};
}

http::Answer permit_nobody(const Call& call) {
  http::Response response(204);
  response.prepared = call.services.prepared.nobody_lines;
  response.common = call.services.prepared.page_lines;
  return permitted(call, std::move(response));
}

}  // namespace

http::Response permit(const Prepared& prepared, CallerPtr caller) {
  http::Response response(204);
  const std::string* const lines = caller->identity_lines.get();
  response.prepared = http::PreparedHeaders(std::move(caller), lines);  // keeps the caller: one count less to touch
  response.common = prepared.page_lines;
  return response;
}

http::Outcome check(const Call& call) {
  Question question;
  if (is_by_route(call)) {
    auto asked = by_route(call, call.path.substr(kCheckPath.size()));
    if (!asked) return refusal_answer(call, asked.error());
    question = *std::move(asked);
  } else {
    auto asked = by_query(call);
    if (!asked) return error_answer(call, 400, "The query of /check cannot be read.");
    question = *std::move(asked);
  }
  if (question.access == RouteAccess::public_) return permit_nobody(call);
  if (call.who.refusal) return refusal_answer(call, *call.who.refusal);
  if (!call.who.caller && question.access == RouteAccess::optional) return permit_nobody(call);
  if (!call.who.caller) {
    const bool browser = question.redirect && is_navigation(call.request);
    if (!browser) return challenge_answer(call);
    const auto back = http::check_return_url(question.original, call.site().origin, {});
    return redirect_answer(call, sign_in_url(call.site(), back ? *back : "/"));
  }
  const Caller& caller = *call.who.caller;
  if (const auto decided = identity::decide(question.requirement, caller.roles, caller.admin); !decided)
    return refusal_answer(call, decided.error());
  return permitted(call, permit(call.services.prepared, call.who.caller));
}

}  // namespace sallyport::gateway
