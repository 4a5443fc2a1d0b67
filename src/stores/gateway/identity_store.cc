#include "stores/gateway/identity_store.h"

#include <algorithm>

#include "stores/gateway/row/person_row.h"
#include "stores/gateway/row/profile_row.h"
#include "stores/gateway/row/provisioned_row.h"
#include "stores/gateway/row/store_time.h"
#include "stores/sql/row_check.h"

namespace sallyport::stores {

using identity::Arrival;
using identity::CreateMissing;
using identity::Identity;
using identity::IdentityKey;
using identity::Person;
using identity::PersonRecord;

namespace {

constexpr std::string_view kPortWord = "identity_store";

// An identity whose person is missing is damaged, not unknown. Otherwise its owner would come back as a new person.
Result<std::optional<Person>> owner_of(Connection& connection, const Identity& identity, Log& log) {
  SALLYPORT_TRY(auto person, find_person(connection, identity.person, log));
  if (!person) return failure(Kind::unavailable, "sql_damaged", {}, "an identity without its person");
  return person;
}

std::optional<Person> out(const StoreTime& time, std::optional<Person> person) {
  if (person) person = time.out(*std::move(person));
  return person;
}

Result<std::optional<PersonId>> invited_person(Connection& connection, const Arrival& arrival, UnixTime now, Log& log) {
  SALLYPORT_TRY(const auto invitations, invitations_at(connection, arrival.key.provider, arrival.key.tenant, log));
  const auto found = std::ranges::find_if(invitations, [&](const InvitedPerson& invited) {
    return now < invited.invitation.expires && fits(invited.invitation.account, arrival);
  });
  if (found == invitations.end()) return std::nullopt;
  return found->person;
}

constexpr std::string_view kFindOfName =
    "SELECT coalesce(f.bot, 0), CASE WHEN a.person IS NULL THEN 0 ELSE 1 END FROM person AS p LEFT JOIN profile AS f "
    "ON f.person = p.id "
    "LEFT JOIN local_account AS a ON a.person = p.id WHERE p.username = ? AND p.id <> ?";

// Applications know people and bots by their usernames alone. The names of accounts at the provider differ by
// themselves, but anybody at the provider might have the name of a bot or of a local account.
Result<void> check_free_name(Connection& connection, const std::string& username, const PersonId& person) {
  bool of_bot = false;
  bool of_account = false;
  SALLYPORT_CHECK(connection.query(kFindOfName, {username, person}, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(const bool bot, row.flag(0));
    SALLYPORT_TRY(const bool account, row.flag(1));
    of_bot = of_bot || bot;
    of_account = of_account || account;
    return {};
  }));
  if (of_bot) return failure(Kind::forbidden, "name_of_bot", {}, username);
  if (of_account) return failure(Kind::forbidden, "name_of_local_account", {}, username);
  return {};
}

}  // namespace

Result<std::optional<Person>> SqlIdentityStore::find(const IdentityKey& key) {
  const auto look = [&](Connection& connection) -> Result<std::optional<Person>> {
    SALLYPORT_TRY(const auto identity, find_identity(connection, key, log_));
    if (!identity) return std::nullopt;
    return owner_of(connection, *identity, log_);
  };
  SALLYPORT_TRY(auto person, rename_failure(database_.read(look), kPortWord));
  return out(StoreTime(database_.ahead()), std::move(person));
}

Result<std::optional<Person>> SqlIdentityStore::find_by_id(const PersonId& id) {
  const auto look = [&](Connection& connection) { return find_person(connection, id, log_); };
  SALLYPORT_TRY(auto person, rename_failure(database_.read(look), kPortWord));
  return out(StoreTime(database_.ahead()), std::move(person));
}

Result<std::vector<PersonId>> SqlIdentityStore::find_by_subject(const Subject& subject) {
  const auto look = [&](Connection& connection) -> Result<std::vector<PersonId>> {
    std::vector<PersonId> found;
    SALLYPORT_CHECK(connection.query("SELECT person FROM identity WHERE subject = ?", {subject},
                                     [&](const Row& row) -> Result<void> {
                                       SALLYPORT_TRY(auto person, row.text(0));
                                       found.emplace_back(std::move(person));
                                       return {};
                                     }));
    return found;
  };
  return rename_failure(database_.read(look), kPortWord);
}

Result<std::optional<Person>> SqlIdentityStore::person_of(Connection& connection, const Arrival& arrival,
                                                          CreateMissing create, UnixTime now) {
  SALLYPORT_TRY(const auto invited, invited_person(connection, arrival, now, log_));
  if (invited) {
    SALLYPORT_CHECK(remove_invitation(connection, *invited));
    return find_person(connection, *invited, log_);
  }
  if (create == CreateMissing::no) return std::nullopt;
  const Person person{PersonId(random_uuid(random_)), arrival.labels, {}, false, now, now};
  SALLYPORT_CHECK(insert_person(connection, person));
  return person;
}

Result<std::optional<Person>> SqlIdentityStore::link_or_create(const Arrival& arrival, CreateMissing create,
                                                               UnixTime called) {
  const StoreTime time(database_.ahead());
  const UnixTime now = time.in(called);
  const auto link = [&](Connection& connection) -> Result<std::optional<Person>> {
    SALLYPORT_TRY(auto identity, find_identity(connection, arrival.key, log_));
    std::optional<Person> person;
    if (identity) {
      SALLYPORT_TRY(person, owner_of(connection, *identity, log_));
    } else {
      SALLYPORT_TRY(person, person_of(connection, arrival, create, now));
      if (person) identity = Identity{arrival.key, person->id, now, now};
    }
    if (!person) return std::nullopt;
    SALLYPORT_CHECK(check_free_name(connection, arrival.labels.username, person->id));
    identity->last_sign_in = now;
    person->labels = arrival.labels;
    person->last_sign_in = now;
    SALLYPORT_CHECK(update_person(connection, *person));
    SALLYPORT_CHECK(put_identity(connection, *identity));
    return person;
  };
  SALLYPORT_TRY(auto person, rename_failure(database_.write(link), kPortWord));
  return out(time, std::move(person));
}

Result<void> SqlIdentityStore::set_disabled(const PersonId& id, bool disabled) {
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(auto person, find_person(connection, id, log_));
    if (!person) return failure(Kind::rejected, "person_unknown");
    SALLYPORT_TRY(auto profile, profile_of(connection, *person, log_));
    SALLYPORT_TRY(const auto deprovisioned, deprovisioned_of(connection, {id}));
    const bool kept_out = profile.deleted || deprovisioned.contains(id);
    if (profile.disabled == disabled && person->disabled == (disabled || kept_out)) return {};
    profile.disabled = disabled;
    ++profile.version;
    SALLYPORT_CHECK(put_profile(connection, id, profile));
    person->disabled = disabled || kept_out;
    return update_person(connection, *person);
  }),
                        kPortWord);
}

Result<std::vector<PersonRecord>> SqlIdentityStore::list(const PersonId& after, std::size_t limit) {
  const auto look = [&](Connection& connection) { return list_people(connection, after, limit, log_); };
  SALLYPORT_TRY(auto page, rename_failure(database_.read(look), kPortWord));
  const StoreTime time(database_.ahead());
  for (PersonRecord& record : page) {
    record.person = time.out(std::move(record.person));
    for (Identity& identity : record.identities) identity = time.out(std::move(identity));
    if (record.invitation) record.invitation = time.out(*std::move(record.invitation));
  }
  return page;
}

}  // namespace sallyport::stores
