#include "gateway/sign_in/my_sessions.h"

#include "gateway/sign_in/csrf.h"
#include "gateway/standing/end_sessions.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kPurpose = "end_other_sessions";
constexpr std::size_t kShown = 50;

// Prints "2026-11-23 12:00 UTC", because we cannot learn the browser's time zone without a script.
std::string print_minute(UnixTime time) {
  const std::string text = print_rfc3339(time);
  return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

http::Answer show(const Call& call, const StandingParts& parts) {
  const Caller& caller = *call.who.caller;
  auto found = parts.sessions.list_of(caller.person, kShown + 1, call.essentials.clock.now());
  if (!found) return refusal_answer(call, found.error());
  const session::SessionDigest here = session::digest_of(*caller.session);
  SessionsView view{caller.username, {}, found->size() > kShown, csrf_token(call, parts.sealer, kPurpose)};
  if (view.more) found->pop_back();
  for (const session::Session& session : *found)
    view.sessions.push_back({session.digest == here, session.device, session.address, print_minute(session.created),
                             print_minute(session.last_seen)});
  return page_answer(call, 200, render_sessions(view));
}

http::Answer end_the_others(const Call& call, const StandingParts& parts) {
  if (!comes_from_our_page(call, parts.sealer, kPurpose))
    return refusal_answer(call, {Kind::forbidden, "csrf", "RFC 9700 4.7", {}});
  const Caller& caller = *call.who.caller;
  const session::EndOf others{.person = caller.person, .except = session::digest_of(*caller.session)};
  const auto ended = end_sessions(parts.sessions, parts.revocations, others, parts.clock.now());
  if (!ended) return refusal_answer(call, ended.error());
  parts.metrics.count("sessions_ended", "signed_out_elsewhere");
  audit(call, "sign_out_elsewhere", {{"user", caller.username}, {"sessions", std::to_string(ended->size())}});
  return redirect_answer(call, call.site().address_of(call.path));
}

}  // namespace

http::Outcome my_sessions(const Call& call, const StandingParts& parts) {
  if (call.who.credential != Credential::session)
    return refusal_answer(call, {Kind::forbidden, "session_needed", {}, "a token has no other sessions"});
  return call.request.method == "POST" ? end_the_others(call, parts) : show(call, parts);
}

}  // namespace sallyport::gateway
