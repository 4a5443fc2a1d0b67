#include "gateway/sign_in/own_second_factor.h"

#include <array>
#include <optional>
#include <utility>

#include "crypto/totp.h"
#include "gateway/accounts/factor_pages.h"
#include "gateway/accounts/password_check.h"
#include "gateway/accounts/sign_in_step.h"
#include "gateway/call/lifetimes.h"
#include "gateway/sign_in/account_form.h"
#include "gateway/sign_in/csrf.h"
#include "gateway/sign_in/local_admin_link.h"
#include "gateway/sign_in/local_admin_password.h"
#include "gateway/sign_in/second_factor_pages.h"
#include "gateway/standing/end_sessions.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kFactorPurpose = "own_second_factor";
constexpr std::string_view kFactorPage = "/api/v1/auth/second-factor";

// Somebody whose password is ours.
struct Owner {
  FactorOwner factor;
  std::string password_hash;
  std::optional<identity::LocalAdmin> administrator{};  // set for the local administrator
};

struct Asked {
  const Call& call;
  const AccountParts& parts;
  const LocalAccountParts& administrator;
  const Owner& owner;
  const http::Form& fields;

  FactorParts factors() const { return parts.factors(); }
};

Result<std::optional<Owner>> find_administrator(const Call& call, const LocalAccountParts& parts) {
  SALLYPORT_TRY(const auto account, find_active_admin(parts));
  if (!account || account->password_hash.empty()) return std::optional<Owner>();
  const auto browser = known_browser(call, parts.sealer, administrators_browsers(call), account->password_hash);
  return Owner{
      {call.who.caller->person, call.who.caller->username, browser.value_or("")}, account->password_hash, account};
}

// Absent: the caller has no password of ours.
Result<std::optional<Owner>> find_owner(const Call& call, const AccountParts& parts,
                                        const LocalAccountParts& administrator) {
  const Caller& caller = *call.who.caller;
  if (caller.person.value == kLocalPerson) return find_administrator(call, administrator);
  if (!call.settings().local_accounts.allowed) return std::optional<Owner>();
  SALLYPORT_TRY(const auto account, parts.accounts.find(caller.person));
  if (!account || account->password_hash.empty()) return std::optional<Owner>();
  const auto browser = known_browser(call, parts.sealer, account_browsers(call), account->password_hash);
  return Owner{{caller.person, caller.username, browser.value_or("")}, account->password_hash};
}

http::Answer show_factor(const Asked& asked, const CodeComplaint& complaint = {}) {
  const auto factor = asked.parts.accounts.find_factor(asked.owner.factor.person);
  if (!factor) return refusal_answer(asked.call, factor.error());
  const std::string csrf = csrf_token(asked.call, asked.parts.sealer, kFactorPurpose);
  const std::string since = *factor ? print_rfc3339((*factor)->enrolled).substr(0, 10) : std::string();
  const FactorView view{.username = asked.owner.factor.username,
                        .since = since,
                        .recovery_codes = *factor ? (*factor)->recovery_hashes.size() : 0,
                        .csrf = csrf,
                        .complaint = complaint.text};
  http::Answer answer = page_answer(asked.call, complaint.status, render_own_factor(view));
  if (complaint.wait > Seconds(0)) answer.response.add("Retry-After", std::to_string(complaint.wait.count()));
  return answer;
}

// Somebody else may have opened one of the other sessions without the factor, or with it. So they end before a change,
// because nothing may change while they cannot be ended; and after it, because one may have been opened meanwhile.
Result<void> end_others(const Asked& asked) {
  const session::EndOf others{.person = asked.owner.factor.person,
                              .except = session::digest_of(*asked.call.who.caller->session)};
  SALLYPORT_CHECK(end_sessions(asked.parts.sessions, asked.parts.revocations, others, asked.parts.clock.now()));
  return {};
}

http::Answer end_others_and(const Asked& asked, http::Answer answer) {
  const auto ended = end_others(asked);
  return ended ? std::move(answer) : refusal_answer(asked.call, ended.error());
}

struct PasswordTried {
  Checked outcome;
  Seconds wait;
};

Result<PasswordTried> try_password(const Asked& asked, const Secret& password) {
  if (asked.owner.administrator) {
    SALLYPORT_TRY(const auto checked,
                  check_local_password(asked.call, asked.administrator, *asked.owner.administrator, password));
    return PasswordTried{checked.outcome, checked.wait};
  }
  SALLYPORT_TRY(const auto checked,
                check_password_of(asked.call, asked.parts, asked.call.who.caller->username, password));
  const bool theirs = checked.outcome != Checked::right || checked.account.person == asked.owner.factor.person;
  return PasswordTried{theirs ? checked.outcome : Checked::wrong, checked.wait};
}

http::Answer offer_key(const Asked& asked, const Challenge& challenge, const CodeComplaint& complaint) {
  const std::string csrf = csrf_token(asked.call, asked.parts.sealer, kFactorPurpose);
  return offer_answer(asked.call, asked.factors(), {.action = kFactorPage, .csrf = csrf}, challenge,
                      asked.owner.factor.username, complaint);
}

