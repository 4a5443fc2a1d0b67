#include "stores/gateway/identity_store.h"
#include "stores/gateway/row/invitation_row.h"
#include "stores/gateway/row/person_row.h"
#include "stores/gateway/row/store_time.h"
#include "stores/sql/row_check.h"

namespace sallyport::stores {

using identity::InvitedAccount;
using identity::Person;

namespace {

constexpr std::string_view kInvitationStore = "identity_store";

// Whether an account with the invited subject has signed in before. An account that is invited by address never counts
// as known.
Result<bool> is_known(Connection& connection, const InvitedAccount& account) {
  if (account.subject.empty()) return false;
  bool seen = false;
  SALLYPORT_CHECK(connection.query(
      "SELECT 1 FROM identity WHERE subject = ?1 AND tenant = ?2 AND provider = ?3 AND (?4 = '' OR issuer = ?4)",
      {account.subject, account.tenant, account.provider, account.issuer}, [&](const Row&) -> Result<void> {
        seen = true;
        return {};
      }));
  return seen;
}

}  // namespace

Result<void> add_invitation(Connection& connection, const PersonId& person, const identity::Invitation& invitation) {
  if (!is_definite(invitation.account)) return failure(Kind::rejected, "invitation_indefinite");
  SALLYPORT_TRY(const bool known, is_known(connection, invitation.account));
  if (known) return failure(Kind::conflict, "person_known");
  const auto inserted = insert_invitation(connection, {person, invitation});
  if (!inserted && inserted.error().kind == Kind::conflict) return failure(Kind::conflict, "person_invited");
  return inserted;
}

Result<Person> SqlInvitationStore::invite(const identity::Invitation& invitation, const identity::Labels& labels) {
  const StoreTime time(database_.ahead());
  const identity::Invitation stored = time.in(invitation);
  const auto insert = [&](Connection& connection) -> Result<Person> {
    const Person person{PersonId(random_uuid(random_)), labels, {}, false, stored.created, {}};
    SALLYPORT_CHECK(insert_person(connection, person));
    SALLYPORT_CHECK(add_invitation(connection, person.id, stored));
    return person;
  };
  SALLYPORT_TRY(auto person, rename_failure(database_.write(insert), kInvitationStore));
  return time.out(std::move(person));
}

Result<void> SqlInvitationStore::withdraw(const PersonId& person) {
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(
        const auto open,
        connection.run("DELETE FROM person WHERE id = ?1 AND id IN (SELECT person FROM invitation)", {person}));
    if (open == 0) return failure(Kind::rejected, "invitation_unknown");
    return {};
  }),
                        kInvitationStore);
}

}  // namespace sallyport::stores
