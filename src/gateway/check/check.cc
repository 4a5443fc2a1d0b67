#include "gateway/check/check.h"

#include <algorithm>

#include "base/characters.h"
#include "gateway/access/denial.h"
#include "gateway/call/identity_lines.h"
#include "http/field_name.h"

namespace sallyport::gateway {
namespace {

// A header in which a trusted proxy describes the request that it asks about. Absent if the peer is not trusted (attack
// HTTP-11).
std::optional<std::string_view> told(const Site& site, const http::Request& request, std::string_view name) {
  return site.trusts(*request.peer) ? request.header(name) : std::nullopt;
}

std::string_view asked_method(const Site& site, const http::Request& request) {
  return told(site, request, "X-Forwarded-Method").value_or(request.method);
}

// Source: Fetch 3.2.2.
bool is_preflight(const Site& site, const http::Request& request) {
  return asked_method(site, request) == "OPTIONS" && request.header("Origin") &&
         request.header("Access-Control-Request-Method");
}

// The method of the request that the browser would repeat after a sign-in. Even an untrusted X-Forwarded-Method counts
// here. It decides nothing about access, and keeps a browser from requesting a form's address with GET.
std::string_view method_to_repeat(const Call& call) {
  const bool told_by_client = call.request.count("X-Forwarded-Method") > 0;
  return told_by_client ? call.request.header("X-Forwarded-Method").value_or("?") : call.request.method;
}

std::string original_address(const Call& call) {
  for (const std::string_view name : {"X-Forwarded-Uri", "X-Original-URI"})
    if (const auto value = told(call.site(), call.request, name)) return std::string(*value);
  return call.site().base_path + "/";
}

// The host, if it is not ours and a sign-in would therefore not come back to it; empty otherwise.
std::string_view foreign_host(const Call& call, std::optional<std::string_view> host) {
  return host && !host->empty() && !call.site().is_ours(*host) ? *host : std::string_view();
}

// The answer for a host that is not ours. A redirect to the sign-in would end on our own host, and the browser would be
// sent to sign in again and again.
http::Answer not_our_host(const Call& call) {
  Notice notice{"Another address",
                {"The proxy in front asks about a host that this gateway does not know as its own, so that a sign-in "
                 "would not come back to it.",
                 "The administrator adds the host to server.extraHosts, or makes it server.publicUrl."},
                {{"This gateway", call.site().address_of("/")}},
                {},
                {}};
  audit(call, "check_host", {{"path", std::string(call.path)}});
  return notice_answer(call, 421, std::move(notice),
                       "A sign-in cannot come back to this host: see server.publicUrl and server.extraHosts.");
}

http::Answer deny(const Call& call, const Deny& deny, const WayToSignIn& sign_in, std::string_view foreign) {
  const bool leads_to_sign_in = deny.why == Denial::sign_in_needed && sign_in.offered && shows_pages(call.request);
  return leads_to_sign_in && !foreign.empty() ? not_our_host(call) : denial_answer(call, deny, sign_in);
}

http::Response yes(const Call& call, Permit permit_, HeaderText text) {
  http::Response response(204);
  if (permit_ == Permit::caller && text == HeaderText::utf8)
    return permit(call.essentials.prepared.page_lines, call.who.caller);
  response.common = call.essentials.prepared.page_lines;
  response.prepared = permit_ == Permit::caller ? identity_lines_in(identity_lines_of(call.who.caller), text)
                                                : call.essentials.prepared.nobody_lines;
  return response;
}

Decision decide_by_query(const Call& call, const CheckQuery& query) {
  if (query.preflight == Preflight::pass && is_preflight(call.site(), call.request)) return Permit::preflight;
  return decide(terms_of(query), call.who);
}

Asker asker_of(const Call& call) {
  return call.site().trusts(*call.request.peer) ? Asker::trusted_proxy : Asker::stranger;
}

http::Answer check_by_query(const Call& call) {
  const auto query = parse_check_query(call.request.query());
  if (!query) return error_answer(call, 400, query.error().detail);
  if (const auto may = check_asked_operation(*query, call.settings(), asker_of(call)); !may)
    return error_answer(call, 400, may.error().detail);
  const Decision decision = decide_by_query(call, *query);
  if (decision) {
    http::Response response = yes(call, *decision, HeaderText::utf8);
    response.status = query->permit_status;
    return {std::move(response)};
  }
  return deny(call, decision.error(), {method_to_repeat(call), original_address(call), query->redirect},
              foreign_host(call, told(call.site(), call.request, "X-Forwarded-Host")));
}

// If no route covers the path, every caller who is signed in may pass.
Decision decide_by_route(const Map& map, const Question& question, const Way& way, const Who& who) {
  static const identity::Requirement kNothing;
  if (const auto unseen = decide_unseen(map, question, way)) return *unseen;
  return way.route ? decide(terms_of(*way.route, way.path), who) : decide({kNothing}, who);
}

http::Answer check_by_route(const Call& call) {
  const std::string_view path = call.path.substr(kCheckPath.size());
  std::string original(path);
  if (!call.request.query().empty()) original.append("?").append(call.request.query());
  WayToSignIn sign_in{method_to_repeat(call), std::move(original)};
  const Map map{call.settings(), call.site(), call.own};
  const Question question = question_by_route(call.site(), call.request, path);
  const auto way = find_way(map, question);
  if (!way) return denial_answer(call, way.error(), sign_in);
  if (way->route) sign_in.frames = way->route->frames;
  const Decision decision = decide_by_route(map, question, *way, call.who);
  if (!decision) return deny(call, decision.error(), sign_in, foreign_host(call, call.request.header("Host")));
  http::Response response = yes(call, *decision, way->route ? way->route->header_text : HeaderText::utf8);
  response.status = 200;  // Envoy lets a request pass only at 200, other proxies at any 2xx
  return {std::move(response)};
}

}  // namespace

bool has_confusable_name(const http::Request& request) {
  const auto is_plain = [](char c) { return is_letter_or_digit(c) || c == '-'; };
  return std::ranges::any_of(request.headers, [&](const auto& header) {
    return http::may_begin_with(header.name, "x-auth-request-") && !std::ranges::all_of(header.name, is_plain);
  });
}

http::Answer refuse_confusable_name(const Call& call) {
  constexpr std::string_view kReason = "identity_header_spelling";
  call.essentials.metrics.count("refusals", kReason);
  audit_refusal(call, "refused", kReason, {{"rule", "RFC 3875 4.1.18"}, {"path", std::string(call.path)}});
  return error_answer(call, 400, "A header has a name that applications may take for X-Auth-Request-….");
}

Question question_by_route(const Site& site, const http::Request& request, std::string_view path) {
  return {asked_method(site, request), request.header("Host").value_or(std::string_view()), path,
          HostFrom::proxy_in_front, is_preflight(site, request)};
}

http::Response permit(http::PreparedHeaders common, CallerPtr caller) {
  http::Response response(204);
  response.prepared = identity_lines_of(std::move(caller));
  response.common = std::move(common);
  return response;
}

http::Outcome check(const Call& call) {
  return call.path.size() > kCheckPath.size() ? check_by_route(call) : check_by_query(call);
}

}  // namespace sallyport::gateway
