#include "gateway/api/accounts/passwords.h"

#include <optional>
#include <utility>

#include "base/text.h"
#include "gateway/accounts/password_change.h"
#include "gateway/accounts/password_check.h"
#include "gateway/accounts/reset_mail.h"
#include "gateway/accounts/sign_up.h"
#include "gateway/api/accounts/account_bodies.h"
#include "gateway/api/accounts/answers.h"
#include "gateway/api/authorize.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/json_body.h"
#include "gateway/api/shape/json_fields.h"
#include "gateway/call/lifetimes.h"

namespace sallyport::gateway {

using identity::PersonEntry;

namespace {

constexpr std::string_view kChanged = "Password Changed Successfully";

Failure bad_password(std::string_view reason, std::string sentence) {
  return failure(Kind::malformed, reason, {}, std::move(sentence));
}

// Leaves the work to whoever sends mail. So the answer and its time say nothing about the address.
Result<void> ask_for_link(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(check_accounts_on(call));
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kEmailShape));
  SALLYPORT_TRY(const auto email, needed_text_field(body, "email"));
  if (parts.accounts.mail == nullptr) return failure(Kind::unavailable, "mail_off");
  if (parts.accounts.mail->add(reset_work(call, parts.accounts, username_of(call.settings(), email)))) return {};
  return failure(Kind::unavailable, "mail_busy");
}

Result<ChosenPassword> read_chosen(const json::Object& body, std::string_view name) {
  ChosenPassword chosen;
  SALLYPORT_TRY(chosen.password, needed_text_field(body, name));
  SALLYPORT_TRY(chosen.again, needed_text_field(body, "confirmPassword"));
  return chosen;
}

Result<PersonEntry> needed_owner(const ApiParts& parts, std::string_view username) {
  SALLYPORT_TRY(auto owner, find_owner_of_name(parts.people_by_hand, username));
  if (!owner) return not_found("user", username);
  return *std::move(owner);
}

// Guesses at the old password count as those of a sign-in do.
Result<PasswordCheck> check_old_password(const Call& call, const ApiParts& parts, const json::Object& body) {
  SALLYPORT_TRY(const auto old, needed_text_field(body, "oldPassword"));
  SALLYPORT_TRY(auto checked, check_password_of(call, parts.accounts, call.who.caller->username, Secret(old)));
  if (checked.outcome == Checked::busy) return failure(Kind::unavailable, "hashing_busy");
  if (checked.outcome == Checked::wait)
    return failure(Kind::unavailable, "sign_in_wait", {}, std::to_string(checked.wait.count()));
  if (checked.outcome == Checked::wrong || checked.account.person != call.who.caller->person)
    return bad_password("local_password", "Old Password is not correct");
  return checked;
}

Result<void> change_own(const Call& call, const ApiParts& parts, const json::Object& body) {
  SALLYPORT_TRY(const auto chosen, read_chosen(body, "newPassword"));
  SALLYPORT_TRY(const auto username, text_field(body, "username"));
  if (username && username_of(call.settings(), *username) != call.who.caller->username)
    return failure(Kind::forbidden, "admin_needed");
  SALLYPORT_TRY(const auto checked, check_old_password(call, parts, body));
  return replace_password(call, parts.accounts, checked.person, checked.account, chosen);
}

Result<void> change_other(const Call& call, const ApiParts& parts, const json::Object& body) {
  if (!call.who.caller->admin) return failure(Kind::forbidden, "admin_needed");
  SALLYPORT_TRY(const auto chosen, read_chosen(body, "newPassword"));
  SALLYPORT_TRY(const auto username, needed_text_field(body, "username"));
  SALLYPORT_TRY(const auto owner, needed_owner(parts, username_of(call.settings(), username)));
  return assign_password(call, parts.accounts, owner, chosen);
}

Result<void> change(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(check_accounts_on(call));
  SALLYPORT_CHECK(check_signed_in_oneself(call));
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kChangePasswordShape));
  SALLYPORT_TRY(const auto type, text_field(body, "requestType"));
  const std::string wanted = type.value_or("SELF");
  if (wanted == "SELF") return change_own(call, parts, body);
  if (wanted == "USER") return change_other(call, parts, body);
  return bad_password("field_type", "requestType must be SELF or USER");
}

// The token may be that of a sign-up, whose account this makes.
Result<void> finish_sign_up_of(const Call& call, const ApiParts& parts, std::string_view token,
                               const std::optional<std::string>& username, const ChosenPassword& chosen) {
  const auto sign_up = open_sign_up(parts.accounts, token);
  if (!sign_up && sign_up.error().kind == Kind::unavailable) return Failure(sign_up.error());
  const bool theirs = sign_up && (!username || username_of(call.settings(), *username) == sign_up->username);
  if (!theirs) return bad_password("link_used_or_expired", "Invalid Token.");
  auto made = finish_sign_up(call, parts.accounts, token, chosen);
  if (!made && made.error().reason == "link_used_or_expired")
    return bad_password("link_used_or_expired", "Invalid Token.");
  return made;
}

