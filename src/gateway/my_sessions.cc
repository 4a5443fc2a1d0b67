#include "gateway/my_sessions.h"

#include "gateway/csrf.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kPurpose = "end_other_sessions";
constexpr std::size_t kShown = 50;

// "2026-11-23 12:00 UTC": the browser's time zone is not known without script.
std::string print_minute(UnixTime time) {
  const std::string text = print_rfc3339(time);
  return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

http::Answer show(const Call& call) {
  const Caller& caller = *call.who.caller;
  auto found = call.services.sessions.list_of(caller.person, kShown + 1, call.services.clock.now());
  if (!found) return refusal_answer(call, found.error());
  SessionsView view{caller.username, {}, found->size() > kShown, csrf_token(call, kPurpose)};
  if (view.more) found->pop_back();
  for (const session::Session& session : *found)
    view.sessions.push_back(
        {session.digest == *caller.session, print_minute(session.created), print_minute(session.last_seen)});
  return page_answer(call, 200, render_sessions(view));
}

http::Answer end_the_others(const Call& call) {
  if (!comes_from_our_page(call, kPurpose)) return refusal_answer(call, {Kind::forbidden, "csrf", "RFC 9700 4.7", {}});
  Services& services = call.services;
  const Caller& caller = *call.who.caller;
  const auto ended = services.sessions.end({.person = caller.person, .except = caller.session}, services.clock.now());
  if (!ended) return refusal_answer(call, ended.error());
  services.shared.revocations.publish(*ended);
  services.metrics.count("sessions_ended", "signed_out_elsewhere");
  audit(call, "sign_out_elsewhere", {{"user", caller.username}, {"sessions", std::to_string(ended->size())}});
  return redirect_answer(call, call.site().origin + std::string(call.path));
}

}  // namespace

http::Outcome my_sessions(const Call& call) {
  if (call.who.refusal) return refusal_answer(call, *call.who.refusal);
  if (!call.who.caller) return sign_in_needed(call, call.path);
  if (call.who.credential != Credential::session)
    return refusal_answer(call, {Kind::forbidden, "session_needed", {}, "a token has no other sessions"});
  return call.request.method == "POST" ? end_the_others(call) : show(call);
}

}  // namespace sallyport::gateway
