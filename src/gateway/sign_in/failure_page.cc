#include "gateway/sign_in/failure_page.h"

#include <algorithm>
#include <array>

#include "entra/aadsts.h"
#include "entra/aadsts_words.h"
#include "gateway/call/explanations.h"

namespace sallyport::gateway {
namespace {

// Entra ID's refusals after which another account of the same person may work.
constexpr std::array kOtherAccountHelps{16000, 50020, 50034, 50057, 50105, 90072, 500208, 500212, 500213};

constexpr std::array<std::string_view, 3> kOfTheClock{"jwt_expired", "jwt_not_yet_valid", "jwt_issued_in_future"};

// What the page says.
struct Telling {
  std::string_view title;
  std::vector<std::string> paragraphs;
  std::vector<std::pair<std::string, std::string>> facts;
  Remedy remedy = Remedy::retry;
  std::string_view again = "Sign in again";  // the label of the next try
  std::string about_code{};                  // an address at the provider that explains its code; may be empty
};

std::string code_text(int aadsts) {
  return "AADSTS" + std::to_string(aadsts);
}

Telling tell_refusal(const entra::Refusal& row) {
  const bool other = std::ranges::find(kOtherAccountHelps, row.code) != kOtherAccountHelps.end();
  Telling out{"Sign-in did not work", {std::string(row.meaning)}, {}, other ? Remedy::other_account : Remedy::retry};
  if (row.who != entra::who::kYou)
    out.facts = {{"Who can help", std::string(row.who)}, {"Where", std::string(row.where)}};
  out.facts.emplace_back("What to do", std::string(row.todo));
  out.facts.emplace_back("Code", code_text(row.code));
  return out;
}

// Whether the person pressed Cancel at the provider. Entra ID says so in error_subcode. Without that, and without a
// code of Entra ID, "access_denied" means the same.
bool is_cancelled(const SignInFailure& failure) {
  return failure.error.reason == "provider_refused" && failure.said.error == "access_denied" &&
         (failure.said.suberror == "cancel" || failure.said.aadsts == 0);
}

// Whether the provider reports a fault of its own (RFC 6749 4.1.2.1).
bool is_provider_fault(const SignInFailure& failure) {
  return failure.error.reason == "provider_refused" &&
         (failure.said.error == "server_error" || failure.said.error == "temporarily_unavailable");
}

Telling tell_cancelled() {
  const Explanation& why = explain({Kind::rejected, "access_denied", {}, {}});
  return {why.title, {std::string(why.text)}, {}, why.remedy, "Back"};
}

Telling tell_failure(const SignInFailure& failure) {
  const bool fault = is_provider_fault(failure);
  const Explanation& why = fault ? explain({Kind::rejected, "provider_fault", {}, {}}) : explain(failure.error);
  Telling out{why.title,
              {std::string(why.text)},
              {{"Who can help", std::string(why.who)}, {"What to do", std::string(why.todo)}},
              why.remedy};
  if (fault) out.again = "Try again";
  if (std::ranges::find(kOfTheClock, failure.error.reason) != kOfTheClock.end())
    out.paragraphs.push_back("The sign-in was " + failure.error.detail + ".");
  const bool has_word = !failure.said.error.empty() && failure.said.error != "invalid_response";
  if (has_word) out.facts.emplace_back("The identity provider says", failure.said.error);
  if (failure.said.aadsts == 0) return out;
  out.facts.emplace_back("Code", code_text(failure.said.aadsts));
  out.about_code = "https://login.microsoftonline.com/error?code=" + std::to_string(failure.said.aadsts);
  return out;
}

Telling tell(const SignInFailure& failure) {
  if (is_cancelled(failure)) return tell_cancelled();
  const entra::Refusal* const row = entra::find_refusal(failure.said.aadsts);
  return row ? tell_refusal(*row) : tell_failure(failure);
}

int status_of(const SignInFailure& failure, Remedy remedy) {
  if (failure.error.kind == Kind::unavailable) return 503;
  if (failure.error.kind == Kind::internal) return 500;
  return remedy == Remedy::other_account || failure.error.kind == Kind::forbidden ? 403 : 400;
}

void write_down(const Call& call, const SignInFailure& failure) {
  call.essentials.metrics.count("sign_ins_refused", failure.error.reason);
  if (failure.error.kind == Kind::forbidden) call.essentials.metrics.count("refusals", failure.error.reason);
  audit_refusal(call, failure.error.kind == Kind::forbidden ? "forbidden" : "sign_in_refused", failure.error.reason,
                {{"rule", std::string(failure.error.rule)},
                 {"detail", failure.error.detail},
                 {"provider_error", failure.said.error},
                 {"aadsts", std::to_string(failure.said.aadsts)}});
}

std::vector<PageAction> actions_of(const Call& call, const Telling& told, std::string_view return_to) {
  std::vector<PageAction> actions;
  if (told.remedy == Remedy::other_account)
    actions.push_back({"Sign in as somebody else", sign_in_url(call.site(), return_to, Account::other)});
  else
    actions.push_back({std::string(told.again), sign_in_url(call.site(), return_to)});
  if (!told.about_code.empty()) actions.push_back({"About the code", told.about_code, Window::another});
  return actions;
}

}  // namespace

http::Answer failure_page(const Call& call, const SignInFailure& failure, std::string_view return_to) {
  write_down(call, failure);
  Telling told = tell(failure);
  Notice notice{std::string(told.title), std::move(told.paragraphs), std::move(told.facts),
                actions_of(call, told, return_to), call.trace.request_id};
  http::Answer answer = page_answer(call, status_of(failure, told.remedy), render_notice(notice));
  if (answer.response.status == 503) answer.response.add("Retry-After", "5");
  return answer;
}

}  // namespace sallyport::gateway
