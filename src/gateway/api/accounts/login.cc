#include "gateway/api/accounts/login.h"

#include <optional>
#include <utility>

#include "base/encoding.h"
#include "gateway/accounts/account_session.h"
#include "gateway/accounts/password_check.h"
#include "gateway/accounts/sign_in_step.h"
#include "gateway/api/accounts/account_bodies.h"
#include "gateway/api/accounts/answers.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/json_body.h"
#include "gateway/api/shape/json_fields.h"
#include "gateway/caller/bearer.h"
#include "gateway/standing/end_sessions.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kOver = "This sign-in is over. Begin again with the password.";
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

Result<Login> read_login(const json::Object& body) {
  SALLYPORT_CHECK(check_fields(body, kPasswordLoginShape));
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
  const auto opened = open_account_session(call, parts.accounts, checked, SignedInBy::program);
  if (opened) return tokens_answer(call, parts, *opened);
  if (opened.error().reason == "local_password") return unauthorized(call, kWrong);
  return refusal_answer(call, opened.error());
}

// What a program can only leave to a browser.
http::Answer password_first(const Call& call) {
  return error_answer(call, 403, "The password has to be changed first. Sign in with a browser for that.");
}

http::Answer set_up_first(const Call& call) {
  return error_answer(call, 403, "A second factor has to be set up first. Sign in with a browser for that.");
}

// OpenMetadata's shape of an error, and what the next request needs.
http::Answer code_needed(const Call& call, const ApiParts& parts, const Challenge& challenge,
                         std::string_view message) {
  http::Answer answer = json_answer(call, 401,
                                    {{"code", 401},
                                     {"message", message},
                                     {"error", "mfa_required"},
                                     {"challenge", seal_challenge(parts.accounts.factors(), challenge)}});
  answer.response.add("WWW-Authenticate", "Bearer");  // RFC 9110 15.5.2
  return answer;
}

http::Answer log_in_with_password(const Call& call, const ApiParts& parts, const PasswordCheck& checked) {
  const auto step = step_after_password(call, parts.accounts, checked);
  if (!step) return refusal_answer(call, step.error());
  switch (*step) {
    case SignInStep::code:
      return code_needed(call, parts, challenge_for(parts.accounts, checked), "A code of the second factor is needed.");
    case SignInStep::set_up:
      return set_up_first(call);
    case SignInStep::new_password:
      return password_first(call);
    case SignInStep::session:
      return open_login(call, parts, checked);
  }
  return unauthorized(call, kWrong);
}

http::Answer try_code(const Call& call, const ApiParts& parts, const Challenge& challenge, PasswordCheck checked,
                      std::string_view code) {
  const auto check = check_code(call, parts.accounts.factors(), factor_owner(checked), code);
  if (!check) return refusal_answer(call, check.error());
  if (check->outcome == CodeOutcome::wait) return too_many_answer(call, check->wait);
  if (check->outcome == CodeOutcome::wrong)
    return code_needed(call, parts, challenge, "That is not the code, or it was used before.");
  checked.proven_by = proven_by(*check);
  if (step_after_code(checked) == SignInStep::new_password) return password_first(call);
  return open_login(call, parts, checked);
}

// The second request of a sign-in, after code_needed().
http::Answer log_in_with_code(const Call& call, const ApiParts& parts, const json::Object& body) {
  if (const auto known = check_fields(body, kCodeLoginShape); !known) return api_error_answer(call, known.error());
  const auto sealed = needed_text_field(body, "challenge");
  if (!sealed) return api_error_answer(call, sealed.error());
  const auto code = needed_text_field(body, "totp");
  if (!code) return api_error_answer(call, code.error());
  const auto challenge = use_challenge(parts.accounts.factors(), *sealed);
  if (!challenge && challenge.error().kind == Kind::unavailable) return refusal_answer(call, challenge.error());
  if (!challenge || !challenge->offered_key.empty()) return unauthorized(call, kOver);
  auto checked = account_of_challenge(parts.accounts, *challenge);
  if (!checked && checked.error().kind == Kind::unavailable) return refusal_answer(call, checked.error());
  if (!checked) return unauthorized(call, kOver);
  return try_code(call, parts, *challenge, *std::move(checked), *code);
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
  const auto body = read_json_object(call);
  if (!body) return api_error_answer(call, body.error());
  if (body->find("challenge") != nullptr) return log_in_with_code(call, parts, *body);
  const auto login = read_login(*body);
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
      return log_in_with_password(call, parts, *checked);
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
