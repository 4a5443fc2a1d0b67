#include "gateway/api/accounts/sign_ups.h"

#include "gateway/accounts/sign_up.h"
#include "gateway/api/accounts/account_bodies.h"
#include "gateway/api/accounts/answers.h"
#include "gateway/api/shape/json_body.h"
#include "gateway/api/shape/json_fields.h"
#include "http/form.h"

namespace sallyport::gateway {
namespace {

// A refused domain is no refused caller, so it is 400.
Result<SignUp> check_asked(const Call& call, std::string_view email, std::string_view name) {
  auto asked = check_sign_up(call.settings(), email, name);
  if (!asked && asked.error().kind == Kind::forbidden)
    return failure(Kind::rejected, asked.error().reason, {}, asked.error().detail);
  return asked;
}

// Reads and checks everything before anybody is looked up, so that the answer says nothing about the address.
Result<SignUp> read_sign_up(const Call& call) {
  SALLYPORT_CHECK(check_accounts_on(call));
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kSignUpShape));
  SALLYPORT_TRY(const auto email, needed_text_field(body, "email"));
  SALLYPORT_TRY(const auto first, text_field(body, "firstName"));
  SALLYPORT_TRY(const auto last, text_field(body, "lastName"));
  return check_asked(call, email, first.value_or("") + " " + last.value_or(""));
}

// A parameter of the query; empty if there is none.
Result<std::string> read_parameter(const Call& call, std::string_view name) {
  SALLYPORT_CHECK(check_accounts_on(call));
  SALLYPORT_TRY(const auto query, http::Form::parse(call.request.query()));
  return query.text(name);
}

Result<void> leave_mail(const Call& call, const ApiParts& parts, const Result<SignUp>& asked) {
  if (!asked) return Failure(asked.error());
  if (parts.accounts.mail == nullptr) return failure(Kind::unavailable, "mail_off");
  if (parts.accounts.mail->add(sign_up_work(call, parts.accounts, *asked))) return {};
  return failure(Kind::unavailable, "mail_busy");
}

http::Answer asked_answer(const Call& call, const ApiParts& parts, const Result<SignUp>& asked) {
  const auto left = leave_mail(call, parts, asked);
  if (!left) return mail_refusal(call, left.error());
  return text_answer(call, "Please check your mail. Its link is good for a day.");
}

Result<SignUp> read_resending(const Call& call) {
  SALLYPORT_TRY(const auto address, read_parameter(call, "user"));
  return check_asked(call, address, {});
}

Result<void> check_token(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto token, read_parameter(call, "token"));
  const auto sign_up = open_sign_up(parts.accounts, token);
  if (sign_up) return {};
  if (sign_up.error().kind == Kind::unavailable) return Failure(sign_up.error());
  return failure(Kind::rejected, sign_up.error().reason, {}, "Invalid Token.");
}

}  // namespace

http::Outcome sign_up(const Call& call, const ApiParts& parts) {
  return asked_answer(call, parts, read_sign_up(call));
}

http::Outcome resend_registration(const Call& call, const ApiParts& parts) {
  return asked_answer(call, parts, read_resending(call));
}

http::Outcome confirm_registration(const Call& call, const ApiParts& parts) {
  const auto good = check_token(call, parts);
  if (!good) return mail_refusal(call, good.error());
  return text_answer(call, "Email Verified Successfully");
}

}  // namespace sallyport::gateway
