#include "gateway/accounts/reset_mail.h"

#include <utility>

#include "gateway/accounts/link_hash.h"
#include "gateway/accounts/password_check.h"
#include "gateway/call/lifetimes.h"
#include "gateway/standing/admission.h"

namespace sallyport::gateway {
namespace {

// A link in a mail stays the one that works for so long. Otherwise anybody could make it useless by asking again,
// before its owner opens it, and fill the owner's mailbox.
constexpr Seconds kLinkStays{1800};

using identity::LocalAccount;

// Opens a link for the account of whom the mail of this work is for.
template <typename Work>
Result<std::string> open_link(const Work& work, const PersonId& person, UnixTime expires) {
  const std::string link = random_token(work.random);
  SALLYPORT_CHECK(work.accounts.change(person, [&](const LocalAccount& stored) {
    return Result<LocalAccount>(with_link(stored, hash_of_link(link), expires));
  }));
  return link;
}

// Everything that the work needs, without anything that a reload replaces.
struct ResetWork {
  identity::PeopleStore& people;
  identity::AccountStore& accounts;
  const Clock& clock;
  Random& random;
  Log& log;
  std::string page;         // the address of the page, up to the link
  std::string application;  // its name; may be empty
  std::string username;

  Result<std::optional<Mail>> operator()() const;

 private:
  Result<std::optional<identity::PersonEntry>> find_addressee() const;
  Mail write(const std::string& to, const std::string& link) const;
};

bool was_mailed_lately(const LocalAccount& account, UnixTime now) {
  return !account.link_hash.empty() && account.link_expires > now + kResetLinkLifetime - kLinkStays &&
         account.link_expires <= now + kResetLinkLifetime;
}

Result<std::optional<identity::PersonEntry>> ResetWork::find_addressee() const {
  SALLYPORT_TRY(auto owner, find_owner_of_name(people, username));
  if (!owner || owner->person.disabled || domain_of(owner->person.labels.email).empty()) return std::nullopt;
  return owner;
}

Mail ResetWork::write(const std::string& to, const std::string& link) const {
  const std::string where = application.empty() ? std::string("the application") : application;
  return {to, "A new password for " + where,
          "Somebody asked for a new password for your account at " + where + ".\n\nTo choose one, open this address " +
              "within an hour:\n\n" + page + link +
              "\n\nIf it was not you, do nothing: your password stays as it is.\n"};
}

Result<std::optional<Mail>> ResetWork::operator()() const {
  SALLYPORT_TRY(const auto owner, find_addressee());
  if (!owner) return std::nullopt;
  const UnixTime now = clock.now();
  const identity::Person& person = owner->person;
  SALLYPORT_TRY(const auto account, accounts.find(person.id));
  if (!account || was_mailed_lately(*account, now)) return std::nullopt;
  SALLYPORT_TRY(const auto link, open_link(*this, person.id, now + kResetLinkLifetime));
  log.write(Level::audit, "account_reset_mailed", {{"user", person.labels.username}, {"person", person.id.value}});
  return write(person.labels.email, link);
}

struct InvitationWork {
  identity::AccountStore& accounts;
  const Clock& clock;
  Random& random;
  Log& log;
  std::string page;         // the address of the page, up to the link
  std::string application;  // its name; may be empty
  identity::Person person;

  Result<std::optional<Mail>> operator()() const;
};

Result<std::optional<Mail>> InvitationWork::operator()() const {
  SALLYPORT_TRY(const auto link, open_link(*this, person.id, clock.now() + kPasswordLinkLifetime));
  log.write(Level::audit, "account_link_mailed", {{"user", person.labels.username}, {"person", person.id.value}});
  const std::string where = application.empty() ? std::string("the application") : application;
  return Mail{person.labels.email, "Your account for " + where,
              "You have an account for " + where + ". Your name there is " + person.labels.username +
                  ".\n\nTo choose a password, open this address within three days:\n\n" + page + link + "\n"};
}

std::string password_page(const Call& call) {
  return call.site().address_of("/api/v1/auth/local/password?link=");
}

}  // namespace

MailWork invitation_work(const Call& call, const AccountParts& parts, const identity::PersonEntry& person) {
  return InvitationWork{parts.accounts, parts.clock,         parts.random,
                        parts.log,      password_page(call), call.settings().server.branding.name,
                        person.person};
}

MailWork reset_work(const Call& call, const AccountParts& parts, std::string username) {
  return ResetWork{parts.people_by_hand,
                   parts.accounts,
                   parts.clock,
                   parts.random,
                   parts.log,
                   password_page(call),
                   call.settings().server.branding.name,
                   std::move(username)};
}

}  // namespace sallyport::gateway
