#include "gateway/call/endpoint.h"

#include "audit/event_entry.h"
#include "gateway/call/error_shape.h"
#include "gateway/call/explanations.h"
#include "gateway/call/return_address.h"
#include "http/trace_context.h"
#include "http/url.h"
#include "oidc/rs/bearer.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kRealm = "sallyport";

http::Response plain(const Essentials& essentials, const Trace& trace, int status) {
  http::Response response(status);
  response.prepared = essentials.prepared.plain_lines;
  if (status >= 400) response.add("X-Request-Id", trace.request_id);
  return response;
}

http::Response json_response(const Essentials& essentials, const Trace& trace, int status, const json::Object& body,
                             std::string_view content_type = "application/json") {
  http::Response response = plain(essentials, trace, status);
  response.add("Content-Type", content_type);
  response.body = json::print(body);
  return response;
}

void add_remedy(const Call& call, const Error& error, Remedy remedy, Notice& notice) {
  const std::string here = where_one_is(call.essentials, call.request);
  if (remedy == Remedy::other_account)
    notice.actions.push_back({"Sign in as somebody else", sign_in_url(call.site(), here, Account::other)});
  if (remedy == Remedy::retry && is_navigation(call.request))
    notice.actions.push_back({"Try again", call.site().origin + std::string(call.request.target)});
  if (error.kind == Kind::forbidden && here != call.site().base_path + "/") notice.actions.push_back(start_page(call));
}

// A refusal in words: a page for people, and one sentence for programs.
struct Told {
  Notice notice;
  std::string message;
};

Told tell(const Call& call, const Error& error) {
  const Explanation& why = explain(error);
  Told told{{std::string(why.title), {std::string(why.text)}, {}, {}, {}}, std::string(why.text)};
  auto& facts = told.notice.facts;
  // The roles that would suffice are no secret, because the person has to ask for one of them.
  if (error.reason == "role_missing") {
    told.message += " Needed: " + error.detail + ".";
    facts.push_back({"Role needed", error.detail});
  }
  // OpenMetadata's clients show this sentence, which names the operation.
  if (error.reason == "operation_denied") {
    told.message = error.detail;
    facts.push_back({"What was refused", error.detail});
  }
  facts.push_back({"Who can help", std::string(why.who)});
  facts.push_back({"What to do", std::string(why.todo)});
  if (call.who.caller) facts.push_back({"Signed in as", call.who.caller->username});
  add_remedy(call, error, why.remedy, told.notice);
  return told;
}

bool is_read(std::string_view method) {
  return method == "GET" || method == "HEAD";
}

bool is_in_frame(const http::Request& request) {
  const auto place = request.header("Sec-Fetch-Dest");
  return place == "iframe" || place == "frame" || place == "object" || place == "embed";
}

http::Answer unauthenticated_page(const Call& call, const Notice& notice) {
  http::Answer answer = page_answer(call, 401, render_notice(notice));
  answer.response.add("WWW-Authenticate", oidc::rs::challenge(kRealm, "", ""));
  return answer;
}

http::Answer nothing_was_saved(const Call& call, const Wanted& wanted) {
  const std::string form = page_of_the_form(call.essentials, call.request, wanted.address);
  return unauthenticated_page(call,
                              {"Nothing was saved",
                               {"You were no longer signed in when you sent this, so nothing was saved or changed.",
                                "Sign in again in a new window. Then come back to this one and go back a page: most "
                                "browsers still have what you typed. Send it once more."},
                               {},
                               {{"Sign in in a new window", sign_in_url(call.site(), form), Window::another}},
                               call.trace.request_id,
                               Framing::refused});
}

http::Answer sign_in_in_a_window(const Call& call, const Wanted& wanted) {
  const std::string here = return_address(call.essentials, wanted.address);
  return unauthenticated_page(call,
                              {"Sign in to go on",
                               {"This page is shown inside another one, and the sign-in needs a window of its own.",
                                "Sign in there, then come back and load this page again."},
                               {},
                               {{"Sign in in a new window", sign_in_url(call.site(), here), Window::another},
                                {"Load this page again", call.site().origin + here}},
                               call.trace.request_id,
                               Framing::allowed});
}

// For the audit trail. The log has the user's name in other fields.
void add_actor(const Caller& caller, std::vector<LogField>& fields) {
  if (!caller.operator_id.empty()) {
    fields.push_back({audit::kActorKind, "operator"});
    fields.push_back({audit::kActorId, caller.operator_id});
    fields.push_back({audit::kActor, caller.display_name});
    return;
  }
  fields.push_back({audit::kActorKind, caller.program ? "program" : "person"});
  fields.push_back({audit::kActorId, caller.person.value});
  fields.push_back({audit::kActor, caller.username});
}

void write_line(const Call& call, Level level, std::string_view event, std::vector<LogField> fields) {
  fields.push_back({"request_id", call.trace.request_id});
  fields.push_back({"client", call.trace.client});
  if (call.who.caller) add_actor(*call.who.caller, fields);
  if (const auto trace_id = http::trace_id_of(call.request)) fields.push_back({"trace_id", std::string(*trace_id)});
  call.essentials.log.write(level, event, std::move(fields));
}

http::Response printed_response(const Essentials& essentials, const Trace& trace, int status, PrintedPage printed) {
  http::Response response(status);
  response.prepared = essentials.prepared.page_lines;
  response.add("Content-Type", "text/html; charset=utf-8");
  response.add("Content-Security-Policy", printed.content_security_policy);
  if (status >= 400) response.add("X-Request-Id", trace.request_id);
  response.body = std::move(printed.html);
  return response;
}

}  // namespace

