// People in memory, for tests. Nothing survives the process. The stores in a database must behave like this one.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "identity/accounts/local_account.h"
#include "identity/accounts/second_factor.h"
#include "identity/identity_store.h"
#include "identity/person_edit.h"

namespace sallyport::stores {

// Implements all three ports over one set of people. Any thread may use it; `random` must outlive it.
class MemoryIdentityStore final : public identity::IdentityStore,
                                  public identity::InvitationStore,
                                  public identity::MembershipStore {
 public:
  explicit MemoryIdentityStore(Random& random) : random_(random) {}

  Result<std::optional<identity::Person>> find(const identity::IdentityKey& key) override;
  Result<std::optional<identity::Person>> find_by_id(const PersonId& id) override;
  Result<std::vector<PersonId>> find_by_subject(const Subject& subject) override;
  Result<std::optional<identity::Person>> link_or_create(const identity::Arrival& arrival,
                                                         identity::CreateMissing create, UnixTime now) override;
  Result<void> set_disabled(const PersonId& id, bool disabled) override;
  Result<std::vector<identity::PersonRecord>> list(const PersonId& after, std::size_t limit) override;

  Result<identity::Person> invite(const identity::Invitation& invitation, const identity::Labels& labels) override;
  Result<void> withdraw(const PersonId& person) override;

  Result<void> replace_roles(const PersonId& person, identity::Origin origin,
                             const std::vector<std::string>& roles) override;
  Result<void> give_role(const PersonId& person, const identity::Membership& membership) override;
  Result<void> take_role(const PersonId& person, const identity::Membership& membership) override;

  // For the other stores of people in memory: tells that the person was changed by hand.
  void add_version(const PersonId& person);

 private:
  friend class MemoryPeopleStore;           // the same people, for administrators
  friend class MemoryProvisionedUserStore;  // and for provisioning clients
  friend class MemoryAccountStore;          // their local accounts

  // What is set by hand about a person. Their roles are in the record.
  struct Sheet {
    identity::PersonKind kind = identity::PersonKind::human;
    bool disabled = false;
    bool deleted = false;
    bool deprovisioned = false;
    identity::Profile profile{};
    std::int64_t version = 1;
    UnixTime updated{};
    std::string updated_by{};
  };

  // The callers of these hold the mutex.
  identity::PersonRecord* find_record(const PersonId& id);
  identity::PersonRecord* find_record(const identity::IdentityKey& key);
  identity::PersonRecord* find_invited(const identity::Arrival& arrival, UnixTime now);
  identity::PersonRecord& add(identity::PersonRecord record);
  Result<void> check_new(const identity::Invitation& invitation) const;
  void begin_change(const PersonId& person, identity::Origin origin);

  std::mutex mutex_;
  std::map<std::uint64_t, identity::PersonRecord> records_;  // in order of creation
  std::uint64_t next_ = 0;
  std::map<PersonId, std::uint64_t> by_id_;
  std::map<identity::IdentityKey, std::uint64_t> by_key_;
  std::map<PersonId, Sheet> sheets_;  // of everybody
  std::map<PersonId, identity::LocalAccount> accounts_;
  std::map<PersonId, identity::SecondFactor> factors_;
  Random& random_;
};

}  // namespace sallyport::stores
