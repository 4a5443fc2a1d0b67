#include "directory/rules/interaction.h"

#include "base/text.h"
#include "directory/call/login_hint.h"

namespace sallyport::directory {
namespace {

bool is_fresh(const InteractionInput& input) {
  const auto max_age = parse_decimal(input.request.max_age);
  if (!max_age) return true;
  const Seconds age = input.now - input.signed_in->sign_in.authenticated;
  return age.count() <= *max_age;  // OpenID Connect Core 3.1.2.1
}

bool is_expected(const InteractionInput& input) {
  const std::string& hint = input.request.login_hint;
  return hint.empty() || ascii_iequals(user_name_of_hint(hint), input.signed_in->user.user_principal_name);
}

NextStep ask(const InteractionInput& input) {
  return input.account_picker && input.request.login_hint.empty() ? NextStep::show_accounts : NextStep::show_sign_in;
}

NextStep after_form(const InteractionInput& input, const FormAction& form) {
  if (form.act == "cancel") return NextStep::refuse_cancelled;
  if (form.act == "decline") return NextStep::refuse_consent;
  if (form.act == "sign_in") return NextStep::check_password;
  if (form.act == "consent") return input.signed_in ? NextStep::accept_consent : NextStep::show_sign_in;
  if (form.act.empty() && !form.account.empty()) return NextStep::check_account;
  if (form.act.empty() && !form.login.empty()) return NextStep::check_password;  // sent without pressing a button
  return NextStep::show_sign_in;
}

}  // namespace

NextStep next_step(const InteractionInput& input) {
  if (input.form != nullptr) return after_form(input, *input.form);
  const bool usable = input.signed_in && is_fresh(input) && is_expected(input);
  if (input.request.has_prompt("none")) return usable ? NextStep::answer : NextStep::refuse_login_required;
  if (input.request.has_prompt("login")) return ask(input);
  if (input.request.has_prompt("select_account")) return input.signed_in ? NextStep::show_accounts : ask(input);
  return usable ? NextStep::answer : ask(input);
}

}  // namespace sallyport::directory