http::Answer json_answer(const Call& call, int status, const json::Object& body) {
  return {json_response(call.essentials, call.trace, status, body)};
}

http::Answer error_answer(const Call& call, int status, std::string_view message) {
  const ErrorShape& shape = error_shape_of(call.path);
  return {json_response(call.essentials, call.trace, status, shape.print(status, message), shape.content_type)};
}

http::Response error_response(const Essentials& essentials, const Trace& trace, int status, std::string_view message) {
  const ErrorShape& shape = error_shape_of({});
  return json_response(essentials, trace, status, shape.print(status, message), shape.content_type);
}

http::Answer redirect_answer(const Call& call, std::string_view location) {
  http::Response response = plain(call.essentials, call.trace, call.request.method == "POST" ? 303 : 302);
  response.add("Location", location);
  return {std::move(response)};
}

http::Answer page_answer(const Call& call, int status, const Page& page) {
  return {page_response(call.essentials, call.trace, status, page)};
}

http::Answer printed_answer(const Call& call, int status, PrintedPage printed) {
  return {printed_response(call.essentials, call.trace, status, std::move(printed))};
}

http::Response page_response(const Essentials& essentials, const Trace& trace, int status, const Page& page) {
  const ServerSettings& server = essentials.settings->server;
  return printed_response(essentials, trace, status, print_page(page, server.branding, server.base_path));
}

http::Answer notice_answer(const Call& call, int status, Notice notice, std::string_view message) {
  if (!shows_pages(call.request) || is_for_programs(error_shape_of(call.path)))
    return error_answer(call, status, message);
  notice.request_id = call.trace.request_id;
  return page_answer(call, status, render_notice(notice));
}

PageAction start_page(const Call& call) {
  return {"Go to the start page", call.site().address_of("/")};
}

http::Answer not_found_answer(const Call& call, std::string_view text, std::string_view message) {
  return notice_answer(call, 404, {"Not found", {std::string(text)}, {}, {start_page(call)}, {}}, message);
}

http::Answer wrong_method_answer(const Call& call, std::string_view allow) {
  constexpr std::string_view kText = "This method is not served here.";
  http::Answer answer = notice_answer(
      call, 405,
      {"Not served", {"This address does not take the kind of request that was sent."}, {}, {start_page(call)}, {}},
      kText);
  if (!allow.empty()) answer.response.add("Allow", allow);
  return answer;
}

std::string sign_in_url(const Site& site, std::string_view return_to, Account account) {
  std::string url = site.address_of("/api/v1/auth/login?redirectUri=") + http::percent_encode(return_to);
  if (account == Account::other) url += "&account=other";
  return url;
}

void audit(const Call& call, std::string_view event, std::vector<LogField> fields) {
  write_line(call, Level::audit, event, std::move(fields));
}

void audit_change(const Call& call, std::string_view event, const AuditedChange& change, std::vector<LogField> fields) {
  fields.push_back({"type", std::string(change.kind)});
  fields.push_back({"entity", std::string(change.id)});
  fields.push_back({"name", std::string(change.name)});
  if (!change.before.is_null()) fields.push_back({audit::kBefore, json::print(change.before)});
  if (!change.after.is_null()) fields.push_back({audit::kAfter, json::print(change.after)});
  write_line(call, Level::audit, event, std::move(fields));
}

void audit_refusal(const Call& call, std::string_view event, std::string_view reason, std::vector<LogField> fields) {
  const bool is_news = call.essentials.refusals.should_write(reason, call.trace.client, call.essentials.clock.now());
  fields.insert(fields.begin(), {"reason", std::string(reason)});
  write_line(call, is_news ? Level::audit : Level::debug, event, std::move(fields));
}

int status_of(const Error& error) {
  switch (error.kind) {
    case Kind::forbidden:
      return 403;
    case Kind::unavailable:
      return 503;
    case Kind::internal:
      return 500;
    case Kind::malformed:
    case Kind::rejected:
    case Kind::unauthenticated:
    case Kind::conflict:
      return 401;
  }
  return 500;
}

http::Answer refusal_answer(const Call& call, const Error& error) {
  const int status = status_of(error);
  call.essentials.metrics.count("refusals", error.reason);
  audit_refusal(call, status == 403 ? "forbidden" : "refused", error.reason,
                {{"rule", std::string(error.rule)},
                 {"detail", error.detail},
                 {"method", std::string(call.request.method)},
                 {"path", std::string(call.path)},
                 {"user", call.who.caller ? call.who.caller->username : std::string()}});
  if (status == 401) {
    http::Answer answer = error_answer(call, status, "Not Authorized! " + std::string(error.reason));
    answer.response.add("WWW-Authenticate", oidc::rs::challenge(kRealm, "invalid_token", error.reason));
    return answer;
  }
  Told told = tell(call, error);
  http::Answer answer = notice_answer(call, status, std::move(told.notice), told.message);
  if (status == 503) answer.response.add("Retry-After", "5");
  return answer;
}

http::Answer sign_in_needed(const Call& call, const Wanted& wanted) {
  if (!shows_pages(call.request)) return challenge_answer(call);
  if (!is_read(wanted.method.empty() ? call.request.method : wanted.method)) return nothing_was_saved(call, wanted);
  if (wanted.frames == Frames::allow && is_in_frame(call.request)) return sign_in_in_a_window(call, wanted);
  return redirect_answer(call, sign_in_url(call.site(), wanted.address));
}

http::Answer challenge_answer(const Call& call) {
  http::Answer answer = error_answer(call, 401, "Not Authorized! Token not present");
  answer.response.add("WWW-Authenticate", oidc::rs::challenge(kRealm, "", ""));
  return answer;
}

}  // namespace sallyport::gateway
