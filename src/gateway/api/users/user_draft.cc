#include "gateway/api/users/user_draft.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "gateway/api/shape/json_fields.h"
#include "gateway/api/users/user_edit.h"
#include "gateway/call/caller.h"
#include "gateway/call/lifetimes.h"
#include "gateway/standing/admission.h"
#include "gateway/standing/invited_account.h"

namespace sallyport::gateway {

using identity::NewPerson;
using identity::PersonEntry;
using identity::PersonKind;

namespace {

// What clients send with every request, and what has no meaning for people who sign in elsewhere.
constexpr std::array<std::string_view, 3> kIgnored{"createPasswordType", "authenticationMechanism", "botName"};

bool is_one_of(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

Failure wrong(std::string_view reason, std::string detail) {
  return failure(Kind::malformed, reason, {}, std::move(detail));
}

Result<void> name_human(const json::Object& members, const Settings& settings, UnixTime now, NewPerson& person) {
  SALLYPORT_TRY(const auto email, needed_text_field(members, "email"));
  SALLYPORT_TRY(const auto asked, needed_text_field(members, "name"));
  const std::string address = ascii_lower(email);
  const std::string name = ascii_lower(asked);
  SALLYPORT_CHECK(check_invited_address(settings, address));
  const std::string username = name_of_address(address, settings.authorizer.principal_domain);
  if (name != username && name != address && name != local_part(address))
    return wrong("user_name", "The name of an account with this address is " + username);
  person.labels = {username, address, {}, username};
  // Without a provider there is no account to invite. An administrator makes a link for the person instead.
  if (!settings.sign_in_configured && settings.local_accounts.allowed) return {};
  SALLYPORT_TRY(const auto account, invited_account(settings, address, {}));
  person.invitation = {account, now, now + kInvitationLifetime};
  return {};
}

Result<void> name_bot(const json::Object& members, NewPerson& person) {
  SALLYPORT_TRY(const auto name, needed_text_field(members, "name"));
  if (!identity::check_bot_name(name))
    return wrong("bot_name", "The name of a bot has 1 to 64 lower-case letters, digits, - _ and .");
  person.kind = PersonKind::bot;
  person.labels = {name, {}, {}, name};  // nobody vouches for an address of it
  return {};
}

}  // namespace

Result<json::Object> known_user_members(const json::Object& body) {
  json::Object members;
  for (const json::Member& member : body)
    if (!member.value.is_null() && !is_one_of(kIgnored, member.name)) members.set(member.name, member.value);
  SALLYPORT_CHECK(check_settable_fields(members, kUserShape));
  return members;
}

Result<NewPerson> new_user(const json::Object& members, const AccessNames& names, const Settings& settings,
                           UnixTime now) {
  NewPerson person;
  SALLYPORT_TRY(const auto bot, flag_field(members, "isBot"));
  SALLYPORT_CHECK(bot.value_or(false) ? name_bot(members, person) : name_human(members, settings, now, person));
  PersonEntry empty;
  empty.kind = person.kind;
  empty.person.labels = person.labels;
  SALLYPORT_TRY(person.by_hand, edit_user(empty, members, names, Absent::stays));
  return person;
}

}  // namespace sallyport::gateway
