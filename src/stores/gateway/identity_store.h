// People in a SQL database: the three ports of identity/identity_store.h over the same tables. A damaged person or
// identity makes the call fail with unavailable/"identity_store". A damaged membership gives no role, and a damaged
// invitation links nobody. The stores log an event for each damaged record.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "identity/identity_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

// The database must have the gateway's schema. It, `random` and `log` must outlive the stores. Any thread may use them,
// and they call `random` on any of them.
class SqlIdentityStore final : public identity::IdentityStore {
 public:
  SqlIdentityStore(Database& database, Random& random, Log& log) : database_(database), random_(random), log_(log) {}

  Result<std::optional<identity::Person>> find(const identity::IdentityKey& key) override;
  Result<std::optional<identity::Person>> find_by_id(const PersonId& id) override;
  Result<std::vector<PersonId>> find_by_subject(const Subject& subject) override;
  Result<std::optional<identity::Person>> link_or_create(const identity::Arrival& arrival,
                                                         identity::CreateMissing create, UnixTime now) override;
  Result<void> set_disabled(const PersonId& id, bool disabled) override;

  // Leaves out damaged records, and logs an event for each.
  Result<std::vector<identity::PersonRecord>> list(const PersonId& after, std::size_t limit) override;

 private:
  // For an account without an identity: the person of an open invitation that fits, or a new person if `create` allows
  // it.
  Result<std::optional<identity::Person>> person_of(Connection& connection, const identity::Arrival& arrival,
                                                    identity::CreateMissing create, UnixTime now);

  Database& database_;
  Random& random_;
  Log& log_;
};

class SqlInvitationStore final : public identity::InvitationStore {
 public:
  SqlInvitationStore(Database& database, Random& random) : database_(database), random_(random) {}

  Result<identity::Person> invite(const identity::Invitation& invitation, const identity::Labels& labels) override;
  Result<void> withdraw(const PersonId& person) override;

 private:
  Database& database_;
  Random& random_;
};

class SqlMembershipStore final : public identity::MembershipStore {
 public:
  SqlMembershipStore(Database& database, Log& log) : database_(database), log_(log) {}

  Result<void> replace_roles(const PersonId& person, identity::Origin origin,
                             const std::vector<std::string>& roles) override;
  Result<void> give_role(const PersonId& person, const identity::Membership& membership) override;
  Result<void> take_role(const PersonId& person, const identity::Membership& membership) override;

 private:
  Database& database_;
  Log& log_;
};

}  // namespace sallyport::stores
