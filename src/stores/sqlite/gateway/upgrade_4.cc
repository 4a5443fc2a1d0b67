#include "stores/sqlite/gateway/upgrade_4.h"

#include "identity/person.h"
#include "stores/gateway/row/person_row.h"
#include "stores/gateway/row/session_row.h"
#include "stores/sql/row_check.h"
#include "stores/sql/sql_text.h"

namespace sallyport::stores {
namespace {

// The columns and the checks of version 3 are frozen, so that they stand here again, although they resemble those of
// today (person_row.cc, session_row.cc). The rows are written with today's statements. A later step that adds a column
// to person, identity or session must therefore freeze those statements here, too: this step runs before the column is
// there.

using identity::Identity;
using identity::Person;
using session::Session;

// Version 3 did not store the provider. A tenant shows that it was Entra ID, because no other provider has tenants.
std::string provider_of(const TenantId& tenant, const Issuer& issuer) {
  if (issuer.value == identity::kLocal) return std::string(identity::kLocal);
  return std::string(tenant.empty() ? identity::kOidc : identity::kAzure);
}

Result<void> spoil(Connection& connection, std::string_view sql, const PersonId& person) {
  SALLYPORT_CHECK(connection.run(sql, {person}));
  return {};
}

Result<void> carry_person(Connection& connection, const Row& row) {
  Person person;
  Identity identity;
  SALLYPORT_TRY(person.id.value, row.text(0));
  SALLYPORT_TRY(identity.key.issuer.value, row.text(1));
  SALLYPORT_TRY(identity.key.tenant.value, row.text(2));
  SALLYPORT_TRY(identity.key.subject.value, row.text(3));
  SALLYPORT_TRY(person.labels.display_name, row.text(4));
  SALLYPORT_TRY(person.labels.email, row.text(5));
  SALLYPORT_TRY(person.labels.preferred_username, row.text(6));
  SALLYPORT_TRY(person.labels.username, row.text(7));
  SALLYPORT_TRY(const auto admin, row.integer(8));
  SALLYPORT_TRY(const auto disabled, row.integer(9));
  SALLYPORT_TRY(person.created, row.time(10));
  SALLYPORT_TRY(person.last_sign_in, row.time(11));
  SALLYPORT_TRY(const auto check, row.blob(12));
  const identity::Labels& labels = person.labels;
  const auto sound = check_row(
      {person.id, identity.key.issuer, identity.key.tenant, identity.key.subject, labels.display_name, labels.email,
       labels.preferred_username, labels.username, admin, disabled, person.created, person.last_sign_in},
      check);
  person.disabled = disabled != 0;
  identity.key.provider = provider_of(identity.key.tenant, identity.key.issuer);
  identity.person = person.id;
  identity.linked = person.created;
  identity.last_sign_in = person.last_sign_in;
  SALLYPORT_CHECK(insert_person(connection, person));
  SALLYPORT_CHECK(put_identity(connection, identity));
  if (sound) return {};
  return spoil(connection, "UPDATE person SET row_check = x'' WHERE id = ?", person.id);
}

// The values in the order of version 3's row check, which covers the claims only if there are any.
Parameters checked_values(const Session& session, const std::string& roles, const std::string& groups,
                          std::int64_t admin) {
  Parameters values{Blob{session.digest.value},
                    session.person,
                    session.issuer,
                    session.tenant,
                    session.subject,
                    session.sid,
                    session.login_hint,
                    session.username,
                    session.display_name,
                    session.email,
                    session.preferred_username,
                    roles,
                    groups,
                    admin,
                    Blob{session.sealed_refresh_token.reveal()},
                    session.created,
                    session.renew_after,
                    session.expires};
  if (!session.claims.empty()) values.emplace_back(session.claims);
  return values;
}

Result<void> carry_session(Connection& connection, const Row& row) {
  Session session;
  SALLYPORT_TRY(session.digest.value, row.blob(0));
  SALLYPORT_TRY(session.person.value, row.text(1));
  SALLYPORT_TRY(session.issuer.value, row.text(2));
  SALLYPORT_TRY(session.tenant.value, row.text(3));
  SALLYPORT_TRY(session.subject.value, row.text(4));
  SALLYPORT_TRY(session.sid, row.text(5));
  SALLYPORT_TRY(session.login_hint, row.text(6));
  SALLYPORT_TRY(session.username, row.text(7));
  SALLYPORT_TRY(session.display_name, row.text(8));
  SALLYPORT_TRY(session.email, row.text(9));
  SALLYPORT_TRY(session.preferred_username, row.text(10));
  SALLYPORT_TRY(const auto roles, row.text(11));
  SALLYPORT_TRY(const auto groups, row.text(12));
  SALLYPORT_TRY(const auto admin, row.integer(13));
  SALLYPORT_TRY(auto sealed, row.blob(14));
  session.sealed_refresh_token = Secret(std::move(sealed));
  SALLYPORT_TRY(session.created, row.time(15));
  SALLYPORT_TRY(session.renew_after, row.time(16));
  SALLYPORT_TRY(session.expires, row.time(17));
  SALLYPORT_TRY(const auto check, row.blob(18));
  SALLYPORT_TRY(session.last_seen, row.time(19));
  SALLYPORT_TRY(session.claims, row.text(20));
  if (!check_row(checked_values(session, roles, groups, admin), check)) return {};
  auto group_ids = parse_list(groups);
  if (!group_ids) return {};
  session.groups = *std::move(group_ids);
  session.provider = provider_of(session.tenant, session.issuer);
  SALLYPORT_CHECK(connection.run(kInsertSession, SessionRow(session).values()));
  return {};
}

}  // namespace

Result<void> upgrade_4(Connection& connection) {
  SALLYPORT_CHECK(
      connection.query("SELECT id, issuer, tenant, subject, display_name, email, preferred_username, username, admin, "
                       "disabled, created, "
                       "last_sign_in, row_check FROM person_3 ORDER BY ordinal",
                       {}, [&](const Row& row) { return carry_person(connection, row); }));
  return connection.query(
      "SELECT digest, person, issuer, tenant, subject, sid, login_hint, username, display_name, email, "
      "preferred_username, roles, group_ids, admin, sealed_refresh_token, created, renew_after, expires, row_check, "
      "last_seen, claims FROM session_3 ORDER BY id",
      {}, [&](const Row& row) { return carry_session(connection, row); });
}

}  // namespace sallyport::stores
