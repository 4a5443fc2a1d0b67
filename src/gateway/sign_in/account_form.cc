#include "gateway/sign_in/account_form.h"

#include <utility>

#include "gateway/call/return_address.h"

namespace sallyport::gateway {

std::optional<http::Answer> refuse_account_page(const Call& call) {
  constexpr std::string_view kText = "There is no such page.";
  if (!call.settings().local_accounts.allowed) return not_found_answer(call, kText, kText);
  if (call.request.method != "POST" || call.site().fetch_of(call.request) == Fetch::same_origin) return std::nullopt;
  return refusal_answer(call, {Kind::forbidden, "csrf", "Fetch Metadata", {}});
}

http::Form read_account_form(const Call& call) {
  const bool post = call.request.method == "POST";
  auto form = http::Form::parse(post ? call.request.body : call.request.query());
  return form ? *std::move(form) : http::Form();
}

http::Answer SignInForm::answer(int status, AccountSignInView view) const {
  view.username = username;
  view.return_to = return_to;
  view.offers_reset = offers_reset;
  view.offers_sign_up = offers_sign_up;
  view.offers_local_admin = !call.settings().sign_in_configured;
  return page_answer(call, status, render_account_sign_in(view));
}

http::Answer SignInForm::wait(int status, std::string_view obstacle, Seconds wait) const {
  http::Answer page = answer(status, {.obstacle = obstacle});
  page.response.add("Retry-After", std::to_string(wait.count()));
  return page;
}

http::Answer SignInForm::wrong() const {
  return answer(401, {.complaint = "The name and the password do not fit."});
}

SignInForm sign_in_form_of(const Call& call, const AccountParts& parts, const http::Form& fields) {
  return {call, fields.text("username"), return_address(call.essentials, fields.text("redirectUri")),
          parts.mail != nullptr, parts.mail != nullptr && !call.settings().local_accounts.sign_up_domains.empty()};
}

std::string too_many_attempts(Seconds wait) {
  return "Too many attempts. Try again in " + std::to_string(wait.count()) + " seconds.";
}

}  // namespace sallyport::gateway
