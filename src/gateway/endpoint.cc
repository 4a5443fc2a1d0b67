#include "gateway/endpoint.h"

#include "base/text.h"
#include "http/cookie.h"
#include "http/url.h"
#include "oidc/rs/bearer.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kRealm = "sallyport";

http::Response plain(const Call& call, int status) {
  http::Response response(status);
  response.prepared = call.services.prepared.plain_lines;
  if (status >= 400) response.add("X-Request-Id", call.trace.request_id);
  return response;
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

struct Explanation {
  std::string_view reason;
  std::string_view title;
  std::string_view text;
};

// What a refused person reads.
constexpr Explanation kExplanations[] = {
    {"role_missing", "You are signed in, but this page needs a role that you do not have.",
     "Ask the administrator of the application to assign it to you. In Entra ID: Enterprise applications, the "
     "application, Users and groups."},
    {"admin_needed", "This page is for administrators.", "Ask the administrator of the application."},
    {"person_disabled", "Your account here is disabled.", "Ask the administrator of the application to enable it."},
    {"person_unknown", "You have no account here, and new accounts are not made by signing in.",
     "Ask the administrator of the application to let new people in (enableSelfSignup)."},
    {"person_domain", "New accounts are made for some e-mail domains only, and yours is none of them.",
     "Ask the administrator of the application about allowedDomains."},
    {"principal_domain", "Your e-mail address is of a domain that is not let in here.",
     "Sign in with an account of the right domain, or ask the administrator about principalDomain and allowedDomains."},
    {"groups_overage", "You are in more groups than a token can hold, and they cannot be looked up.",
     "The administrator has to let the application ask Microsoft Graph (API permissions: User.Read.All and "
     "GroupMember.Read.All), or assign app roles instead of groups."},
};

const Explanation& explain(std::string_view reason) {
  for (const Explanation& row : kExplanations)
    if (row.reason == reason) return row;
  static constexpr Explanation kOther{"", "You are not allowed to do this.",
                                      "Ask the administrator of the application."};
  return kOther;
}

// Somebody looks at the answer: the address bar, a link, or a form such as the provider's form_post.
bool shows_pages(const http::Request& request) {
  if (const auto mode = request.header("Sec-Fetch-Mode")) return *mode == "navigate";
  const auto accept = request.header("Accept");
  return accept && accept->find("text/html") != std::string_view::npos;
}

const Notice& failure_notice(int status) {
  static const Notice kAway{"Not answering for now",
                            {"The identity provider or our own store did not answer. Please try again in a moment.",
                             "If it stays so: the log says which of them, under the number below."},
                            {},
                            {},
                            {}};
  static const Notice kBroken{"Something went wrong",
                              {"Something went wrong on our side.", "The log says what, under the number below."},
                              {},
                              {},
                              {}};
  return status == 503 ? kAway : kBroken;
}

}  // namespace

http::Answer json_answer(const Call& call, int status, const json::Object& body) {
  http::Response response = plain(call, status);
  response.add("Content-Type", "application/json");
  response.body = json::print(body);
  return {std::move(response)};
}

http::Answer error_answer(const Call& call, int status, std::string_view message) {
  return json_answer(call, status, {{"code", status}, {"message", message}});
}

http::Answer redirect_answer(const Call& call, std::string_view location) {
  http::Response response = plain(call, call.request.method == "POST" ? 303 : 302);
  response.add("Location", location);
  return {std::move(response)};
}

http::Answer page_answer(const Call& call, int status, const Page& page) {
  http::Response response(status);
  response.prepared = call.services.prepared.page_lines;
  response.add("Content-Type", "text/html; charset=utf-8");
  response.add("Content-Security-Policy", page.content_security_policy);
  if (status >= 400) response.add("X-Request-Id", call.trace.request_id);
  response.body = page.html;
  return {std::move(response)};
}

http::Answer notice_answer(const Call& call, int status, Notice notice, std::string_view message) {
  if (!shows_pages(call.request)) return error_answer(call, status, message);
  notice.request_id = call.trace.request_id;
  return page_answer(call, status, render_notice(notice));
}

bool is_navigation(const http::Request& request) {
  return (request.method == "GET" || request.method == "HEAD") && shows_pages(request);
}

std::string sign_in_url(const Site& site, std::string_view return_to) {
  return site.origin + "/api/v1/auth/login?redirectUri=" + http::percent_encode(return_to);
}

void audit(const Call& call, std::string_view event, std::vector<LogField> fields) {
  fields.push_back({"request_id", call.trace.request_id});
  fields.push_back({"client", call.trace.client});
  call.services.log.write(Level::audit, event, std::move(fields));
}

http::Answer refusal_answer(const Call& call, const Error& error) {
  const int status = status_of(error);
  call.services.metrics.count("refusals", error.reason);
  audit(call, status == 403 ? "forbidden" : "refused",
        {{"reason", std::string(error.reason)},
         {"rule", std::string(error.rule)},
         {"detail", error.detail},
         {"method", std::string(call.request.method)},
         {"path", std::string(call.path)},
         {"user", call.who.caller ? call.who.caller->username : std::string()}});
  if (status == 403) {
    const Explanation& why = explain(error.reason);
    std::string message(why.title);
    Notice notice{"Not allowed", {message, std::string(why.text)}, {}, {}, {}};
    // The roles that would do are no secret of ours: they are what the person has to ask for.
    if (error.reason == "role_missing") {
      message += " Needed: " + error.detail + ".";
      notice.facts.push_back({"Role needed", error.detail});
    }
    if (call.who.caller) notice.facts.push_back({"Signed in as", call.who.caller->username});
    notice.actions.push_back({"Sign in as somebody else", "/api/v1/auth/logout"});
    return notice_answer(call, 403, std::move(notice), message);
  }
  if (status == 401) {
    http::Answer answer = error_answer(call, status, "Not Authorized! " + std::string(error.reason));
    answer.response.add("WWW-Authenticate", oidc::rs::challenge(kRealm, "invalid_token", error.reason));
    return answer;
  }
  http::Answer answer =
      notice_answer(call, status, failure_notice(status),
                    status == 503 ? "Not answering for now. Please try again." : "Something went wrong on our side.");
  if (status == 503) answer.response.add("Retry-After", "5");
  return answer;
}

http::Answer sign_in_needed(const Call& call, std::string_view return_to) {
  if (is_navigation(call.request)) return redirect_answer(call, sign_in_url(call.site(), return_to));
  return challenge_answer(call);
}

http::Answer challenge_answer(const Call& call) {
  http::Answer answer = error_answer(call, 401, "Not Authorized! Token not present");
  answer.response.add("WWW-Authenticate", oidc::rs::challenge(kRealm, "", ""));
  return answer;
}

}  // namespace sallyport::gateway