Result<void> reset(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(check_accounts_on(call));
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kResetPasswordShape));
  SALLYPORT_TRY(const auto chosen, read_chosen(body, "password"));
  SALLYPORT_TRY(const auto token, needed_text_field(body, "token"));
  SALLYPORT_TRY(const auto username, text_field(body, "username"));
  SALLYPORT_TRY(const auto owner, owner_of_link(parts.accounts, token));
  if (!owner) return finish_sign_up_of(call, parts, token, username, chosen);
  const bool is_theirs = !username || username_of(call.settings(), *username) == owner->person.labels.username;
  if (!is_theirs) return bad_password("link_used_or_expired", "Invalid Token.");
  auto set = set_password_by_link(call, parts.accounts, token, chosen);
  if (!set && set.error().reason == "link_used_or_expired")
    return bad_password("link_used_or_expired", "Invalid Token.");
  return set;
}

// The person of the path, for an administrator who may give them a link.
Result<PersonEntry> find_invited(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(check_accounts_on(call));
  if (!call.who.caller->admin) return failure(Kind::forbidden, "admin_needed");
  SALLYPORT_CHECK(check_signed_in_oneself(call));
  const PersonId id{ascii_lower(call.parameters["id"])};
  SALLYPORT_TRY(auto person, parts.people_by_hand.find(id));
  if (!person || person->by_hand.deleted) return not_found("user", id.value);
  SALLYPORT_CHECK(check_may_have_account(*person));
  return *std::move(person);
}

// A body is needed only for a mail.
Result<bool> wants_mail(const Call& call) {
  if (call.request.body.empty()) return false;
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kLinkShape));
  SALLYPORT_TRY(const auto mail, flag_field(body, "mail"));
  return mail.value_or(false);
}

Result<json::Object> make_link(const Call& call, const ApiParts& parts, const PersonEntry& person) {
  const PersonId& id = person.person.id;
  SALLYPORT_TRY(const auto link, make_account_link(call, parts.accounts, id, kPasswordLinkLifetime));
  audit(call, "account_link_made", {{"user", person.person.labels.username}, {"person", id.value}});
  return json::Object{{"link", link.url}, {"expires", link.expires.seconds * 1000}};
}

Result<json::Object> mail_link(const Call& call, const ApiParts& parts, const PersonEntry& person) {
  const identity::Labels& labels = person.person.labels;
  if (labels.email.empty()) return bad_password("user_email", "This person has no address");
  if (parts.accounts.mail == nullptr) return failure(Kind::unavailable, "mail_off");
  if (!parts.accounts.mail->add(invitation_work(call, parts.accounts, person)))
    return failure(Kind::unavailable, "mail_busy");
  audit(call, "account_invited", {{"user", labels.username}, {"person", person.person.id.value}});
  return json::Object{{"mailed", labels.email}};
}

Result<json::Object> give_link(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto person, find_invited(call, parts));
  SALLYPORT_TRY(const bool mailed, wants_mail(call));
  return mailed ? mail_link(call, parts, person) : make_link(call, parts, person);
}

// The username that the address of a request gives, for somebody who may create people.
Result<std::string> read_asked_name(const Call& call, const ApiParts& parts) {
  ObjectFacts facts;
  facts.resource = "user";
  SALLYPORT_CHECK(authorize(call, parts, "Create", facts));
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kEmailShape));
  SALLYPORT_TRY(const auto email, needed_text_field(body, "email"));
  return username_of(call.settings(), email);
}

Result<bool> is_in_use(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto username, read_asked_name(call, parts));
  SALLYPORT_TRY(const auto named, parts.people_by_hand.find_by_name(username));
  return !named.empty();
}

Result<bool> is_verified(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto username, read_asked_name(call, parts));
  SALLYPORT_TRY(const auto owner, find_owner_of_name(parts.people_by_hand, username));
  if (!owner) return false;
  SALLYPORT_TRY(const auto account, parts.accounts.accounts.find(owner->person.id));
  return account && !account->password_hash.empty();
}

http::Answer yes_or_no_answer(const Call& call, const Result<bool>& yes) {
  if (!yes) return api_error_answer(call, yes.error());
  return text_answer(call, *yes ? "true" : "false");
}

http::Answer done_answer(const Call& call, const Result<void>& done) {
  if (done) return text_answer(call, kChanged);
  const Error& error = done.error();
  if (error.reason == "hashing_busy") return busy_answer(call);
  if (error.reason == "sign_in_wait") return too_many_answer(call, Seconds(parse_decimal(error.detail).value_or(1)));
  return api_error_answer(call, error);
}

}  // namespace

http::Outcome change_password(const Call& call, const ApiParts& parts) {
  return done_answer(call, change(call, parts));
}

http::Outcome reset_password(const Call& call, const ApiParts& parts) {
  return done_answer(call, reset(call, parts));
}

http::Outcome mail_reset_link(const Call& call, const ApiParts& parts) {
  const auto asked = ask_for_link(call, parts);
  if (!asked) return mail_refusal(call, asked.error());
  return text_answer(call, "Please check your mail for the Reset Password Link.");
}

http::Outcome make_password_link(const Call& call, const ApiParts& parts) {
  const auto given = give_link(call, parts);
  return given ? json_answer(call, 200, *given) : mail_refusal(call, given.error());
}

http::Outcome check_email_in_use(const Call& call, const ApiParts& parts) {
  return yes_or_no_answer(call, is_in_use(call, parts));
}

http::Outcome check_email_verified(const Call& call, const ApiParts& parts) {
  return yes_or_no_answer(call, is_verified(call, parts));
}

}  // namespace sallyport::gateway
