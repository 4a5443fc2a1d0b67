#include "stores/gateway/provisioned_user_store.h"

#include "stores/gateway/entity_version_store.h"
#include "stores/gateway/row/invitation_row.h"
#include "stores/gateway/row/people_row.h"
#include "stores/gateway/row/profile_row.h"
#include "stores/gateway/row/provisioned_row.h"
#include "stores/gateway/row/store_time.h"
#include "stores/sql/row_check.h"

namespace sallyport::stores {

using identity::Editor;
using identity::Foreseen;
using identity::PersonEntry;
using identity::PersonKind;
using identity::Provisioned;
using identity::ProvisionedContent;
using identity::ProvisionedPage;
using identity::SeenVersion;

namespace {

constexpr std::string_view kUserPort = "provisioning_store";
constexpr ProvisionedTable kUsers = ProvisionedTable::user;

Result<PersonEntry> entry_of_user(Connection& connection, const PersonId& id, Log& log) {
  SALLYPORT_TRY(auto entries, read_entries(connection, {id}, Damaged::fail, log));
  if (entries.empty()) return failure(Kind::unavailable, "sql_damaged", {}, "a user without a person");
  return std::move(entries.front());
}

// Nobody else may have the username, unless they are deleted: an account may be given to somebody new.
Result<void> check_username_is_free(Connection& connection, const std::string& username, const PersonId& but_for) {
  bool is_taken = false;
  SALLYPORT_CHECK(connection.query(
      "SELECT 1 FROM person AS p LEFT JOIN profile AS f ON f.person = p.id WHERE p.username = ? AND p.id <> ? AND "
      "(f.deleted IS NULL OR f.deleted = 0 OR f.bot = 1) LIMIT 1",
      {username, but_for}, [&](const Row&) -> Result<void> {
        is_taken = true;
        return {};
      }));
  if (is_taken) return failure(Kind::conflict, "person_exists");
  return {};
}

// The person who has signed in with the invited account, if the invitation names it by its subject.
Result<std::optional<PersonId>> known_owner(Connection& connection, const identity::InvitedAccount& account) {
  std::optional<PersonId> owner;
  if (account.subject.empty()) return owner;
  SALLYPORT_CHECK(connection.query(
      "SELECT person FROM identity WHERE subject = ?1 AND tenant = ?2 AND provider = ?3 AND (?4 = '' OR issuer = ?4)",
      {account.subject, account.tenant, account.provider, account.issuer}, [&](const Row& row) -> Result<void> {
        SALLYPORT_TRY(auto person, row.text(0));
        owner = PersonId(std::move(person));
        return {};
      }));
  return owner;
}

// The row of the person says whether they are kept out, for whatever reason.
Result<void> carry_out(Connection& connection, const PersonId& id, Log& log) {
  SALLYPORT_TRY(auto person, find_person(connection, id, log));
  if (!person) return failure(Kind::unavailable, "sql_damaged", {}, "a user without a person");
  SALLYPORT_TRY(const auto profile, profile_of(connection, *person, log));
  SALLYPORT_TRY(const auto off, deprovisioned_of(connection, {id}));
  const bool disabled = profile.disabled || profile.deleted || off.contains(id);
  if (person->disabled == disabled) return {};
  person->disabled = disabled;
  return update_person(connection, *person);
}

// Somebody who has a row of their own is disabled by hand only if that row says so.
Result<void> keep_profile(Connection& connection, const PersonId& id, Log& log) {
  SALLYPORT_TRY(const auto person, find_person(connection, id, log));
  if (!person) return failure(Kind::rejected, "person_unknown");
  SALLYPORT_TRY(const auto profile, profile_of(connection, *person, log));
  return put_profile(connection, id, profile);
}

Result<void> foresee(Connection& connection, PersonEntry entry, const Foreseen& foreseen, Log& log) {
  const PersonId& id = entry.person.id;
  SALLYPORT_CHECK(check_username_is_free(connection, foreseen.labels.username, id));
  entry.person.labels = foreseen.labels;
  SALLYPORT_CHECK(update_person(connection, entry.person));
  SALLYPORT_TRY(const auto open, find_invitation(connection, id, log));
  if (open && open->invitation.account == foreseen.invitation.account) return {};
  SALLYPORT_CHECK(remove_invitation(connection, id));
  return add_invitation(connection, id, foreseen.invitation);
}

Provisioned out(const StoreTime& time, Provisioned user) {
  user.created = time.out(user.created);
  user.updated = time.out(user.updated);
  return user;
}

Foreseen in(const StoreTime& time, Foreseen foreseen) {
  foreseen.invitation = time.in(std::move(foreseen.invitation));
  return foreseen;
}

Result<Provisioned> user_to_change(Connection& connection, const PersonId& client, const std::string& id,
                                   SeenVersion seen, Log& log) {
  SALLYPORT_TRY(auto found, find_provisioned(connection, kUsers, client, id, log));
  if (!found) return failure(Kind::rejected, "provisioned_unknown");
  if (seen && *seen != found->version) return failure(Kind::conflict, "provisioned_version");
  return *std::move(found);
}

}  // namespace

Result<ProvisionedPage> SqlProvisionedUserStore::list(const PersonId& client, const identity::ProvisionedQuery& query) {
  const auto look = [&](Connection& connection) { return list_provisioned(connection, kUsers, client, query, log_); };
  SALLYPORT_TRY(auto page, rename_failure(database_.read(look), kUserPort));
  for (Provisioned& user : page.found) user = out(StoreTime(database_.ahead()), std::move(user));
  return page;
}

Result<PersonId> SqlProvisionedUserStore::person_for(Connection& connection, const Foreseen& foreseen, UnixTime now,
                                                     const Editor& editor, const MayLink& may_link) {
  SALLYPORT_TRY(const auto owner, known_owner(connection, foreseen.invitation.account));
  if (owner) {
    SALLYPORT_TRY(const bool is_taken, is_provisioned(connection, kUsers, owner->value));
    SALLYPORT_TRY(const auto entry, entry_of_user(connection, *owner, log_));
    if (!may_link || is_taken || entry.kind != PersonKind::human || entry.by_hand.deleted)
      return failure(Kind::conflict, "person_known");
    SALLYPORT_CHECK(may_link(StoreTime(database_.ahead()).out(entry)));
    SALLYPORT_CHECK(keep_profile(connection, *owner, log_));
    return *owner;
  }
  SALLYPORT_CHECK(check_username_is_free(connection, foreseen.labels.username, {}));
  const identity::Person person{PersonId(random_uuid(random_)), foreseen.labels, {}, false, now, {}};
  SALLYPORT_CHECK(insert_person(connection, person));
  SALLYPORT_CHECK(add_invitation(connection, person.id, foreseen.invitation));
  ProfileRow profile = default_profile(person);
  profile.updated_by = editor.name;
  SALLYPORT_CHECK(put_profile(connection, person.id, profile));
  return person.id;
}

Result<Provisioned> SqlProvisionedUserStore::add(const PersonId& client, const ProvisionedContent& content,
                                                 const Foreseen& foreseen, const Editor& editor,
                                                 const MayLink& may_link) {
  const StoreTime time(database_.ahead());
  const UnixTime now = time.in(editor.now);
  const auto insert = [&](Connection& connection) -> Result<Provisioned> {
    SALLYPORT_CHECK(check_provisioned_is_free(connection, kUsers, client, content, {}));
    SALLYPORT_TRY(const auto id, person_for(connection, in(time, foreseen), now, editor, may_link));
    const Provisioned user{id.value, client, content, 1, now, now};
    SALLYPORT_CHECK(put_provisioned(connection, kUsers, user));
    SALLYPORT_CHECK(carry_out(connection, id, log_));
    return user;
  };
  SALLYPORT_TRY(auto user, rename_failure(database_.write(insert), kUserPort));
  return out(time, std::move(user));
}

Result<Provisioned> SqlProvisionedUserStore::change(const PersonId& client, const std::string& id, SeenVersion seen,
                                                    const Editor& editor, const Change& change) {
  const StoreTime time(database_.ahead());
  const auto edit = [&](Connection& connection) -> Result<Provisioned> {
    SALLYPORT_TRY(auto user, user_to_change(connection, client, id, seen, log_));
    SALLYPORT_TRY(const auto entry, entry_of_user(connection, PersonId(id), log_));
    SALLYPORT_TRY(const auto others, other_admins(connection, PersonId(id), editor.administrators));
    SALLYPORT_TRY(auto changed, change(out(time, user), time.out(entry), others));
    if (changed.content == user.content) return user;
    SALLYPORT_CHECK(check_provisioned_is_free(connection, kUsers, client, changed.content, id));
    if (changed.foreseen && entry.person.last_sign_in == UnixTime{})
      SALLYPORT_CHECK(foresee(connection, entry, in(time, *changed.foreseen), log_));
    user.content = std::move(changed.content);
    ++user.version;
    user.updated = time.in(editor.now);
    SALLYPORT_CHECK(put_provisioned(connection, kUsers, user));
    SALLYPORT_CHECK(carry_out(connection, PersonId(id), log_));
    return user;
  };
  SALLYPORT_TRY(auto user, rename_failure(database_.write(edit), kUserPort));
  return out(time, std::move(user));
}

Result<void> SqlProvisionedUserStore::remove(const PersonId& client, const std::string& id, SeenVersion seen,
                                             const Editor& editor, const Check& check) {
  const StoreTime time(database_.ahead());
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(const auto user, user_to_change(connection, client, id, seen, log_));
    SALLYPORT_TRY(const auto before, entry_of_user(connection, PersonId(id), log_));
    SALLYPORT_TRY(const auto others, other_admins(connection, PersonId(id), editor.administrators));
    SALLYPORT_CHECK(check(out(time, user), time.out(before), others));
    if (before.person.last_sign_in == UnixTime{}) {
      SALLYPORT_CHECK(connection.run("DELETE FROM person WHERE id = ?", {id}));
      return remove_entity_versions(connection, identity::EntityId(id));
    }
    SALLYPORT_CHECK(remove_provisioned(connection, kUsers, id));
    SALLYPORT_CHECK(connection.run("DELETE FROM team_member WHERE person = ? AND origin = ?",
                                   {id, print_origin(identity::Origin::provisioning)}));
    PersonEntry after = before;
    after.deprovisioned = false;
    after.by_hand.deleted = true;
    ++after.version;
    after.updated = time.in(editor.now);
    after.updated_by = editor.name;
    return write_edit(connection, before, after);
  }),
                        kUserPort);
}

}  // namespace sallyport::stores
