#include "gateway/sign_in/local_admin_link.h"

#include "crypto/hmac.h"
#include "gateway/accounts/link_hash.h"
#include "gateway/call/lifetimes.h"
#include "gateway/standing/end_sessions.h"

namespace sallyport::gateway {
namespace {

using identity::LocalAdmin;

constexpr std::string_view kRecovery = "recovery:";  // prefix of the stored hash if an operator's command made the link

struct NewLink {
  std::string hash;  // as it is stored
  UnixTime expires;
  std::string url;
};

// `mark` is kRecovery for the link of an operator's command, and empty for the link of a start.
NewLink make_link(Random& random, UnixTime expires, std::string_view public_url, std::string_view mark = {}) {
  const std::string link = random_token(random);
  while (public_url.ends_with('/')) public_url.remove_suffix(1);
  return {std::string(mark) + hash_of_link(link), expires, std::string(public_url) + "/local-admin/setup?link=" + link};
}

// The old password goes: only the link opens the account from now on. Otherwise somebody who knew the password of a
// retired account could sign in as soon as the account is back.
LocalAdmin with_link(const NewLink& link) {
  return {.password_hash = {}, .link_hash = link.hash, .link_expires = link.expires, .retired = false};
}

bool has_open_link(const LocalAdmin& admin, UnixTime now) {
  return !admin.link_hash.empty() && now < admin.link_expires;
}

}  // namespace

bool opens(const LocalAdmin& admin, std::string_view link, UnixTime now) {
  std::string_view stored = admin.link_hash;
  if (stored.starts_with(kRecovery)) stored.remove_prefix(kRecovery.size());
  return has_open_link(admin, now) && crypto::constant_time_equal(stored, hash_of_link(link));
}

Result<void> retire_local_admin(const LocalAccountParts& parts) {
  const UnixTime now = parts.clock.now();
  const auto is_being_recovered = [now](const LocalAdmin& admin) {
    return has_open_link(admin, now) && admin.link_hash.starts_with(kRecovery);
  };
  const auto end = [&] {
    return end_sessions(parts.sessions, parts.revocations, {.person = PersonId(std::string(kLocalPerson))}, now);
  };
  const auto retire = [&](std::optional<LocalAdmin> admin) -> std::optional<LocalAdmin> {
    if (!admin || admin->retired || is_being_recovered(*admin)) return std::nullopt;
    admin->retired = true;
    admin->link_hash.clear();
    return admin;
  };
  SALLYPORT_TRY(const auto stored, parts.local_admin.find());
  if (!stored || is_being_recovered(*stored)) return {};
  // Before, also if an earlier start has retired it, which may have failed at the sessions; and after, because somebody
  // may have signed in meanwhile.
  SALLYPORT_CHECK(end());
  SALLYPORT_TRY(const bool retired, parts.local_admin.change(retire));
  if (!retired) return {};
  SALLYPORT_CHECK(end());
  parts.log.write(Level::audit, "local_admin_retired", {});
  return {};
}

Result<std::optional<std::string>> ensure_local_admin(const LocalAccountParts& parts) {
  if (parts.settings->sign_in_configured) {
    SALLYPORT_CHECK(retire_local_admin(parts));
    return std::optional<std::string>();
  }
  const NewLink link =
      make_link(parts.random, parts.clock.now() + kSetupLinkLifetime, parts.settings->server.public_url);
  const auto put_link = [&](const std::optional<LocalAdmin>& admin) {
    const bool can_sign_in = admin && !admin->retired && !admin->password_hash.empty();
    return can_sign_in ? std::nullopt : std::optional(with_link(link));
  };
  SALLYPORT_TRY(const bool made, parts.local_admin.change(put_link));
  if (!made) return std::optional<std::string>();
  parts.log.write(Level::audit, "local_admin_link_made", {{"expires", print_rfc3339(link.expires)}});
  return std::optional(link.url);
}

Result<std::string> recover_local_admin(const Recovery& with, std::string_view public_url) {
  using Factor = std::optional<identity::SecondFactor>;
  const NewLink link = make_link(with.random, with.clock.now() + kRecoveryLinkLifetime, public_url, kRecovery);
  SALLYPORT_CHECK(with.local_admin.put(with_link(link)));
  SALLYPORT_CHECK(with.accounts.change_factor(PersonId(std::string(kLocalPerson)),
                                              [](const Factor&) { return Result<Factor>(Factor()); }));
  with.log.write(Level::audit, "local_admin_recovered", {{"expires", print_rfc3339(link.expires)}});
  return link.url;
}

}  // namespace sallyport::gateway
