#include "stores/gateway/row/person_row.h"

#include <algorithm>
#include <array>
#include <map>

#include "stores/sql/one_of.h"
#include "stores/sql/row_check.h"
#include "stores/sql/sql_text.h"

namespace sallyport::stores {

using identity::Identity;
using identity::IdentityKey;
using identity::Invitation;
using identity::Membership;
using identity::Origin;
using identity::Person;
using identity::PersonRecord;

namespace {

constexpr std::string_view kPersonColumns =
    "id, display_name, email, preferred_username, username, disabled, created, last_sign_in, row_check";
constexpr std::string_view kIdentityColumns =
    "provider, issuer, tenant, subject, person, linked, last_sign_in, row_check";
constexpr std::string_view kMembershipColumns = "person, role, origin, row_check";
constexpr std::string_view kInvitationColumns =
    "person, provider, issuer, tenant, address, subject, created, expires, row_check";

struct OriginName {
  Origin origin;
  std::string_view name;
};
constexpr std::array kOrigins{OriginName{Origin::provider, "provider"},
                              OriginName{Origin::administrator, "administrator"},
                              OriginName{Origin::default_, "default"}, OriginName{Origin::provisioning, "scim"}};

Parameters values_of(const Person& person) {
  const identity::Labels& labels = person.labels;
  return {person.id,       labels.display_name, labels.email,   labels.preferred_username,
          labels.username, person.disabled,     person.created, person.last_sign_in};
}

Parameters values_of(const Identity& identity) {
  const IdentityKey& key = identity.key;
  return {key.provider, key.issuer, key.tenant, key.subject, identity.person, identity.linked, identity.last_sign_in};
}

Parameters values_of(const PersonId& person, const Membership& membership) {
  return {person, membership.role, print_origin(membership.origin)};
}

Parameters values_of(const InvitedPerson& invited) {
  const identity::InvitedAccount& account = invited.invitation.account;
  return {invited.person,
          account.provider,
          account.issuer,
          account.tenant,
          account.address,
          account.subject,
          invited.invitation.created,
          invited.invitation.expires};
}

Result<void> run_checked(Connection& connection, std::string_view sql, Parameters values) {
  const std::string check = row_check(values);
  values.emplace_back(Blob{check});
  SALLYPORT_CHECK(connection.run(sql, values));
  return {};
}

Result<Person> parse_person(const Row& row) {
  Person person;
  SALLYPORT_TRY(person.id.value, row.text(0));
  SALLYPORT_TRY(person.labels.display_name, row.text(1));
  SALLYPORT_TRY(person.labels.email, row.text(2));
  SALLYPORT_TRY(person.labels.preferred_username, row.text(3));
  SALLYPORT_TRY(person.labels.username, row.text(4));
  SALLYPORT_TRY(person.disabled, row.flag(5));
  SALLYPORT_TRY(person.created, row.time(6));
  SALLYPORT_TRY(person.last_sign_in, row.time(7));
  SALLYPORT_TRY(const auto check, row.blob(8));
  SALLYPORT_CHECK(check_row(values_of(person), check));
  return person;
}

Result<Identity> parse_identity(const Row& row) {
  Identity identity;
  SALLYPORT_TRY(identity.key.provider, row.text(0));
  SALLYPORT_TRY(identity.key.issuer.value, row.text(1));
  SALLYPORT_TRY(identity.key.tenant.value, row.text(2));
  SALLYPORT_TRY(identity.key.subject.value, row.text(3));
  SALLYPORT_TRY(identity.person.value, row.text(4));
  SALLYPORT_TRY(identity.linked, row.time(5));
  SALLYPORT_TRY(identity.last_sign_in, row.time(6));
  SALLYPORT_TRY(const auto check, row.blob(7));
  SALLYPORT_CHECK(check_row(values_of(identity), check));
  return identity;
}

struct MembershipRow {
  PersonId person;
  Membership membership;
};

Result<MembershipRow> parse_membership(const Row& row) {
  MembershipRow out;
  Membership& membership = out.membership;
  SALLYPORT_TRY(out.person.value, row.text(0));
  SALLYPORT_TRY(membership.role, row.text(1));
  SALLYPORT_TRY(const auto origin, row.text(2));
  SALLYPORT_TRY(const auto check, row.blob(3));
  const auto known = parse_origin(origin);
  if (!known) return failure(Kind::unavailable, "sql_damaged", {}, "no such origin");
  membership.origin = *known;
  SALLYPORT_CHECK(check_row(values_of(out.person, membership), check));
  return out;
}

Result<InvitedPerson> parse_invitation(const Row& row) {
  InvitedPerson invited;
  identity::InvitedAccount& account = invited.invitation.account;
  SALLYPORT_TRY(invited.person.value, row.text(0));
  SALLYPORT_TRY(account.provider, row.text(1));
  SALLYPORT_TRY(account.issuer.value, row.text(2));
  SALLYPORT_TRY(account.tenant.value, row.text(3));
  SALLYPORT_TRY(account.address, row.text(4));
  SALLYPORT_TRY(account.subject.value, row.text(5));
  SALLYPORT_TRY(invited.invitation.created, row.time(6));
  SALLYPORT_TRY(invited.invitation.expires, row.time(7));
  SALLYPORT_TRY(const auto check, row.blob(8));
  SALLYPORT_CHECK(check_row(values_of(invited), check));
  return invited;
}

template <class T>
struct Rows {
  std::vector<T> readable;
  std::size_t count = 0;  // including the damaged ones
};

// Reads all rows of the statement with `parse`. In the log, column `name` identifies a damaged row.
template <class T>
Result<Rows<T>> read_rows(Connection& connection, std::string_view sql, const Parameters& parameters,
                          Result<T> (*parse)(const Row&), std::string_view table, int name, Damaged damaged, Log& log) {
  Rows<T> rows;
  SALLYPORT_CHECK(connection.query(sql, parameters, [&](const Row& row) -> Result<void> {
    ++rows.count;
    auto value = parse(row);
    if (!value) report_damaged(log, table, row.text(name).value_or("?"), value.error());
    if (!value && damaged == Damaged::leave_out && is_damage(value.error())) return {};
    if (!value) return Failure(value.error());
    rows.readable.push_back(*std::move(value));
    return {};
  }));
  return rows;
}

template <class T>
Result<std::vector<T>> read_all(Connection& connection, std::string_view sql, const Parameters& parameters,
                                Result<T> (*parse)(const Row&), std::string_view table, int name, Damaged damaged,
                                Log& log) {
  SALLYPORT_TRY(auto rows, read_rows(connection, sql, parameters, parse, table, name, damaged, log));
  return std::move(rows.readable);
}

template <class T>
std::optional<T> first(std::vector<T> all) {
  if (all.empty()) return std::nullopt;
  return std::move(all.front());
}

const std::string kFindPerson = joined({"SELECT ", kPersonColumns, " FROM person WHERE id = ?"});
const std::string kFindIdentity = joined(
    {"SELECT ", kIdentityColumns, " FROM identity WHERE subject = ? AND tenant = ? AND issuer = ? AND provider = ?"});
const std::string kInvitationOf = joined({"SELECT ", kInvitationColumns, " FROM invitation WHERE person = ?"});
const std::string kInvitationsAt =
    joined({"SELECT ", kInvitationColumns, " FROM invitation WHERE provider = ? AND tenant = ?"});
const std::string kListPeople =
    joined({"SELECT ", kPersonColumns,
            " FROM person WHERE ordinal > CASE ?1 WHEN '' THEN 0 ELSE (SELECT ordinal FROM person WHERE id = ?1) END "
            "AND id NOT IN (SELECT person FROM profile WHERE bot = 1) ORDER BY ordinal LIMIT ?2 OFFSET ?3"});

std::string select_of(std::string_view columns, std::string_view table, const OneOf& people) {
  return joined({"SELECT ", columns, " FROM ", table, " WHERE person IN ", people.list});
}

// Gives each of the people their memberships.
Result<void> add_memberships(Connection& connection, std::vector<Person>& people, Log& log) {
  if (people.empty()) return {};
  std::map<PersonId, Person*> by_id;
  std::vector<PersonId> ids;
  for (Person& person : people) {
    by_id.emplace(person.id, &person);
    ids.push_back(person.id);
  }
  const OneOf those = one_of(ids);
  SALLYPORT_TRY(auto rows, read_all(connection, select_of(kMembershipColumns, "membership", those), those.values,
                                    parse_membership, "membership", 0, Damaged::leave_out, log));
  for (MembershipRow& row : rows) by_id.at(row.person)->memberships.push_back(std::move(row.membership));
  for (Person& person : people) std::ranges::sort(person.memberships);
  return {};
}

// The people of one page. Damaged rows are left out. If all rows of a page are damaged, returns the next page, because
// callers take an empty page for the end.
Result<std::vector<Person>> people_after(Connection& connection, const PersonId& after, std::size_t limit, Log& log) {
  for (std::size_t passed = 0;;) {
    SALLYPORT_TRY(auto rows, read_rows(connection, kListPeople,
                                       {after, static_cast<std::int64_t>(limit), static_cast<std::int64_t>(passed)},
                                       parse_person, "person", 0, Damaged::leave_out, log));
    passed += rows.count;
    const bool ended = rows.count == 0 || rows.count < limit;
    if (ended || !rows.readable.empty()) return std::move(rows.readable);
  }
}

}  // namespace

std::string_view print_origin(Origin origin) {
  const auto known = std::ranges::find(kOrigins, origin, &OriginName::origin);
  return known == kOrigins.end() ? std::string_view() : known->name;
}

std::optional<Origin> parse_origin(std::string_view text) {
  const auto known = std::ranges::find(kOrigins, text, &OriginName::name);
  if (known == kOrigins.end()) return std::nullopt;
  return known->origin;
}

Result<std::optional<Person>> find_person(Connection& connection, const PersonId& id, Log& log) {
  SALLYPORT_TRY(auto found, read_all(connection, kFindPerson, {id}, parse_person, "person", 0, Damaged::fail, log));
  SALLYPORT_CHECK(add_memberships(connection, found, log));
  return first(std::move(found));
}

Result<std::vector<Person>> people_of(Connection& connection, const std::vector<PersonId>& ids, Damaged damaged,
                                      Log& log) {
  if (ids.empty()) return std::vector<Person>{};
  const OneOf those = one_of(ids);
  SALLYPORT_TRY(auto people,
                read_all(connection, joined({"SELECT ", kPersonColumns, " FROM person WHERE id IN ", those.list}),
                         those.values, parse_person, "person", 0, damaged, log));
  SALLYPORT_CHECK(add_memberships(connection, people, log));
  return people;
}

Result<std::optional<Identity>> find_identity(Connection& connection, const IdentityKey& key, Log& log) {
  SALLYPORT_TRY(auto found, read_all(connection, kFindIdentity, {key.subject, key.tenant, key.issuer, key.provider},
                                     parse_identity, "identity", 4, Damaged::fail, log));
  return first(std::move(found));
}

Result<std::vector<PersonRecord>> list_people(Connection& connection, const PersonId& after, std::size_t limit,
                                              Log& log) {
  SALLYPORT_TRY(auto people, people_after(connection, after, std::min(limit, kMaxPeopleAtOnce), log));
  std::vector<PersonRecord> page;
  if (people.empty()) return page;
  SALLYPORT_CHECK(add_memberships(connection, people, log));
  std::vector<PersonId> ids;
  std::map<PersonId, std::size_t> places;
  for (Person& person : people) {
    ids.push_back(person.id);
    places.emplace(person.id, page.size());
    page.push_back({std::move(person), {}, {}});
  }
  const OneOf those = one_of(ids);
  SALLYPORT_TRY(auto identities, read_all(connection, select_of(kIdentityColumns, "identity", those), those.values,
                                          parse_identity, "identity", 4, Damaged::leave_out, log));
  std::ranges::sort(identities, {}, &Identity::linked);
  for (Identity& identity : identities) page[places.at(identity.person)].identities.push_back(std::move(identity));
  SALLYPORT_TRY(auto invited, read_all(connection, select_of(kInvitationColumns, "invitation", those), those.values,
                                       parse_invitation, "invitation", 0, Damaged::leave_out, log));
  for (InvitedPerson& one : invited) page[places.at(one.person)].invitation = std::move(one.invitation);
  return page;
}

Result<void> insert_person(Connection& connection, const Person& person) {
  static const std::string kInsert =
      joined({"INSERT INTO person (", kPersonColumns, ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"});
  return run_checked(connection, kInsert, values_of(person));
}

Result<void> update_person(Connection& connection, const Person& person) {
  constexpr std::string_view kUpdate =
      "UPDATE person SET display_name = ?2, email = ?3, preferred_username = ?4, username = ?5, disabled = ?6, "
      "created = ?7, last_sign_in = ?8, row_check = ?9 WHERE id = ?1";
  return run_checked(connection, kUpdate, values_of(person));
}

Result<void> put_identity(Connection& connection, const Identity& identity) {
  static const std::string kPut =
      joined({"INSERT INTO identity (", kIdentityColumns,
              ") VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (subject, tenant, issuer, provider) DO UPDATE SET "
              "person = excluded.person, linked = excluded.linked, last_sign_in = excluded.last_sign_in, "
              "row_check = excluded.row_check"});
  return run_checked(connection, kPut, values_of(identity));
}

Result<void> put_membership(Connection& connection, const PersonId& person, const Membership& membership) {
  static const std::string kPut =
      joined({"INSERT INTO membership (", kMembershipColumns,
              ") VALUES (?, ?, ?, ?) ON CONFLICT (person, role, origin) DO UPDATE SET row_check = excluded.row_check"});
  return run_checked(connection, kPut, values_of(person, membership));
}

Result<void> remove_membership(Connection& connection, const PersonId& person, const Membership& membership) {
  SALLYPORT_CHECK(connection.run("DELETE FROM membership WHERE person = ? AND role = ? AND origin = ?",
                                 {person, membership.role, print_origin(membership.origin)}));
  return {};
}

Result<void> insert_invitation(Connection& connection, const InvitedPerson& invited) {
  static const std::string kInsert =
      joined({"INSERT INTO invitation (", kInvitationColumns, ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"});
  return run_checked(connection, kInsert, values_of(invited));
}

Result<std::optional<InvitedPerson>> find_invitation(Connection& connection, const PersonId& person, Log& log) {
  SALLYPORT_TRY(auto found, read_all(connection, kInvitationOf, {person}, parse_invitation, "invitation", 0,
                                     Damaged::leave_out, log));
  return first(std::move(found));
}

Result<std::vector<InvitedPerson>> invitations_at(Connection& connection, std::string_view provider,
                                                  const TenantId& tenant, Log& log) {
  return read_all(connection, kInvitationsAt, {provider, tenant}, parse_invitation, "invitation", 0, Damaged::leave_out,
                  log);
}

Result<void> remove_invitation(Connection& connection, const PersonId& person) {
  SALLYPORT_CHECK(connection.run("DELETE FROM invitation WHERE person = ?", {person}));
  return {};
}

}  // namespace sallyport::stores
