#include "stores/gateway/identity_store.h"
#include "stores/gateway/row/person_row.h"
#include "stores/gateway/row/profile_row.h"
#include "stores/sql/row_check.h"

namespace sallyport::stores {

using identity::Membership;
using identity::Origin;

namespace {

constexpr std::string_view kMembershipStore = "identity_store";

// Begins a change of the person's roles. Somebody who edits the person must notice one that is made by hand.
Result<void> begin_change(Connection& connection, const PersonId& person, Origin origin, Log& log) {
  SALLYPORT_TRY(const auto found, find_person(connection, person, log));
  if (!found) return failure(Kind::rejected, "person_unknown");
  return origin == Origin::administrator ? add_version(connection, person, log) : Result<void>();
}

}  // namespace

Result<void> SqlMembershipStore::replace_roles(const PersonId& person, Origin origin,
                                               const std::vector<std::string>& roles) {
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(begin_change(connection, person, origin, log_));
    SALLYPORT_CHECK(
        connection.run("DELETE FROM membership WHERE person = ? AND origin = ?", {person, print_origin(origin)}));
    for (const std::string& role : roles) SALLYPORT_CHECK(put_membership(connection, person, {role, origin}));
    return {};
  }),
                        kMembershipStore);
}

Result<void> SqlMembershipStore::give_role(const PersonId& person, const Membership& membership) {
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(begin_change(connection, person, membership.origin, log_));
    return put_membership(connection, person, membership);
  }),
                        kMembershipStore);
}

Result<void> SqlMembershipStore::take_role(const PersonId& person, const Membership& membership) {
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(begin_change(connection, person, membership.origin, log_));
    return remove_membership(connection, person, membership);
  }),
                        kMembershipStore);
}

}  // namespace sallyport::stores