// A session that was stolen must not be enough to set up a factor of the thief's.
http::Answer begin(const Asked& asked) {
  const auto tried = try_password(asked, Secret(asked.fields.text("password")));
  if (!tried) return refusal_answer(asked.call, tried.error());
  if (tried->outcome == Checked::busy)
    return show_factor(asked, {503, "Too many people are trying at the moment. Try again.", Seconds(1)});
  if (tried->outcome == Checked::wait) return show_factor(asked, {429, too_many_attempts(tried->wait), tried->wait});
  if (tried->outcome == Checked::wrong) return show_factor(asked, {401, "That is not the password."});
  const Challenge challenge{.person = asked.owner.factor.person,
                            .expires = asked.parts.clock.now() + kOfferedKeyLifetime,
                            .offered_key = crypto::make_totp_secret(asked.parts.random)};
  return offer_key(asked, challenge, {});
}

http::Answer confirm(const Asked& asked) {
  const auto challenge = use_challenge(asked.factors(), asked.fields.text("challenge"));
  if (!challenge && challenge.error().kind == Kind::unavailable) return refusal_answer(asked.call, challenge.error());
  // A challenge of a sign-in has a mark of the password, and is for the page of the sign-in.
  const bool good = challenge && challenge->person == asked.owner.factor.person && challenge->password_mark.empty() &&
                    !challenge->offered_key.empty();
  if (!good) return show_factor(asked, {400, "That took too long, or was done already. Begin again."});
  const auto codes = set_up_factor(asked.call, asked.factors(), asked.owner.factor, challenge->offered_key,
                                   asked.fields.text("code"), [&] { return end_others(asked); });
  if (!codes && codes.error().reason == "factor_exists")
    return show_factor(asked, {409, "There is an app already. Remove it first."});
  if (!codes) return refusal_answer(asked.call, codes.error());
  if (!*codes) return offer_key(asked, *challenge, kWrongCode);
  return end_others_and(asked, recovery_codes_answer(asked.call, **codes, asked.call.site().address_of(kFactorPage)));
}

// Runs `then` if the code of the form is right.
http::Answer with_code(const Asked& asked, http::Answer (*then)(const Asked& asked)) {
  const auto check = check_code(asked.call, asked.factors(), asked.owner.factor, asked.fields.text("code"));
  if (!check) return refusal_answer(asked.call, check.error());
  return check->outcome == CodeOutcome::right ? then(asked) : show_factor(asked, complaint_of(*check));
}

http::Answer renew_codes(const Asked& asked) {
  const auto codes = renew_recovery_codes(asked.call, asked.factors(), asked.owner.factor);
  if (!codes) return refusal_answer(asked.call, codes.error());
  return recovery_codes_answer(asked.call, *codes, asked.call.site().address_of(kFactorPage));
}

http::Answer remove_own(const Asked& asked) {
  if (const auto ended = end_others(asked); !ended) return refusal_answer(asked.call, ended.error());
  const auto removed = remove_factor(asked.call, asked.factors(), asked.owner.factor, "second_factor_removed");
  if (!removed) return refusal_answer(asked.call, removed.error());
  return end_others_and(asked, redirect_answer(asked.call, asked.call.site().address_of(kFactorPage)));
}

struct ActionRow {
  std::string_view word;
  http::Answer (*function)(const Asked& asked);
};

constexpr auto kActions = std::to_array<ActionRow>({
    {"begin", begin},
    {"confirm", confirm},
    {"codes", [](const Asked& asked) { return with_code(asked, renew_codes); }},
    {"remove", [](const Asked& asked) { return with_code(asked, remove_own); }},
});

http::Answer act(const Asked& asked) {
  if (!comes_from_our_page(asked.call, asked.parts.sealer, kFactorPurpose))
    return refusal_answer(asked.call, {Kind::forbidden, "csrf", "RFC 9700 4.7", {}});
  const std::string word = asked.fields.text("action");
  for (const ActionRow& row : kActions)
    if (row.word == word) return row.function(asked);
  return show_factor(asked, {400, "There is no such action."});
}

}  // namespace

http::Outcome own_second_factor(const Call& call, const AccountParts& parts, const LocalAccountParts& administrator) {
  if (call.who.credential != Credential::session)
    return refusal_answer(call, {Kind::forbidden, "session_needed", {}, "a token has no second factor"});
  const auto owner = find_owner(call, parts, administrator);
  if (!owner) return refusal_answer(call, owner.error());
  constexpr std::string_view kText = "You do not sign in with a password of this gateway.";
  if (!*owner) return not_found_answer(call, kText, kText);
  const http::Form fields = read_account_form(call);
  const Asked asked{call, parts, administrator, **owner, fields};
  return call.request.method == "POST" ? act(asked) : show_factor(asked);
}

}  // namespace sallyport::gateway
