#include "gateway/sign_in/local_admin_password.h"

#include <utility>

#include "crypto/password.h"
#include "gateway/accounts/password_rules.h"

namespace sallyport::gateway {

using identity::LocalAdmin;

namespace {

constexpr std::string_view kBrowserPurpose = "admin_browser";

// If the hash has the parameters of an earlier version, makes a new one while we have the password. If the store fails,
// the old hash stays, and is still good. A new hash makes the other known browsers unknown to the throttle until their
// next sign-in, because their cookies are bound to the old one.
LocalAdmin with_current_hash(const Call& call, const LocalAccountParts& parts, LocalAdmin account,
                             const Secret& password) {
  const crypto::PasswordCost& cost = call.settings().local_accounts.hash;
  if (!crypto::is_outdated(account.password_hash, cost)) return account;
  std::string hash = crypto::hash_password(password, call.essentials.random, cost);
  if (!parts.local_admin.upgrade_password(account.password_hash, hash)) return account;
  account.password_hash = std::move(hash);
  audit(call, "local_admin_password_upgraded", {});
  return account;
}

}  // namespace

Result<std::optional<LocalAdmin>> find_active_admin(const LocalAccountParts& parts) {
  SALLYPORT_TRY(auto account, parts.local_admin.find());
  if (!account || account->retired) return std::optional<LocalAdmin>();
  return account;
}

void note_refused_password(const Call& call) {
  call.essentials.metrics.count("refusals", "local_password");
  audit(call, "local_sign_in_refused", {});
}

Result<LocalAdminCheck> check_local_password(const Call& call, const LocalAccountParts& parts,
                                             const LocalAdmin& account, const Secret& password) {
  const session::Guesser guesser =
      guesser_of(call, known_browser(call, parts.sealer, administrators_browsers(call), account.password_hash), {});
  const HashingPool::Turn turn(guesser.known_browser ? parts.known_browsers : parts.strangers);
  if (!turn) return LocalAdminCheck{.outcome = Checked::busy};
  SALLYPORT_TRY(const Seconds wait, parts.sign_ins.begin_try(guesser, call.essentials.clock.now()));
  if (wait > Seconds(0)) return LocalAdminCheck{.outcome = Checked::wait, .wait = wait};
  if (password.reveal().size() > kMaxPassword || !crypto::check_password(password, account.password_hash)) {
    note_refused_password(call);
    return LocalAdminCheck{};
  }
  SALLYPORT_CHECK(parts.sign_ins.take_back_try(guesser));
  return LocalAdminCheck{.outcome = Checked::right,
                         .account = with_current_hash(call, parts, account, password),
                         .browser = guesser.known_browser ? guesser.name : std::string()};
}

BrowserCookie administrators_browsers(const Call& call) {
  return {call.site().admin_browser_cookie, kBrowserPurpose};
}

}  // namespace sallyport::gateway
