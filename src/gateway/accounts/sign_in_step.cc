#include "gateway/accounts/sign_in_step.h"

#include <utility>

#include "gateway/call/lifetimes.h"
#include "gateway/standing/local_standing.h"

namespace sallyport::gateway {

Result<SignInStep> step_after_password(const Call& call, const AccountParts& parts, const PasswordCheck& checked) {
  const identity::Person& person = checked.person.person;
  SALLYPORT_TRY(const auto factor, parts.accounts.find_factor(person.id));
  if (factor) return SignInStep::code;
  if (checked.account.must_change) return SignInStep::new_password;
  SALLYPORT_TRY(const auto admission, decide_local_admission(person, call.settings()));
  const identity::Rights rights = rights_of(admission, identity::given_roles(person.memberships));
  const bool needed = needs_second_factor(call.settings().local_accounts, rights.admin);
  return needed ? SignInStep::set_up : SignInStep::session;
}

SignInStep step_after_code(const PasswordCheck& checked) {
  return checked.account.must_change ? SignInStep::new_password : SignInStep::session;
}

Challenge challenge_for(const AccountParts& parts, const PasswordCheck& checked, Secret offered_key) {
  const Seconds lifetime = offered_key.empty() ? kChallengeLifetime : kOfferedKeyLifetime;
  return {.person = checked.account.person,
          .password_mark = password_mark(checked.account.password_hash),
          .browser = checked.browser,
          .expires = parts.clock.now() + lifetime,
          .offered_key = std::move(offered_key)};
}

Result<PasswordCheck> account_of_challenge(const AccountParts& parts, const Challenge& challenge) {
  SALLYPORT_TRY(auto person, parts.people_by_hand.find(challenge.person));
  SALLYPORT_TRY(auto account, parts.accounts.find(challenge.person));
  const bool good = person && !person->person.disabled && !person->by_hand.deleted && account &&
                    !account->password_hash.empty() && password_mark(account->password_hash) == challenge.password_mark;
  if (!good) return failure(Kind::rejected, "challenge");
  return PasswordCheck{.outcome = Checked::right,
                       .person = *std::move(person),
                       .account = *std::move(account),
                       .browser = challenge.browser};
}

FactorOwner factor_owner(const PasswordCheck& checked) {
  return {checked.account.person, checked.person.person.labels.username, checked.browser};
}

}  // namespace sallyport::gateway
