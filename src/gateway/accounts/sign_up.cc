#include "gateway/accounts/sign_up.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/text.h"
#include "crypto/digest.h"
#include "gateway/accounts/password_check.h"
#include "gateway/call/lifetimes.h"
#include "gateway/standing/admission.h"
#include "gateway/standing/invited_account.h"

namespace sallyport::gateway {

using identity::LocalAccount;

namespace {

constexpr std::string_view kSignUpPurpose = "account_sign_up";
constexpr Seconds kBetweenSignUpMails{60};  // to one address
constexpr std::size_t kMaxDisplayName = 128;

// Names by which the configuration means somebody: nobody becomes an administrator by choosing one.
bool is_reserved(const Settings& settings, const SignUp& sign_up) {
  const auto means_them = [&](const std::string& admin) {
    return ascii_iequals(admin, sign_up.username) || ascii_iequals(admin, sign_up.address);
  };
  return sign_up.username == kLocalAdminName || std::ranges::any_of(settings.authorizer.admin_principals, means_them);
}

std::string seal_sign_up(const AccountParts& parts, const SignUp& sign_up) {
  return parts.sealer.seal(sign_up.address + "\n" + sign_up.display_name, kSignUpPurpose,
                           parts.clock.now() + kSignUpLinkLifetime);
}

session::SignInDigest digest_of_sign_up(std::string_view what, std::string_view value) {
  return {std::string(crypto::view(crypto::sha256(std::string(what).append(value))))};
}

// Everything that the work needs, without anything that a reload replaces.
struct SignUpWork {
  identity::PeopleStore& people;
  session::SignInLedger& sign_ins;
  const Clock& clock;
  Log& log;
  std::string link;         // the address of the page
  std::string sign_in;      // of the sign-in
  std::string application;  // its name
  SignUp sign_up;
  bool reserved;

  Result<std::optional<Mail>> operator()() const;

