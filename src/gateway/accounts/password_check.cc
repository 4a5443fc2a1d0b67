#include "gateway/accounts/password_check.h"

#include <utility>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/password.h"
#include "gateway/accounts/password_rules.h"
#include "gateway/standing/admission.h"

namespace sallyport::gateway {

using identity::LocalAccount;
using identity::PersonEntry;

namespace {

constexpr std::string_view kAccountBrowserPurpose = "account_browser";

struct Found {
  std::optional<PersonEntry> person{};
  std::optional<LocalAccount> account{};

  bool is_open() const { return person && account && !person->person.disabled && !account->password_hash.empty(); }
};

Result<Found> find_account(const AccountParts& parts, std::string_view username) {
  Found found;
  SALLYPORT_TRY(found.person, find_owner_of_name(parts.people_by_hand, username));
  // Asked also where the name is nobody's, so that both take the same time.
  SALLYPORT_TRY(found.account, parts.accounts.find(found.person ? found.person->person.id : PersonId()));
  return found;
}

// How the ledger knows the account, whether there is one or not, in a text of bounded length.
std::string ledger_name(std::string_view username) {
  return hex_encode(crypto::view(crypto::sha256(username))).substr(0, 32);
}

// A hash that no password has, and that takes as long to check as a real one of this cost.
std::string hash_of_nobody(const crypto::PasswordCost& cost) {
  return "$argon2id$v=19$m=" + std::to_string(cost.memory) + ",t=" + std::to_string(cost.passes) +
         ",p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
}

bool is_right(const Found& found, const Secret& password, const crypto::PasswordCost& cost) {
  const bool may_fit = found.is_open() && password.reveal().size() <= kMaxPassword;
  const Secret tried(may_fit ? std::string(password.reveal()) : std::string());
  const bool fits = crypto::check_password(tried, may_fit ? found.account->password_hash : hash_of_nobody(cost));
  if (!may_fit) return false;
  // A hash that was made when hashes cost less is checked faster than that of nobody.
  const auto missing = fits ? std::nullopt : crypto::missing_cost(found.account->password_hash, cost);
  if (missing) (void)crypto::check_password(tried, hash_of_nobody(*missing));
  return fits;
}

// Makes a new hash while we have the password, if the old one cost less than is wanted today. If the store fails, the
// old hash stays, and is still good. If another password was set meanwhile, the account is returned as it was checked,
// so that whoever knows the old password does not pass for somebody who knows the new one.
LocalAccount with_hash_of_today(const Call& call, const AccountParts& parts, LocalAccount account,
                                const Secret& password) {
  const crypto::PasswordCost& cost = call.settings().local_accounts.hash;
  if (!crypto::is_outdated(account.password_hash, cost)) return account;
  const std::string hash = crypto::hash_password(password, parts.random, cost);
  const std::string before = account.password_hash;
  auto changed = parts.accounts.change(account.person, [&](const LocalAccount& stored) -> Result<LocalAccount> {
    if (stored.password_hash != before) return failure(Kind::conflict, "password_changed");
    LocalAccount next = stored;
    next.password_hash = hash;
    return next;
  });
  return changed ? *std::move(changed) : std::move(account);
}

void note_wrong(const Call& call, const Found& found) {
  call.essentials.metrics.count("refusals", "local_password");
  std::vector<LogField> fields;
  // What was typed is not logged, because people type passwords into the wrong field.
  if (found.person) fields.push_back({"user", found.person->person.labels.username});
  audit_refusal(call, "account_sign_in_refused", "local_password", std::move(fields));
}

}  // namespace

std::string username_of(const Settings& settings, std::string_view typed) {
  return name_of_address(ascii_lower(trim(typed)), settings.authorizer.principal_domain);
}

Result<std::optional<PersonEntry>> find_owner_of_name(identity::PeopleStore& people, std::string_view username) {
  SALLYPORT_TRY(auto named, people.find_by_name(username));
  if (named.size() != 1) return std::optional<PersonEntry>();
  const bool fits = named.front().kind == identity::PersonKind::human && !named.front().by_hand.deleted;
  return fits ? std::optional(std::move(named.front())) : std::nullopt;
}

Result<PasswordCheck> check_password_of(const Call& call, const AccountParts& parts, std::string_view username,
                                        const Secret& password) {
  SALLYPORT_TRY(const auto found, find_account(parts, username));
  const std::string_view hash = found.is_open() ? std::string_view(found.account->password_hash) : std::string_view();
  const session::Guesser guesser =
      guesser_of(call, known_browser(call, parts.sealer, account_browsers(call), hash), ledger_name(username));
  const HashingPool::Turn turn(guesser.known_browser ? parts.known_browsers : parts.strangers);
  if (!turn) return PasswordCheck{.outcome = Checked::busy};
  SALLYPORT_TRY(const Seconds wait, parts.sign_ins.begin_try(guesser, parts.clock.now()));
  if (wait > Seconds(0)) return PasswordCheck{.outcome = Checked::wait, .wait = wait};
  if (!is_right(found, password, call.settings().local_accounts.hash)) {
    note_wrong(call, found);
    return PasswordCheck{};
  }
  SALLYPORT_CHECK(parts.sign_ins.take_back_try(guesser));
  return PasswordCheck{.outcome = Checked::right,
                       .person = *found.person,
                       .account = with_hash_of_today(call, parts, *found.account, password),
                       .browser = guesser.known_browser ? guesser.name : std::string()};
}

BrowserCookie account_browsers(const Call& call) {
  return {call.site().account_browser_cookie, kAccountBrowserPurpose};
}

}  // namespace sallyport::gateway
