#include "gateway/api/accounts/login.h"

#include <optional>
#include <utility>

#include "base/encoding.h"
#include "gateway/accounts/account_session.h"
#include "gateway/accounts/password_check.h"
#include "gateway/api/accounts/account_bodies.h"
#include "gateway/api/accounts/answers.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/json_body.h"
#include "gateway/api/shape/json_fields.h"
#include "gateway/caller/bearer.h"
#include "gateway/standing/end_sessions.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kWrong = "You have entered an invalid username or password.";

http::Answer unauthorized(const Call& call, std::string_view message) {
  http::Answer answer = error_answer(call, 401, message);
  answer.response.add("WWW-Authenticate", "Bearer");  // RFC 9110 15.5.2
  return answer;
}

struct Login {
  std::string name;
  Secret password;
};

Result<Login> read_login(const Call& call) {
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kLoginShape));
  Login login;
  SALLYPORT_TRY(login.name, needed_text_field(body, "email"));
  SALLYPORT_TRY(const auto encoded, needed_text_field(body, "password"));
  auto password = base64_decode(encoded);
  if (!password) return failure(Kind::malformed, "base64", {}, "Password needs to be encoded in Base-64.");
  login.password = Secret(*std::move(password));
  return login;
}

// Source: OpenMetadata, jwtResponse.json; expiryDuration is the moment in milliseconds since 1970.
http::Answer tokens_answer(const Call& call, const ApiParts& parts, const AccountSession& session) {
  const auto caller = caller_of(session.current.session, session.current.groups_state, session.current.rights);
  const auto token = mint_api_token(parts.own_tokens(), *caller);
  if (!token) return refusal_answer(call, token.error());
  return json_answer(call, 200,
                     {{"accessToken", token->value},
                      {"refreshToken", session.refresh_token.reveal()},
                      {"tokenType", "Bearer"},
                      {"expiryDuration", token->expires.seconds * 1000}});
}

http::Answer open_login(const Call& call, const ApiParts& parts, const PasswordCheck& checked) {
  if (checked.account.must_change)
    return error_answer(call, 403, "The password has to be changed first. Sign in with a browser for that.");
  const auto opened = open_account_session(call, parts.accounts, checked, SignedInBy::program);
  if (opened) return tokens_answer(call, parts, *opened);
  if (opened.error().reason == "local_password") return unauthorized(call, kWrong);
  return refusal_answer(call, opened.error());
}

http::Answer accounts_off(const Call& call) {
  return error_answer(call, 404, "Local accounts are off here.");
}

// Ends the session that the request itself proves.
Result<void> end_own_session(const Call& call, const ApiParts& parts) {
  const auto& caller = call.who.caller;
  if (!caller || !caller->session) return {};
  const auto digest = session::digest_of(*caller->session);
  SALLYPORT_CHECK(end_sessions(parts.sessions, parts.revocations, {.digest = digest}, parts.clock.now()));
  audit(call, "session_ended", {{"user", caller->username}, {"reason", "signed_out"}});
  return {};
}

Result<void> end_both(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kLogoutShape));
  SALLYPORT_TRY(const auto token, text_field(body, "refreshToken"));
  SALLYPORT_CHECK(end_own_session(call, parts));
  return token ? end_refreshed_session(call, parts.accounts, *token) : Result<void>();
}

}  // namespace

http::Outcome log_in(const Call& call, const ApiParts& parts) {
  if (!call.settings().local_accounts.allowed) return accounts_off(call);
  const auto login = read_login(call);
  if (!login) return api_error_answer(call, login.error());
  const auto checked =
      check_password_of(call, parts.accounts, username_of(call.settings(), login->name), login->password);
  if (!checked) return refusal_answer(call, checked.error());
  switch (checked->outcome) {
    case Checked::busy:
      return busy_answer(call);
    case Checked::wait:
      return too_many_answer(call, checked->wait);
    case Checked::wrong:
      return unauthorized(call, kWrong);
    case Checked::right:
      return open_login(call, parts, *checked);
  }
  return unauthorized(call, kWrong);
}

http::Outcome refresh_login(const Call& call, const ApiParts& parts) {
  if (!call.settings().local_accounts.allowed) return accounts_off(call);
  const auto body = read_json_object(call);
  if (!body) return api_error_answer(call, body.error());
  if (const auto known = check_fields(*body, kRefreshShape); !known) return api_error_answer(call, known.error());
  const auto token = needed_text_field(*body, "refreshToken");
  if (!token) return api_error_answer(call, token.error());
  const auto refreshed = refresh_account_session(call, parts.accounts, *token);
  if (refreshed) return tokens_answer(call, parts, *refreshed);
  if (refreshed.error().reason == "refresh_busy")
    return wait_answer(call, 503, "Another refresh is under way. Please try again.", Seconds(1));
  if (refreshed.error().kind == Kind::unavailable) return refusal_answer(call, refreshed.error());
  call.essentials.metrics.count("refusals", refreshed.error().reason);
  return unauthorized(call, "Expired token. Please login again.");
}

http::Outcome log_out(const Call& call, const ApiParts& parts) {
  if (!call.settings().local_accounts.allowed) return accounts_off(call);
  const auto ended = end_both(call, parts);
  if (!ended) return api_error_answer(call, ended.error());
  return text_answer(call, "Logout Successful");
}

}  // namespace sallyport::gateway
