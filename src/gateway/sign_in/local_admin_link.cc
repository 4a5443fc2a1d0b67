#include "gateway/sign_in/local_admin_link.h"

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "gateway/call/lifetimes.h"

namespace sallyport::gateway {
namespace {

using identity::LocalAdmin;

constexpr std::string_view kRecovery = "recovery:";  // prefix of the stored hash if an operator's command made the link

struct NewLink {
  LocalAdmin admin;
  std::string url;
};

// `mark` is kRecovery for the link of an operator's command, and empty for the link of a start. The old password goes:
// only the link opens the account from now on. Otherwise somebody who knew the password of a retired account could sign
// in as soon as the account is back.
NewLink with_new_link(LocalAdmin admin, Random& random, UnixTime expires, std::string_view public_url,
                      std::string_view mark = {}) {
  const std::string link = random_token(random);
  admin.link_hash = std::string(mark) + hash_of_link(link);
  admin.link_expires = expires;
  admin.password_hash.clear();
  admin.retired = false;
  std::string url(public_url);
  while (url.ends_with('/')) url.pop_back();
  return {std::move(admin), url + "/local-admin/setup?link=" + link};
}

bool has_open_link(const LocalAdmin& admin, UnixTime now) {
  return !admin.link_hash.empty() && now < admin.link_expires;
}

}  // namespace

std::string hash_of_link(std::string_view link) {
  return hex_encode(crypto::view(crypto::sha256(link)));
}

bool opens(const LocalAdmin& admin, std::string_view link, UnixTime now) {
  std::string_view stored = admin.link_hash;
  if (stored.starts_with(kRecovery)) stored.remove_prefix(kRecovery.size());
  return has_open_link(admin, now) && crypto::constant_time_equal(stored, hash_of_link(link));
}

Result<void> retire_local_admin(const LocalAccountParts& parts) {
  const UnixTime now = parts.clock.now();
  SALLYPORT_TRY(auto admin, parts.local_admin.find());
  if (!admin || admin->retired) return {};
  if (has_open_link(*admin, now) && admin->link_hash.starts_with(kRecovery)) return {};
  admin->retired = true;
  admin->link_hash.clear();
  SALLYPORT_CHECK(parts.local_admin.put(*admin));
  SALLYPORT_TRY(const auto ended,
                parts.sessions.end({std::nullopt, PersonId(std::string(kLocalPerson)), std::nullopt}, now));
  parts.revocations.publish(ended);
  parts.log.write(Level::audit, "local_admin_retired", {});
  return {};
}

Result<std::optional<std::string>> ensure_local_admin(const LocalAccountParts& parts) {
  const UnixTime now = parts.clock.now();
  if (parts.settings->sign_in_configured) {
    SALLYPORT_CHECK(retire_local_admin(parts));
    return std::optional<std::string>();
  }
  SALLYPORT_TRY(const auto admin, parts.local_admin.find());
  if (admin && !admin->retired && !admin->password_hash.empty()) return std::optional<std::string>();
  const auto made = with_new_link(admin.value_or(LocalAdmin{}), parts.random, now + kSetupLinkLifetime,
                                  parts.settings->server.public_url);
  SALLYPORT_CHECK(parts.local_admin.put(made.admin));
  parts.log.write(Level::audit, "local_admin_link_made", {{"expires", print_rfc3339(made.admin.link_expires)}});
  return std::optional(made.url);
}

Result<std::string> recover_local_admin(identity::LocalAdminStore& store, Random& random, const Clock& clock, Log& log,
                                        std::string_view public_url) {
  SALLYPORT_TRY(const auto admin, store.find());
  const auto made =
      with_new_link(admin.value_or(LocalAdmin{}), random, clock.now() + kRecoveryLinkLifetime, public_url, kRecovery);
  SALLYPORT_CHECK(store.put(made.admin));
  log.write(Level::audit, "local_admin_recovered", {{"expires", print_rfc3339(made.admin.link_expires)}});
  return made.url;
}

}  // namespace sallyport::gateway
