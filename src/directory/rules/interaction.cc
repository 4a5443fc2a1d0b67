#include "directory/rules/interaction.h"

#include <algorithm>

#include "base/text.h"
#include "directory/call/login_hint.h"

namespace sallyport::directory {
namespace {

using Accounts = std::vector<const SignedIn*>;

// Whether the password was entered recently enough. max_age=0 always asks for it.
bool is_fresh(const InteractionInput& input, const SignedIn& account) {
  const Seconds age = input.now - account.sign_in.authenticated;
  if (input.sign_in_frequency > Seconds(0) && age >= input.sign_in_frequency) return false;
  const auto max_age = parse_decimal(input.request.max_age);
  if (!max_age) return true;
  return *max_age != 0 && age.count() <= *max_age;  // OpenID Connect Core 3.1.2.1
}

std::string_view domain_of(const entra::User& user) {
  const std::string_view name = user.user_principal_name;
  return name.substr(name.rfind('@') + 1);
}

// Whether the hints of the request leave this account possible.
bool is_meant(const InteractionInput& input, const SignedIn& account) {
  const auto& request = input.request;
  if (!request.sid.empty() && request.sid != account.sign_in.sid) return false;
  if (!request.login_hint.empty())
    return ascii_iequals(user_name_of_hint(request.login_hint), account.user.user_principal_name);
  // "organizations" and "consumers" are kinds of accounts; every other value is a domain.
  const bool names_domain = request.domain_hint.find('.') != std::string::npos;
  return !names_domain || ascii_iequals(request.domain_hint, domain_of(account.user));
}

Accounts meant_accounts(const InteractionInput& input) {
  Accounts meant;
  for (const SignedIn& account : input.accounts)
    if (is_meant(input, account)) meant.push_back(&account);
  return meant;
}

const SignedIn* find_account(const InteractionInput& input, std::string_view id) {
  for (const SignedIn& account : input.accounts)
    if (account.user.id.value == id) return &account;
  return nullptr;
}

NextStep ask(const InteractionInput& input) {
  return input.account_picker && input.request.login_hint.empty() ? NextStep::show_accounts : NextStep::show_sign_in;
}

// The person picked an account of the page. One that is signed in needs no password, unless the request demands it.
Step after_pick(const InteractionInput& input) {
  const SignedIn* const account = find_account(input, input.form->account);
  if (account == nullptr) return {NextStep::check_account, nullptr};
  if (!is_fresh(input, *account) || input.request.has_prompt("login")) return {NextStep::check_account, nullptr};
  return {NextStep::answer, account};
}

Step after_form(const InteractionInput& input) {
  const FormAction& form = *input.form;
  if (form.act == "cancel") return {NextStep::refuse_cancelled, nullptr};
  if (form.act == "decline") return {NextStep::refuse_consent, find_account(input, form.account)};
  if (form.act == "sign_in") return {NextStep::check_password, nullptr};
  if (form.act == "new_password") return {NextStep::check_proof, nullptr};  // it proves the person by itself
  if (form.act == "second_factor" || form.act == "register_factor") {
    const SignedIn* const account = find_account(input, form.account);
    return {account != nullptr ? NextStep::check_proof : NextStep::show_sign_in, account};
  }
  if (form.act == "consent") {
    const SignedIn* const account = find_account(input, form.account);
    if (account != nullptr) return {NextStep::accept_consent, account};
    return {NextStep::show_sign_in, nullptr};
  }
  if (form.act.empty() && !form.account.empty()) return after_pick(input);
  if (form.act.empty() && !form.login.empty()) return {NextStep::check_password, nullptr};  // sent without a button
  return {NextStep::show_sign_in, nullptr};
}

// prompt=none
Step without_page(const InteractionInput& input, const Accounts& meant) {
  if (meant.size() > 1) return {NextStep::refuse_several, nullptr};
  if (meant.empty() || !is_fresh(input, *meant.front())) return {NextStep::refuse_login_required, nullptr};
  return {NextStep::answer, meant.front()};
}

}  // namespace

Step next_step(const InteractionInput& input) {
  if (input.form != nullptr) return after_form(input);
  const Accounts meant = meant_accounts(input);
  if (input.request.has_prompt("none")) return without_page(input, meant);
  if (input.request.has_prompt("login")) return {ask(input), nullptr};
  if (input.request.has_prompt("select_account"))
    return {input.accounts.empty() ? ask(input) : NextStep::show_accounts, nullptr};
  if (meant.size() > 1) return {NextStep::show_accounts, nullptr};
  if (meant.empty() || !is_fresh(input, *meant.front())) return {ask(input), nullptr};
  return {NextStep::answer, meant.front()};
}

}  // namespace sallyport::directory
