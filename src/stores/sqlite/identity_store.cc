#include "stores/sqlite/identity_store.h"

#include "stores/sqlite/row_check.h"
#include "stores/sqlite/sql_text.h"

namespace sallyport::stores {

using identity::CreateMissing;
using identity::IdentityKey;
using identity::Labels;
using identity::Person;

namespace {

constexpr std::string_view kPortWord = "identity_store";

constexpr std::string_view kColumns =
    "id, issuer, tenant, subject, display_name, email, preferred_username, username, admin, disabled, created, "
    "last_sign_in, row_check";
const std::string kInsert =
    joined({"INSERT INTO person (", kColumns, ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"});
constexpr std::string_view kUpdate =
    "UPDATE person SET display_name = ?, email = ?, preferred_username = ?, username = ?, admin = ?, disabled = ?, "
    "last_sign_in = ?, row_check = ? WHERE id = ?";
const std::string kFindByKey =
    joined({"SELECT ", kColumns, " FROM person WHERE subject = ? AND tenant = ? AND issuer = ?"});
const std::string kFindById = joined({"SELECT ", kColumns, " FROM person WHERE id = ?"});
const std::string kList =
    joined({"SELECT ", kColumns,
            " FROM person WHERE ordinal > CASE ?1 WHEN '' THEN 0 ELSE (SELECT ordinal FROM person WHERE id = ?1) END "
            "ORDER BY ordinal LIMIT ?2"});

Parameters values_of(const Person& person) {
  return {person.id,
          person.key.issuer,
          person.key.tenant,
          person.key.subject,
          person.labels.display_name,
          person.labels.email,
          person.labels.preferred_username,
          person.labels.username,
          person.admin,
          person.disabled,
          person.created,
          person.last_sign_in};
}

Result<Person> parse_person(const Row& row) {
  Person person;
  SALLYPORT_TRY(person.id.value, row.text(0));
  SALLYPORT_TRY(person.key.issuer.value, row.text(1));
  SALLYPORT_TRY(person.key.tenant.value, row.text(2));
  SALLYPORT_TRY(person.key.subject.value, row.text(3));
  SALLYPORT_TRY(person.labels.display_name, row.text(4));
  SALLYPORT_TRY(person.labels.email, row.text(5));
  SALLYPORT_TRY(person.labels.preferred_username, row.text(6));
  SALLYPORT_TRY(person.labels.username, row.text(7));
  SALLYPORT_TRY(person.admin, row.flag(8));
  SALLYPORT_TRY(person.disabled, row.flag(9));
  SALLYPORT_TRY(person.created, row.time(10));
  SALLYPORT_TRY(person.last_sign_in, row.time(11));
  SALLYPORT_TRY(const auto check, row.blob(12));
  SALLYPORT_CHECK(check_row(values_of(person), check));
  return person;
}

// How a log names a row whose values are not to be believed.
std::string name_of(const Row& row) {
  return row.text(0).value_or("?");
}

Result<void> insert(Connection& connection, const Person& person) {
  auto values = values_of(person);
  const auto check = row_check(values);
  values.emplace_back(Blob{check});
  SALLYPORT_CHECK(connection.run(kInsert, values));
  return {};
}

Result<void> update(Connection& connection, const Person& person) {
  const auto check = row_check(values_of(person));
  SALLYPORT_CHECK(connection.run(
      kUpdate, {person.labels.display_name, person.labels.email, person.labels.preferred_username,
                person.labels.username, person.admin, person.disabled, person.last_sign_in, Blob{check}, person.id}));
  return {};
}

Parameters key_values(const IdentityKey& key) {
  return {key.subject, key.tenant, key.issuer};
}

}  // namespace

Result<std::optional<Person>> SqliteIdentityStore::find_one(Connection& connection, std::string_view sql,
                                                            const Parameters& parameters) {
  std::optional<Person> found;
  SALLYPORT_CHECK(connection.query(sql, parameters, [&](const Row& row) -> Result<void> {
    auto person = parse_person(row);
    if (!person) report_damaged(log_, "person", name_of(row), person.error());
    SALLYPORT_TRY(found, std::move(person));
    return {};
  }));
  return found;
}

Result<std::optional<Person>> SqliteIdentityStore::find(const IdentityKey& key) {
  return rename_failure(
      database_.read([&](Connection& connection) { return find_one(connection, kFindByKey, key_values(key)); }),
      kPortWord);
}

Result<std::optional<Person>> SqliteIdentityStore::find_by_id(const PersonId& id) {
  return rename_failure(database_.read([&](Connection& connection) { return find_one(connection, kFindById, {id}); }),
                        kPortWord);
}

Result<std::optional<Person>> SqliteIdentityStore::link_or_create(const IdentityKey& key, const Labels& labels,
                                                                  bool admin, CreateMissing create, UnixTime now) {
  const auto link = [&](Connection& connection) -> Result<std::optional<Person>> {
    SALLYPORT_TRY(auto person, find_one(connection, kFindByKey, key_values(key)));
    if (!person && create == CreateMissing::no) return std::nullopt;
    if (!person) {
      person = Person{PersonId(random_uuid(random_)), key, labels, admin, false, now, now};
      SALLYPORT_CHECK(insert(connection, *person));
      return person;
    }
    person->labels = labels;
    person->admin = person->admin || admin;
    person->last_sign_in = now;
    SALLYPORT_CHECK(update(connection, *person));
    return person;
  };
  return rename_failure(database_.write(link), kPortWord);
}

Result<void> SqliteIdentityStore::set_disabled(const PersonId& id, bool disabled) {
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(auto person, find_one(connection, kFindById, {id}));
    if (!person) return failure(Kind::rejected, "person_unknown");
    person->disabled = disabled;
    return update(connection, *person);
  }),
                        kPortWord);
}

Result<std::vector<Person>> SqliteIdentityStore::list(const PersonId& after, std::size_t limit) {
  return rename_failure(database_.read([&](Connection& connection) -> Result<std::vector<Person>> {
    std::vector<Person> page;
    SALLYPORT_CHECK(
        connection.query(kList, {after, static_cast<std::int64_t>(limit)}, [&](const Row& row) -> Result<void> {
          auto person = parse_person(row);
          if (person)
            page.push_back(*std::move(person));
          else
            report_damaged(log_, "person", name_of(row), person.error());
          return {};
        }));
    return page;
  }),
                        kPortWord);
}

}  // namespace sallyport::stores
