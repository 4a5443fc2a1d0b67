#include "gateway/operation/administration.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "audit/event_entry.h"
#include "base/encoding.h"
#include "base/json.h"
#include "base/text.h"
#include "gateway/call/lifetimes.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kPage = 500;
constexpr std::size_t kHandle = 16;
constexpr std::size_t kShortestHandle = 8;

bool has_object_id(const identity::PersonRecord& record, std::string_view id) {
  const auto is_it = [id](const Subject& subject) { return ascii_iequals(subject.value, id); };
  return std::ranges::any_of(record.identities, [&](const auto& identity) { return is_it(identity.key.subject); }) ||
         (record.invitation && is_it(record.invitation->account.subject));
}

bool is_called(const identity::PersonRecord& record, std::string_view name) {
  const identity::Person& person = record.person;
  if (name.starts_with("oid:")) return has_object_id(record, name.substr(4));
  if (record.invitation && ascii_iequals(record.invitation->account.address, name)) return true;
  return person.id.value == name || ascii_iequals(person.labels.email, name) ||
         ascii_iequals(person.labels.username, name);
}

Result<std::vector<session::Session>> sessions_called(session::SessionStore& store, std::string_view handle,
                                                      UnixTime now) {
  std::vector<session::Session> found;
  for (session::SessionDigest after;;) {
    SALLYPORT_TRY(const auto page, store.list(after, kPage, now));
    if (page.empty()) return found;
    for (const session::Session& session : page)
      if (handle_of(session).starts_with(handle)) found.push_back(session);
    after = page.back().digest;
  }
}

// Checks and changes in one write, so that of two administrators who lose the right at the same time one keeps it.
Result<void> change_by_hand(identity::PeopleStore& by_hand, const identity::Person& person,
                            const identity::Editor& editor, const std::function<void(identity::ByHand&)>& edit) {
  SALLYPORT_CHECK(by_hand.change(person.id, {}, editor,
                                 [&](const identity::PersonEntry& entry,
                                     identity::OtherAdmins others) -> Result<identity::Edited<identity::ByHand>> {
                                   identity::ByHand wanted = entry.by_hand;
                                   edit(wanted);
                                   SALLYPORT_CHECK(check_edit(entry, wanted, others, editor.administrators));
                                   return identity::Edited<identity::ByHand>(std::move(wanted));
                                 }));
  return {};
}

}  // namespace

std::string handle_of(const session::Session& session) {
  return hex_encode(session.digest.value).substr(0, kHandle);
}

Result<identity::Person> choose_person(identity::IdentityStore& people, std::string_view name) {
  std::vector<identity::Person> found;
  for (PersonId after;;) {
    SALLYPORT_TRY(const auto page, people.list(after, kPage));
    if (page.empty()) break;
    for (const identity::PersonRecord& record : page)
      if (!name.empty() && is_called(record, name)) found.push_back(record.person);
    after = page.back().person.id;
  }
  if (found.empty()) return failure(Kind::rejected, "person_unknown", {}, std::string(name));
  if (found.size() == 1) return found.front();
  std::string ids;
  for (const identity::Person& person : found) ids += " " + person.id.value;
  return failure(Kind::rejected, "person_ambiguous", {}, "choose one of the ids:" + ids);
}

Result<std::size_t> Administration::disable(identity::PeopleStore& by_hand, const identity::Person& person,
                                            const identity::Editor& editor) const {
  // First, so that no new session begins meanwhile.
  SALLYPORT_CHECK(change_by_hand(by_hand, person, editor, [](identity::ByHand& wanted) { wanted.disabled = true; }));
  SALLYPORT_TRY(const auto ended, sessions.end({std::nullopt, person.id, std::nullopt}, clock.now()));
  log.write(Level::audit, "person_disabled",
            {{"person", person.id.value},
             {"user", person.labels.username},
             {"sessions", std::to_string(ended.size())},
             {audit::kBefore, R"({"disabled":false})"},
             {audit::kAfter, R"({"disabled":true})"}});
  return ended.size();
}

