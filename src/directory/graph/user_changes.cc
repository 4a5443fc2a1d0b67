#include "base/text.h"
#include "crypto/password.h"
#include "directory/call/limits.h"
#include "directory/graph/nouns.h"
#include "directory/graph/operation/objects.h"
#include "directory/graph/shape/body.h"
#include "directory/graph/shape/people_shape.h"
#include "directory/model/administration.h"
#include "directory/model/deletion.h"
#include "directory/model/password_rule.h"
#include "entra/cloud.h"

namespace sallyport::directory::graph {
namespace {

constexpr std::string_view kUser = "User";
constexpr std::size_t kMostUserName = 113;  // as at Entra ID
constexpr std::size_t kMostName = 256;

struct PasswordProfile {
  std::string password;
  bool force_change = true;
};

Result<void> read_password(Fields& fields, std::optional<PasswordProfile>& profile) {
  return fields.object("passwordProfile", [&](Fields& inner) -> Result<void> {
    PasswordProfile given;
    SALLYPORT_CHECK(inner.text("password", given.password));
    SALLYPORT_CHECK(inner.flag("forceChangePasswordNextSignIn", given.force_change));
    SALLYPORT_CHECK(inner.unused({"forceChangePasswordNextSignInWithMfa"}));
    if (!given.password.empty() && !is_acceptable_password(given.password))
      return inner.wrong("password",
                         "The specified password does not comply with password complexity requirements. "
                         "Please provide a different password.");
    profile = std::move(given);
    return {};
  });
}

// The user principal name must be on a verified domain of the tenant.
Result<void> check_user_name(Fields& fields, std::string_view name, const entra::Tenant& home) {
  const std::size_t at = name.find('@');
  const std::string_view domain = at == std::string_view::npos ? std::string_view() : name.substr(at + 1);
  const bool verified =
      std::ranges::any_of(home.domains, [&](const auto& each) { return ascii_iequals(each, domain); });
  if (at == 0 || !verified || name.size() > kMostUserName || has_control(name) ||
      name.find_first_of(" \"<>(),:;[]\\") != std::string_view::npos)
    return fields.wrong("userPrincipalName",
                        "The domain portion of the userPrincipalName property is invalid. You must use one of the "
                        "verified domain names in your organization.");
  return {};
}

// What a body says of a person. The password is hashed before the write, because that takes a while.
struct UserChange {
  std::optional<PasswordProfile> password;
  std::string password_hash;
};

Result<void> merge(const json::Object& body, entra::User& user, const entra::Tenant& home, UserChange& change) {
  Fields fields(body, kUser);
  SALLYPORT_CHECK(fields.unchanged("id", user.id.value));
  SALLYPORT_CHECK(fields.name("displayName", user.display_name, kMostName));
  SALLYPORT_CHECK(fields.flag("accountEnabled", user.enabled));
  SALLYPORT_CHECK(fields.text("mail", user.email, kMostName));
  const std::string before = user.user_principal_name;
  SALLYPORT_CHECK(fields.name("userPrincipalName", user.user_principal_name, kMostName));
  if (user.user_principal_name != before) SALLYPORT_CHECK(check_user_name(fields, user.user_principal_name, home));
  std::string type(entra::name_of(user.type));
  SALLYPORT_CHECK(fields.text("userType", type));
  const auto parsed = entra::parse_user_type(type);
  if (!parsed) return fields.wrong("userType", "It must be Member or Guest.");
  user.type = *parsed;
  SALLYPORT_CHECK(read_password(fields, change.password));
  std::string ignored;  // names that the directory does not keep
  for (const std::string_view name :
       {"mailNickname", "givenName", "surname", "jobTitle", "department", "officeLocation", "mobilePhone",
        "preferredLanguage", "usageLocation", "passwordPolicies"})
    SALLYPORT_CHECK(fields.text(name, ignored));
  SALLYPORT_CHECK(fields.unused({"businessPhones", "otherMails", "identities"}));
  return fields.no_others();
}

void set_password_of(entra::User& user, const UserChange& change, UnixTime now) {
  if (!change.password) return;
  user.must_change_password = change.password->force_change;
  if (!change.password_hash.empty()) set_password(user, change.password_hash, now);
}

void hash(UserChange& change, Random& random) {
  if (change.password && !change.password->password.empty())
    change.password_hash = crypto::hash_password(Secret(change.password->password), random);
}

Answered<http::Response> revoke_of(const Call& call, const entra::ObjectId& id) {
  const UnixTime now = call.exchange.now;
  SALLYPORT_REQUIRE(call.services.store.change_user(id, [&](entra::User& user) -> Result<void> {
    end_sessions(user, now);
    return {};
  }));
  return ok(json::Object{{"@odata.context", context(call.exchange, "Edm.Boolean")}, {"value", true}});
}

// "frank_fabrikam.example#EXT#@contoso.example", as Entra ID names guests.
std::string guest_name(std::string_view email, const entra::Tenant& home) {
  std::string name(email);
  std::ranges::replace(name, '@', '_');
  return name + "#EXT#@" + (home.domains.empty() ? std::string("guests.invalid") : home.domains.front());
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.find('@', at + 1) == std::string_view::npos &&
         text.find('.', at) != std::string_view::npos && text.back() != '.' && !has_control(text) &&
         text.find_first_of(" \"<>(),:;[]\\#") == std::string_view::npos;
}

}  // namespace

Answered<http::Response> create_user(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  entra::User user;
  user.id = entra::ObjectId(random_uuid(call.exchange.random));
  user.tenant = call.caller.tenant;
  user.created = user.tokens_valid_from = call.exchange.now;
  UserChange change;
  SALLYPORT_REQUIRE(merge(body, user, home_of(call), change));
  if (user.display_name.empty()) return bad_value("displayName", kUser, "It is needed.");
  if (user.user_principal_name.empty()) return bad_value("userPrincipalName", kUser, "It is needed.");
  if (!body.contains("accountEnabled")) return bad_value("accountEnabled", kUser, "It is needed.");
  if (!change.password || change.password->password.empty())
    return bad_value("passwordProfile", kUser, "A password is needed.");
  hash(change, call.exchange.random);
  set_password_of(user, change, call.exchange.now);
  SALLYPORT_REQUIRE(call.services.store.add_user(user));
  return created(call.exchange, with_context(call.exchange, "users/$entity", print_user(user)),
                 "/v1.0/users/" + user.id.value);
}

Answered<http::Response> change_user(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  SALLYPORT_ASK(auto person, find_person(call, call.text("user")));
  const entra::Tenant home = home_of(call);
  UserChange change;
  SALLYPORT_REQUIRE(merge(body, person, home, change));  // finds mistakes before the password is hashed
  hash(change, call.exchange.random);
  // The stored person may have become an administrator in the meantime, so the write asks again.
  bool refused = false;
  SALLYPORT_REQUIRE(call.services.store.change_user(person.id, [&](entra::User& user) -> Result<void> {
    refused = !may_change(call.caller, user);
    if (refused) return {};
    UserChange again;
    SALLYPORT_CHECK(merge(body, user, home, again));
    set_password_of(user, change, call.exchange.now);
    return {};
  }));
  if (refused) return denied();
  return no_content();
}

Answered<http::Response> delete_user(const Call& call) {
  SALLYPORT_ASK(const auto person, find_person(call, call.text("user")));
  SALLYPORT_REQUIRE(may_change(call.caller, person));
  SALLYPORT_REQUIRE(directory::delete_user(call.services.store, person.id, call.exchange.now));
  return no_content();
}

Answered<http::Response> revoke_sessions(const Call& call) {
  SALLYPORT_ASK(const auto person, find_person(call, call.text("user")));
  SALLYPORT_REQUIRE(may_change(call.caller, person));
  return revoke_of(call, person.id);
}

Answered<http::Response> revoke_my_sessions(const Call& call) {
  return revoke_of(call, call.caller.id);
}

Answered<http::Response> invite(const Call& call) {
  constexpr std::string_view kInvitation = "Invitation";
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  std::string email;
  std::string name;
  std::string redirect;
  bool send = false;
  Fields fields(body, kInvitation);
  SALLYPORT_REQUIRE(fields.name("invitedUserEmailAddress", email, kMostName));
  SALLYPORT_REQUIRE(fields.text("invitedUserDisplayName", name, kMostName));
  SALLYPORT_REQUIRE(fields.name("inviteRedirectUrl", redirect, 2048));
  SALLYPORT_REQUIRE(fields.flag("sendInvitationMessage", send));  // the directory sends no mail
  SALLYPORT_REQUIRE(fields.unused({"invitedUserMessageInfo", "invitedUserType", "resetRedemption"}));
  SALLYPORT_REQUIRE(fields.no_others());
  if (!is_mail_address(email)) return bad_value("invitedUserEmailAddress", kInvitation, "It must be a mail address.");
  if (redirect.empty()) return bad_value("inviteRedirectUrl", kInvitation, "It is needed.");
  entra::User guest;
  guest.id = entra::ObjectId(random_uuid(call.exchange.random));
  guest.tenant = call.caller.tenant;
  guest.user_principal_name = guest_name(email, home_of(call));
  guest.display_name = name.empty() ? email.substr(0, email.find('@')) : name;
  guest.email = email;
  guest.type = entra::UserType::guest;
  guest.created = guest.tokens_valid_from = call.exchange.now;
  // If the directory has the guest's own account, that is the home; otherwise guests have none here.
  SALLYPORT_ASK(const auto known, call.services.store.find_user_by_name(email));
  if (known) guest.home_issuer = entra::v1_issuer(call.exchange.origin, known->tenant.value);
  SALLYPORT_REQUIRE(call.services.store.add_user(guest));
  json::Object invitation{{"id", random_uuid(call.exchange.random)},
                          {"inviteRedeemUrl", redirect},
                          {"invitedUserDisplayName", guest.display_name},
                          {"invitedUserEmailAddress", email},
                          {"invitedUserType", "Guest"},
                          {"inviteRedirectUrl", redirect},
                          {"sendInvitationMessage", send},
                          {"status", "Completed"},
                          {"invitedUser", json::Object{{"id", guest.id.value}}}};
  return created(call.exchange, with_context(call.exchange, "invitations/$entity", invitation),
                 "/v1.0/users/" + guest.id.value);
}

}  // namespace sallyport::directory::graph
