// Writes people, identities, memberships and invitations as rows, and reads them. Every function works within one
// transaction of the caller. A damaged person or identity makes the call fail with unavailable/"sql_damaged" or
// "sql_value". A damaged membership or invitation is left out. Each damaged row is logged.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "identity/identity_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

// What a call does with a damaged row: fail, or log it and go on without it.
enum class Damaged { fail, leave_out };

// Finds a person with their memberships.
Result<std::optional<identity::Person>> find_person(Connection& connection, const PersonId& id, Log& log);
Result<std::optional<identity::Identity>> find_identity(Connection& connection, const identity::IdentityKey& key,
                                                        Log& log);

// At most `limit` people after `after`, with everything that belongs to them, in order of creation. Damaged people and
// identities are left out here.
Result<std::vector<identity::PersonRecord>> list_people(Connection& connection, const PersonId& after,
                                                        std::size_t limit, Log& log);

// The people with these ids and their memberships, in no order. At most kMaxPeopleAtOnce, which one statement can name.
inline constexpr std::size_t kMaxPeopleAtOnce = 10'000;
Result<std::vector<identity::Person>> people_of(Connection& connection, const std::vector<PersonId>& ids,
                                                Damaged damaged, Log& log);

Result<void> insert_person(Connection& connection, const identity::Person& person);
Result<void> update_person(Connection& connection, const identity::Person& person);
Result<void> put_identity(Connection& connection, const identity::Identity& identity);
Result<void> put_membership(Connection& connection, const PersonId& person, const identity::Membership& membership);

Result<void> remove_membership(Connection& connection, const PersonId& person, const identity::Membership& membership);

struct InvitedPerson {
  PersonId person;
  identity::Invitation invitation;
};
Result<void> insert_invitation(Connection& connection, const InvitedPerson& invited);
Result<std::optional<InvitedPerson>> find_invitation(Connection& connection, const PersonId& person, Log& log);
Result<std::vector<InvitedPerson>> invitations_at(Connection& connection, std::string_view provider,
                                                  const TenantId& tenant, Log& log);
Result<void> remove_invitation(Connection& connection, const PersonId& person);

std::string_view print_origin(identity::Origin origin);

// Absent for any other text.
std::optional<identity::Origin> parse_origin(std::string_view text);

}  // namespace sallyport::stores