Result<void> Administration::enable(const identity::Person& person) const {
  SALLYPORT_CHECK(people.set_disabled(person.id, false));
  log.write(Level::audit, "person_enabled",
            {{"person", person.id.value},
             {"user", person.labels.username},
             {audit::kBefore, R"({"disabled":true})"},
             {audit::kAfter, R"({"disabled":false})"}});
  return {};
}

Result<identity::Person> Administration::invite(identity::InvitationStore& invitations,
                                                const identity::InvitedAccount& account) const {
  const std::string name = account.address.empty() ? "id:" + account.subject.value : account.address;
  SALLYPORT_TRY(const auto person, invitations.invite({account, clock.now(), clock.now() + kInvitationLifetime},
                                                      {name, account.address, {}, name}));
  log.write(Level::audit, "person_invited",
            {{"person", person.id.value}, {"user", name}, {"tenant", account.tenant.value}});
  return person;
}

Result<void> Administration::withdraw(identity::InvitationStore& invitations, const identity::Person& person) const {
  SALLYPORT_CHECK(invitations.withdraw(person.id));
  log.write(Level::audit, "invitation_withdrawn", {{"person", person.id.value}, {"user", person.labels.username}});
  return {};
}

Result<void> Administration::give_role(identity::MembershipStore& memberships, const identity::Person& person,
                                       const std::string& role) const {
  SALLYPORT_CHECK(memberships.give_role(person.id, {role, identity::Origin::administrator}));
  log.write(Level::audit, "role_given",
            {{"person", person.id.value},
             {"user", person.labels.username},
             {"role", role},
             {audit::kAfter, json::print(json::Object{{"role", role}})}});
  return {};
}

Result<void> Administration::take_role(identity::PeopleStore& by_hand, const identity::Person& person,
                                       const std::string& role, const identity::Editor& editor) const {
  const auto without = [&](identity::ByHand& wanted) { std::erase(wanted.roles, role); };
  SALLYPORT_CHECK(change_by_hand(by_hand, person, editor, without));
  log.write(Level::audit, "role_taken",
            {{"person", person.id.value},
             {"user", person.labels.username},
             {"role", role},
             {audit::kBefore, json::print(json::Object{{"role", role}})}});
  return {};
}

Result<std::size_t> Administration::end_sessions_of(const identity::Person& person) const {
  SALLYPORT_TRY(const auto ended, sessions.end({std::nullopt, person.id, std::nullopt}, clock.now()));
  log.write(
      Level::audit, "sessions_ended",
      {{"person", person.id.value}, {"user", person.labels.username}, {"sessions", std::to_string(ended.size())}});
  return ended.size();
}

Result<std::size_t> Administration::end_all_sessions() const {
  std::size_t count = 0;
  for (;;) {
    SALLYPORT_TRY(const auto page, sessions.list({}, kPage, clock.now()));
    if (page.empty()) break;
    for (const session::Session& session : page) {
      SALLYPORT_TRY(const auto ended, sessions.end({session.digest, std::nullopt, std::nullopt}, clock.now()));
      count += ended.size();
    }
  }
  log.write(Level::audit, "sessions_ended", {{"person", "everybody"}, {"sessions", std::to_string(count)}});
  return count;
}

Result<void> Administration::end_session(std::string_view handle) const {
  if (handle.size() < kShortestHandle)
    return failure(Kind::rejected, "session_unknown", {}, "give at least 8 characters of its handle");
  SALLYPORT_TRY(const auto found, sessions_called(sessions, handle, clock.now()));
  if (found.empty()) return failure(Kind::rejected, "session_unknown", {}, std::string(handle));
  if (found.size() > 1) return failure(Kind::rejected, "session_ambiguous", {}, std::string(handle));
  const session::Session& session = found.front();
  SALLYPORT_CHECK(sessions.end({session.digest, std::nullopt, std::nullopt}, clock.now()));
  log.write(Level::audit, "session_ended",
            {{"person", session.person.value}, {"user", session.username}, {"reason", "by_command"}});
  return {};
}

}  // namespace sallyport::gateway
