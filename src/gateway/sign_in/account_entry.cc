#include "gateway/sign_in/account_entry.h"

#include <optional>
#include <utility>

#include "crypto/totp.h"
#include "gateway/accounts/account_session.h"
#include "gateway/accounts/factor_pages.h"
#include "gateway/accounts/password_change.h"
#include "gateway/accounts/sign_in_step.h"
#include "gateway/call/lifetimes.h"
#include "gateway/sign_in/second_factor_pages.h"
#include "gateway/sign_in/sign_in.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kCodePage = "/api/v1/auth/local/code";

// The challenge was used, has expired, or its password is another one now.
http::Answer start_again(const SignInForm& form) {
  return form.answer(401, {.obstacle = kStartAgain});
}

// Opens the session and adds its cookies to `success`.
http::Answer let_account_in(const Call& call, const AccountParts& parts, const SignInForm& form,
                            const PasswordCheck& checked, http::Answer success) {
  if (const auto old = end_presented_session(call, parts.sessions, parts.revocations, "signed_in_anew"); !old)
    return refusal_answer(call, old.error());
  const auto opened = open_account_session(call, parts, checked, SignedInBy::browser);
  if (!opened && opened.error().reason == "local_password") return form.wrong();
  if (!opened) return refusal_answer(call, opened.error());
  const session::Session& session = opened->current.session;
  success.response.add("Set-Cookie",
                       session_cookie(call.site(), opened->id.value, session.expires - session.created).print());
  success.response.add("Set-Cookie", known_browser_cookie(call, parts.sealer, account_browsers(call),
                                                          checked.account.password_hash, checked.browser)
                                         .print());
  return success;
}

// Somebody else has set the password. It opens nothing but the page that replaces it.
http::Answer to_password_page(const Call& call, const AccountParts& parts, const SignInForm& form,
                              const PasswordCheck& checked) {
  const auto link = make_account_link(call, parts, checked.account, kMustChangeLifetime);
  if (!link && link.error().reason == "password_changed") return form.wrong();
  if (!link) return refusal_answer(call, link.error());
  return redirect_answer(call, link->url);
}

http::Answer ask_for_code(const Call& call, const AccountParts& parts, const SignInForm& form,
                          const Challenge& challenge, const CodeComplaint& complaint) {
  return code_answer(call, parts.factors(), {kCodePage, form.return_to}, challenge, complaint);
}

http::Answer offer_factor(const Call& call, const AccountParts& parts, const SignInForm& form,
                          const PasswordCheck& checked, const Challenge& challenge, const CodeComplaint& complaint) {
  return offer_answer(call, parts.factors(), {kCodePage, form.return_to}, challenge,
                      checked.person.person.labels.username, complaint);
}

http::Answer try_code(const Call& call, const AccountParts& parts, const SignInForm& form, const Challenge& challenge,
                      PasswordCheck checked, std::string_view code) {
  const auto check = check_code(call, parts.factors(), factor_owner(checked), code);
  if (!check) return refusal_answer(call, check.error());
  if (check->outcome != CodeOutcome::right) return ask_for_code(call, parts, form, challenge, complaint_of(*check));
  checked.proven_by = proven_by(*check);
  if (step_after_code(checked) == SignInStep::new_password) return to_password_page(call, parts, form, checked);
  return let_account_in(call, parts, form, checked, redirect_answer(call, form.return_to));
}

http::Answer try_set_up(const Call& call, const AccountParts& parts, const SignInForm& form, const Challenge& challenge,
                        PasswordCheck checked, std::string_view code) {
  const auto codes = set_up_factor(call, parts.factors(), factor_owner(checked), challenge.offered_key, code);
  if (!codes && codes.error().reason == "factor_exists") return start_again(form);
  if (!codes) return refusal_answer(call, codes.error());
  if (!*codes) return offer_factor(call, parts, form, checked, challenge, kWrongCode);
  checked.proven_by = proven_by({});
  return let_account_in(call, parts, form, checked, recovery_codes_answer(call, **codes, form.return_to));
}

}  // namespace

http::Answer enter_with_password(const Call& call, const AccountParts& parts, const SignInForm& form,
                                 const PasswordCheck& checked) {
  const auto step = step_after_password(call, parts, checked);
  if (!step) return refusal_answer(call, step.error());
  switch (*step) {
    case SignInStep::code:
      return ask_for_code(call, parts, form, challenge_for(parts, checked), {});
    case SignInStep::set_up:
      return offer_factor(call, parts, form, checked,
                          challenge_for(parts, checked, crypto::make_totp_secret(parts.random)), {});
    case SignInStep::new_password:
      return to_password_page(call, parts, form, checked);
    case SignInStep::session:
      return let_account_in(call, parts, form, checked, redirect_answer(call, form.return_to));
  }
  return form.wrong();
}

http::Outcome account_code(const Call& call, const AccountParts& parts) {
  if (auto refused = refuse_account_page(call)) return *std::move(refused);
  if (call.request.method != "POST") return redirect_answer(call, call.site().address_of("/api/v1/auth/local"));
  const http::Form fields = read_account_form(call);
  const SignInForm form = sign_in_form_of(call, parts, fields);
  const auto challenge = use_challenge(parts.factors(), fields.text("challenge"));
  if (!challenge && challenge.error().kind == Kind::unavailable) return refusal_answer(call, challenge.error());
  if (!challenge) return start_again(form);
  auto checked = account_of_challenge(parts, *challenge);
  if (!checked && checked.error().kind == Kind::unavailable) return refusal_answer(call, checked.error());
  if (!checked) return start_again(form);
  const std::string code = fields.text("code");
  if (challenge->offered_key.empty()) return try_code(call, parts, form, *challenge, *std::move(checked), code);
  return try_set_up(call, parts, form, *challenge, *std::move(checked), code);
}

}  // namespace sallyport::gateway