 private:
  Result<bool> is_first_in_a_while() const;
};

Result<bool> SignUpWork::is_first_in_a_while() const {
  const UnixTime now = clock.now();
  return sign_ins.take(digest_of_sign_up("sign-up mail ", sign_up.address), now + kBetweenSignUpMails, now);
}

Result<std::optional<Mail>> SignUpWork::operator()() const {
  if (reserved) return std::nullopt;
  SALLYPORT_TRY(const auto named, people.find_by_name(sign_up.username));
  SALLYPORT_TRY(const bool is_first, is_first_in_a_while());
  if (!is_first) return std::nullopt;
  log.write(Level::audit, "account_sign_up_mailed", {{"user", sign_up.username}});
  if (named.empty())
    return Mail{sign_up.address, "Your account for " + application,
                "Somebody, hopefully you, asked for an account for " + application +
                    " with this address.\n\nTo choose a " + "password, open this address within a day:\n\n" + link +
                    "\n\nIf it was not you, do nothing: no account is made.\n"};
  if (named.front().person.labels.email != sign_up.address) return std::nullopt;
  return Mail{sign_up.address, "Your account for " + application,
              "Somebody, hopefully you, asked for an account for " + application +
                  " with this address. There is one already. To sign in, open this address:\n\n" + sign_in + "\n"};
}

Failure dead_sign_up() {
  return failure(Kind::rejected, "link_used_or_expired");
}

// A person without a password would keep the name from the owner of the address, to whom no link for a forgotten one is
// mailed. So if the password cannot be stored, the person goes, too.
Result<PersonId> add_with_password(const AccountParts& parts, const identity::Labels& labels, const std::string& hash) {
  const UnixTime now = parts.clock.now();
  const identity::Editor editor{labels.username, now};
  SALLYPORT_TRY(const auto made, parts.people_by_hand.add({.labels = labels}, editor));
  const PersonId& person = made.person.id;
  const auto set = parts.accounts.change(
      person, [&](const LocalAccount& stored) { return Result<LocalAccount>(with_password(stored, hash, now)); });
  if (set) return person;
  SALLYPORT_CHECK(parts.people_by_hand.remove(person, {}, editor,
                                              [](const auto&, identity::OtherAdmins) { return Result<void>(); }));
  return Failure(set.error());
}

}  // namespace

Result<SignUp> check_sign_up(const Settings& settings, std::string_view address, std::string_view display_name) {
  const auto& domains = settings.local_accounts.sign_up_domains;
  if (domains.empty()) return failure(Kind::rejected, "sign_up_off", {}, "Accounts are made by administrators here.");
  SignUp asked{ascii_lower(trim(address)), std::string(trim(display_name)), {}};
  const std::string domain = domain_of(asked.address);
  // Stricter: other scripts have letters that look like these, so that a name could pass for somebody else's.
  const bool plain = std::ranges::all_of(asked.address, [](char c) { return c > ' ' && c < '\x7f'; });
  if (domain.empty() || !plain)
    return failure(Kind::malformed, "sign_up_address", {}, "This is not an e-mail address.");
  if (asked.display_name.size() > kMaxDisplayName || has_control(asked.display_name))
    return failure(Kind::malformed, "sign_up_name", {}, "The name is too long, or not plain text.");
  if (std::ranges::find(domains, domain) == domains.end() || !check_invited_address(settings, asked.address))
    return failure(Kind::forbidden, "sign_up_domain", "localAccounts.signUpDomains",
                   "Email with the given domain is not allowed. Contact Administrator");
  asked.username = name_of_address(asked.address, settings.authorizer.principal_domain);
  return asked;
}

MailWork sign_up_work(const Call& call, const AccountParts& parts, const SignUp& sign_up) {
  const std::string& name = call.settings().server.branding.name;
  return SignUpWork{parts.people_by_hand,
                    parts.sign_ins,
                    parts.clock,
                    parts.log,
                    call.site().address_of("/api/v1/auth/local/sign-up/password?link=" + seal_sign_up(parts, sign_up)),
                    call.site().address_of("/api/v1/auth/local"),
                    name.empty() ? std::string("the application") : name,
                    sign_up,
                    is_reserved(call.settings(), sign_up)};
}

Result<SignUp> open_sign_up(const AccountParts& parts, std::string_view link) {
  const auto text = parts.sealer.open(link, kSignUpPurpose, parts.clock.now());
  if (!text) return dead_sign_up();
  const auto line = text->find('\n');
  const std::string_view all = *text;
  SALLYPORT_TRY(auto sign_up, check_sign_up(*parts.settings, all.substr(0, line), all.substr(line + 1)));
  if (is_reserved(*parts.settings, sign_up)) return dead_sign_up();
  SALLYPORT_TRY(const auto named, parts.people_by_hand.find_by_name(sign_up.username));
  if (!named.empty()) return dead_sign_up();
  return sign_up;
}

Result<void> finish_sign_up(const Call& call, const AccountParts& parts, std::string_view link,
                            const ChosenPassword& chosen) {
  SALLYPORT_TRY(const auto sign_up, open_sign_up(parts, link));
  const std::string shown = sign_up.display_name.empty() ? sign_up.username : sign_up.display_name;
  const identity::Labels labels{shown, sign_up.address, {}, sign_up.username};
  SALLYPORT_TRY(const auto hash, hash_new_password(call, parts, labels, chosen));
  const UnixTime now = parts.clock.now();
  // A link must not make the account again after somebody has removed it.
  SALLYPORT_TRY(const bool first,
                parts.sign_ins.take(digest_of_sign_up("sign-up ", link), now + kSignUpLinkLifetime, now));
  if (!first) return dead_sign_up();
  const auto person = add_with_password(parts, labels, hash);
  if (!person && person.error().reason == "person_exists") return dead_sign_up();
  if (!person) {
    // Nothing was made, so the link may be tried again.
    SALLYPORT_CHECK(parts.sign_ins.give_back(digest_of_sign_up("sign-up ", link)));
    return Failure(person.error());
  }
  audit(call, "account_signed_up", {{"user", sign_up.username}, {"person", person->value}});
  return {};
}

}  // namespace sallyport::gateway
