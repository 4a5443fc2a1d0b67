#include "stores/sqlite/gateway/identity_store.h"

#include <algorithm>

#include "stores/sqlite/engine/row_check.h"
#include "stores/sqlite/gateway/person_row.h"

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
  if (!person) return failure(Kind::unavailable, "sqlite_damaged", {}, "an identity without its person");
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

}  // namespace

Result<std::optional<Person>> SqliteIdentityStore::find(const IdentityKey& key) {
  return rename_failure(database_.read([&](Connection& connection) -> Result<std::optional<Person>> {
    SALLYPORT_TRY(const auto identity, find_identity(connection, key, log_));
    if (!identity) return std::nullopt;
    return owner_of(connection, *identity, log_);
  }),
                        kPortWord);
}

Result<std::optional<Person>> SqliteIdentityStore::find_by_id(const PersonId& id) {
  return rename_failure(database_.read([&](Connection& connection) { return find_person(connection, id, log_); }),
                        kPortWord);
}

Result<std::optional<Person>> SqliteIdentityStore::person_of(Connection& connection, const Arrival& arrival,
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

Result<std::optional<Person>> SqliteIdentityStore::link_or_create(const Arrival& arrival, CreateMissing create,
                                                                  UnixTime now) {
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
    identity->last_sign_in = now;
    person->labels = arrival.labels;
    person->last_sign_in = now;
    SALLYPORT_CHECK(update_person(connection, *person));
    SALLYPORT_CHECK(put_identity(connection, *identity));
    return person;
  };
  return rename_failure(database_.write(link), kPortWord);
}

Result<void> SqliteIdentityStore::set_disabled(const PersonId& id, bool disabled) {
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(auto person, find_person(connection, id, log_));
    if (!person) return failure(Kind::rejected, "person_unknown");
    person->disabled = disabled;
    return update_person(connection, *person);
  }),
                        kPortWord);
}

Result<std::vector<PersonRecord>> SqliteIdentityStore::list(const PersonId& after, std::size_t limit) {
  return rename_failure(
      database_.read([&](Connection& connection) { return list_people(connection, after, limit, log_); }), kPortWord);
}

}  // namespace sallyport::stores
