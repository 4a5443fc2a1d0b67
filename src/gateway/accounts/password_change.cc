#include "gateway/accounts/password_change.h"

#include <functional>
#include <utility>

#include "crypto/password.h"
#include "gateway/accounts/link_hash.h"
#include "gateway/accounts/password_rules.h"
#include "gateway/standing/end_sessions.h"

namespace sallyport::gateway {

using identity::LocalAccount;
using identity::PersonEntry;

namespace {

Result<AccountLink> make_link_if(const Call& call, const AccountParts& parts, const PersonId& person, Seconds lifetime,
                                 const std::function<bool(const LocalAccount& stored)>& may) {
  AccountLink made;
  made.link = random_token(parts.random);
  made.url = call.site().address_of("/api/v1/auth/local/password?link=" + made.link);
  made.expires = parts.clock.now() + lifetime;
  SALLYPORT_CHECK(parts.accounts.change(person, [&](const LocalAccount& stored) -> Result<LocalAccount> {
    if (!may(stored)) return failure(Kind::conflict, "password_changed");
    return with_link(stored, hash_of_link(made.link), made.expires);
  }));
  return made;
}

// `except` is the session in which the password was changed.
Result<void> end_others(const Call& call, const AccountParts& parts, const PersonId& person) {
  session::EndOf which{.person = person};
  const auto& caller = call.who.caller;
  if (caller && caller->person == person && caller->session) which.except = session::digest_of(*caller->session);
  SALLYPORT_CHECK(end_sessions(parts.sessions, parts.revocations, which, parts.clock.now()));
  return {};
}

// For a password that somebody else set, or that a link set because the old one was lost or stolen: whoever had it may
// have made tokens, too.
Result<void> end_all(const Call& call, const AccountParts& parts, const PersonId& person) {
  SALLYPORT_CHECK(parts.tokens.revoke_all_of({identity::TokenKind::personal, person.value}, parts.clock.now()));
  parts.revocations.forget_people();
  return end_others(call, parts, person);
}

// Changes the password and calls `end` before and after it. Before: while sessions cannot be ended, nothing changes,
// and a link stays good for another try; otherwise whoever knew the old password would stay in. After: somebody may
// have signed in with the old one meanwhile.
Result<void> change_and_end(const Call& call, const AccountParts& parts, const PersonId& person,
                            Result<void> (*end)(const Call&, const AccountParts&, const PersonId&),
                            const identity::AccountStore::Change& change) {
  SALLYPORT_CHECK(end(call, parts, person));
  SALLYPORT_CHECK(parts.accounts.change(person, change));
  return end(call, parts, person);
}

}  // namespace

Result<std::string> hash_new_password(const Call& call, const AccountParts& parts, const identity::Labels& labels,
                                      const ChosenPassword& chosen) {
  std::string_view complaint =
      complaint_about_password(chosen.password, {labels.username, labels.email, labels.display_name});
  if (complaint.empty() && chosen.password != chosen.again) complaint = "The two entries differ.";
  if (!complaint.empty()) return failure(Kind::malformed, "password_rules", {}, std::string(complaint));
  const HashingPool::Turn turn(parts.strangers);
  if (!turn) return failure(Kind::unavailable, "hashing_busy");
  return crypto::hash_password(Secret(chosen.password), parts.random, call.settings().local_accounts.hash);
}

Result<void> check_may_have_account(const PersonEntry& person) {
  if (person.kind != identity::PersonKind::human)
    return failure(Kind::rejected, "account_kind", {}, "Nobody signs in as a bot.");
  if (person.person.labels.username == kLocalAdminName)
    return failure(Kind::rejected, "account_name", {},
                   "Applications would take this person for the local administrator.");
  return {};
}

Result<AccountLink> make_account_link(const Call& call, const AccountParts& parts, const PersonId& person,
                                      Seconds lifetime) {
  return make_link_if(call, parts, person, lifetime, [](const LocalAccount&) { return true; });
}

Result<AccountLink> make_account_link(const Call& call, const AccountParts& parts, const LocalAccount& account,
                                      Seconds lifetime) {
  return make_link_if(call, parts, account.person, lifetime,
                      [&](const LocalAccount& stored) { return stored.password_hash == account.password_hash; });
}

Result<std::optional<PersonEntry>> owner_of_link(const AccountParts& parts, std::string_view link) {
  const std::string hash = hash_of_link(link);
  SALLYPORT_TRY(const auto account, parts.accounts.find_by_link(hash));
  if (!account || !is_open_link(*account, hash, parts.clock.now())) return std::optional<PersonEntry>();
  SALLYPORT_TRY(auto person, parts.people_by_hand.find(account->person));
  if (person && person->person.disabled) person.reset();
  return person;
}

Result<void> set_password_by_link(const Call& call, const AccountParts& parts, std::string_view link,
                                  const ChosenPassword& chosen) {
  SALLYPORT_TRY(const auto owner, owner_of_link(parts, link));
  if (!owner) return failure(Kind::rejected, "link_used_or_expired");
  SALLYPORT_TRY(const auto hash, hash_new_password(call, parts, owner->person.labels, chosen));
  const UnixTime now = parts.clock.now();
  const PersonId& person = owner->person.id;
  SALLYPORT_CHECK(change_and_end(call, parts, person, end_all, [&](const LocalAccount& stored) -> Result<LocalAccount> {
    if (!is_open_link(stored, hash_of_link(link), now)) return failure(Kind::rejected, "link_used_or_expired");
    return with_password(stored, hash, now);
  }));
  audit(call, "account_password_set", {{"user", owner->person.labels.username}, {"person", person.value}});
  return {};
}

Result<void> replace_password(const Call& call, const AccountParts& parts, const PersonEntry& person,
                              const LocalAccount& account, const ChosenPassword& chosen) {
  SALLYPORT_TRY(const auto hash, hash_new_password(call, parts, person.person.labels, chosen));
  const UnixTime now = parts.clock.now();
  SALLYPORT_CHECK(
      change_and_end(call, parts, account.person, end_others, [&](const LocalAccount& stored) -> Result<LocalAccount> {
        if (stored.password_hash != account.password_hash) return failure(Kind::conflict, "password_changed");
        return with_password(stored, hash, now);
      }));
  audit(call, "account_password_changed",
        {{"user", person.person.labels.username}, {"person", person.person.id.value}});
  return {};
}

Result<void> assign_password(const Call& call, const AccountParts& parts, const PersonEntry& person,
                             const ChosenPassword& chosen) {
  SALLYPORT_CHECK(check_may_have_account(person));
  SALLYPORT_TRY(const auto hash, hash_new_password(call, parts, person.person.labels, chosen));
  const UnixTime now = parts.clock.now();
  SALLYPORT_CHECK(change_and_end(call, parts, person.person.id, end_all, [&](const LocalAccount& stored) {
    LocalAccount next = with_password(stored, hash, now);
    next.must_change = true;
    return Result<LocalAccount>(next);
  }));
  audit(call, "account_password_assigned",
        {{"user", person.person.labels.username}, {"person", person.person.id.value}});
  return {};
}

}  // namespace sallyport::gateway
