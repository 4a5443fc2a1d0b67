#include "gateway/sign_in/account_sign_up.h"

#include <optional>
#include <utility>

#include "gateway/accounts/sign_up.h"
#include "gateway/accounts/sign_up_pages.h"
#include "gateway/sign_in/account_form.h"

namespace sallyport::gateway {
namespace {

std::optional<http::Answer> refuse_sign_up_page(const Call& call, const AccountParts& parts) {
  constexpr std::string_view kText = "There is no such page.";
  if (auto refused = refuse_account_page(call)) return refused;
  const bool on = !call.settings().local_accounts.sign_up_domains.empty() && parts.mail != nullptr;
  return on ? std::nullopt : std::optional(not_found_answer(call, kText, kText));
}

// Without the number of the request, so that answers do not differ.
http::Answer sign_up_notice(const Call& call, int status, std::string title, std::string text) {
  return page_answer(call, status, render_notice({std::move(title), {std::move(text)}, {}, {}, {}, Framing::refused}));
}

http::Answer dead_sign_up_link(const Call& call) {
  return sign_up_notice(
      call, 400, "This link does not work",
      "It was used already, it has expired, or a part of it is missing. You may ask for another one.");
}

}  // namespace

http::Outcome account_sign_up(const Call& call, const AccountParts& parts) {
  if (auto refused = refuse_sign_up_page(call, parts)) return *std::move(refused);
  if (call.request.method != "POST") return page_answer(call, 200, render_sign_up({}));
  const http::Form fields = read_account_form(call);
  const std::string address = fields.text("email");
  const std::string name = fields.text("name");
  const auto asked = check_sign_up(call.settings(), address, name);
  if (!asked) return page_answer(call, 400, render_sign_up({asked.error().detail, address, name}));
  if (!parts.mail->add(sign_up_work(call, parts, *asked))) {
    http::Answer busy =
        sign_up_notice(call, 503, "Not now", "Too much mail is waiting at the moment. Try again in a minute.");
    busy.response.add("Retry-After", "60");
    return busy;
  }
  return sign_up_notice(call, 200, "Look into your mail", "A mail is on its way to you. Its link is good for a day.");
}

http::Outcome account_sign_up_password(const Call& call, const AccountParts& parts) {
  if (auto refused = refuse_sign_up_page(call, parts)) return *std::move(refused);
  const http::Form fields = read_account_form(call);
  const std::string link = fields.text("link");
  const auto sign_up = open_sign_up(parts, link);
  if (!sign_up && sign_up.error().kind == Kind::unavailable) return refusal_answer(call, sign_up.error());
  if (!sign_up) return dead_sign_up_link(call);
  if (call.request.method != "POST")
    return page_answer(call, 200, render_sign_up_password(sign_up->username, link, {}));
  const auto made = finish_sign_up(call, parts, link, {fields.text("password"), fields.text("again")});
  if (made) return redirect_answer(call, call.site().address_of("/api/v1/auth/local?set=1"));
  if (made.error().reason == "password_rules")
    return page_answer(call, 400, render_sign_up_password(sign_up->username, link, made.error().detail));
  if (made.error().reason == "link_used_or_expired") return dead_sign_up_link(call);
  http::Answer answer = refusal_answer(call, made.error());
  if (made.error().reason == "hashing_busy") answer.response.add("Retry-After", "1");
  return answer;
}

}  // namespace sallyport::gateway
