#include "gateway/sign_in/local_account.h"

#include <optional>
#include <utility>

#include "gateway/accounts/password_change.h"
#include "gateway/accounts/password_check.h"
#include "gateway/accounts/reset_mail.h"
#include "gateway/sign_in/account_entry.h"
#include "gateway/sign_in/account_form.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kAccountPasswordSet = "The password is set. Sign in with it.";

http::Answer try_account(const Call& call, const AccountParts& parts, const SignInForm& form, const Secret& password) {
  const auto checked = check_password_of(call, parts, username_of(call.settings(), form.username), password);
  if (!checked) return refusal_answer(call, checked.error());
  switch (checked->outcome) {
    case Checked::busy:
      return form.wait(503, "Too many people are trying at the moment. Try again.", Seconds(1));
    case Checked::wait:
      return form.wait(429, too_many_attempts(checked->wait), checked->wait);
    case Checked::wrong:
      return form.wrong();
    case Checked::right:
      return enter_with_password(call, parts, form, *checked);
  }
  return form.wrong();
}

// Nobody can have an account yet, because the administrator who makes them has no password.
Result<bool> is_fresh(const Call& call, const LocalAccountParts& administrator) {
  if (call.settings().sign_in_configured) return false;
  SALLYPORT_TRY(const auto account, administrator.local_admin.find());
  return account && !account->retired && account->password_hash.empty();
}

http::Answer dead_account_link(const Call& call) {
  return page_answer(call, 400,
                     render_notice({"This link does not work",
                                    {"It was used already, it has expired, or a part of it is missing.",
                                     "Ask an administrator of the application for a new one."},
                                    {},
                                    {},
                                    call.trace.request_id,
                                    Framing::refused}));
}

}  // namespace

http::Outcome account_sign_in(const Call& call, const AccountParts& parts, const LocalAccountParts& administrator) {
  if (auto refused = refuse_account_page(call)) return *std::move(refused);
  const http::Form fields = read_account_form(call);
  const SignInForm form = sign_in_form_of(call, parts, fields);
  if (call.request.method == "POST") return try_account(call, parts, form, Secret(fields.text("password")));
  const auto fresh = is_fresh(call, administrator);
  if (!fresh) return refusal_answer(call, fresh.error());
  if (*fresh) return redirect_answer(call, call.site().address_of("/local-admin"));
  return form.answer(200, {.news = fields.text("set") == "1" ? kAccountPasswordSet : std::string_view()});
}

http::Outcome account_password(const Call& call, const AccountParts& parts) {
  if (auto refused = refuse_account_page(call)) return *std::move(refused);
  const http::Form fields = read_account_form(call);
  const std::string link = fields.text("link");
  const auto owner = owner_of_link(parts, link);
  if (!owner) return refusal_answer(call, owner.error());
  if (!*owner) return dead_account_link(call);
  const std::string& username = (*owner)->person.labels.username;
  if (call.request.method != "POST") return page_answer(call, 200, render_account_password(username, link, {}));
  const auto set = set_password_by_link(call, parts, link, {fields.text("password"), fields.text("again")});
  if (set) return redirect_answer(call, call.site().address_of("/api/v1/auth/local?set=1"));
  if (set.error().reason == "password_rules")
    return page_answer(call, 400, render_account_password(username, link, set.error().detail));
  if (set.error().reason == "link_used_or_expired") return dead_account_link(call);
  http::Answer answer = refusal_answer(call, set.error());
  if (set.error().reason == "hashing_busy") answer.response.add("Retry-After", "1");
  return answer;
}

http::Outcome account_reset(const Call& call, const AccountParts& parts) {
  if (auto refused = refuse_account_page(call)) return *std::move(refused);
  if (parts.mail == nullptr) return not_found_answer(call, "There is no such page.", "There is no such page.");
  if (call.request.method != "POST") return page_answer(call, 200, render_account_reset());
  const std::string username = username_of(call.settings(), read_account_form(call).text("username"));
  const bool left = parts.mail->add(reset_work(call, parts, username));
  const std::string_view text = left ? "If there is an account of this name, a link is on its way to its owner. It is "
                                       "good for an hour."
                                     : "Too much mail is waiting at the moment. Try again in a minute.";
  http::Answer answer = page_answer(
      call, left ? 200 : 503,
      render_notice({left ? "Look into your mail" : "Not now", {std::string(text)}, {}, {}, {}, Framing::refused}));
  if (!left) answer.response.add("Retry-After", "60");
  return answer;
}

}  // namespace sallyport::gateway
