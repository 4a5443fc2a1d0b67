#include "stores/sqlite/directory/directory_store.h"

#include "stores/sqlite/directory/rows.h"
#include "stores/sqlite/engine/row_check.h"

namespace sallyport::stores {
namespace {

using entra::AppRegistration;
using entra::Change;
using entra::Group;
using entra::ObjectId;
using entra::Tenant;
using entra::User;

constexpr std::string_view kPortWord = "directory_store";

template <class T>
auto find_one(Database& database, std::string_view sql, const Parameters& parameters) {
  return rename_failure(database.read([&](Connection& c) { return find_body<T>(c, sql, parameters); }), kPortWord);
}

template <class T>
auto list_all(Database& database, std::string_view sql, const Parameters& parameters) {
  return rename_failure(database.read([&](Connection& c) { return list_bodies<T>(c, sql, parameters); }), kPortWord);
}

constexpr std::string_view kGroupsOfTenant =
    "SELECT id, tenant, name, user FROM user_group LEFT JOIN member ON member_of = id WHERE tenant = ? "
    "ORDER BY name, id, user";
constexpr std::string_view kOneGroup =
    "SELECT id, tenant, name, user FROM user_group LEFT JOIN member ON member_of = id WHERE id = ? ORDER BY user";

// The statement returns one row for each member of a group, and one row without a member for an empty group.
Result<std::vector<Group>> list_groups(Connection& connection, std::string_view sql, std::string_view of) {
  std::vector<Group> all;
  SALLYPORT_CHECK(connection.query(sql, {of}, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(auto id, row.text(0));
    SALLYPORT_TRY(auto tenant, row.text(1));
    SALLYPORT_TRY(auto name, row.text(2));
    if (all.empty() || all.back().id.value != id)
      all.push_back({ObjectId(std::move(id)), TenantId(std::move(tenant)), std::move(name), {}});
    if (row.is_null(3)) return {};
    SALLYPORT_TRY(auto member, row.text(3));
    all.back().members.emplace_back(std::move(member));
    return {};
  }));
  return all;
}

// If `work` fails, all its changes are undone.
Result<void> write(Database& database, const std::function<Result<void>(Connection&)>& work) {
  return rename_failure(database.write([&](Connection& c) { return work(c); }), kPortWord);
}

template <class T, class Id>
Result<void> run_change(const Change<T>& change, T& value, Id T::* id) {
  const Id before = value.*id;
  SALLYPORT_CHECK(change(value));
  if (value.*id != before) return failure(Kind::internal, "id_changed");
  return {};
}

Failure not_there(std::string_view reason, const std::string& id) {
  return failure(Kind::rejected, reason, "", id);
}

Result<void> store_tenant(Connection& c, const Tenant& tenant) {
  const std::string body = print_record(tenant);
  SALLYPORT_CHECK(
      c.run("INSERT INTO tenant (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            {tenant.id, body}));
  SALLYPORT_CHECK(c.run("DELETE FROM tenant_domain WHERE tenant = ?", {tenant.id}));
  for (const std::string& domain : tenant.domains) {
    SALLYPORT_TRY(const bool taken,
                  is_there(c, "SELECT 1 FROM tenant_domain WHERE name = ? AND tenant <> ?", {domain, tenant.id}));
    if (taken) return failure(Kind::conflict, "domain_taken");
    SALLYPORT_CHECK(c.run("INSERT OR IGNORE INTO tenant_domain (name, tenant) VALUES (?, ?)", {domain, tenant.id}));
  }
  return {};
}

// The text in the first column. The statement returns at most one row; absent if it returns none.
Result<std::optional<std::string>> find_text(Connection& c, std::string_view sql, const Parameters& parameters) {
  std::optional<std::string> found;
  SALLYPORT_CHECK(c.query(sql, parameters, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(found, row.text(0));
    return {};
  }));
  return found;
}

// An assignment names a person or a group only by its id, so no two of them may share an id.
Result<void> check_id_is_free(Connection& c, const ObjectId& id) {
  SALLYPORT_TRY(const auto user, find_text(c, "SELECT name FROM user WHERE id = ?", {id}));
  if (user) return failure(Kind::conflict, "user_id_taken", "", id.value + " is the id of " + *user);
  SALLYPORT_TRY(const auto group, find_text(c, "SELECT name FROM user_group WHERE id = ?", {id}));
  if (group) return failure(Kind::conflict, "group_id_taken", "", id.value + " is the id of the group " + *group);
  return {};
}

Result<void> store_user(Connection& c, const User& user) {
  SALLYPORT_TRY(const bool taken,
                is_there(c, "SELECT 1 FROM user WHERE name = ? AND id <> ?", {user.user_principal_name, user.id}));
  if (taken) return failure(Kind::conflict, "user_name_taken");
  const std::string body = print_record(user);
  SALLYPORT_CHECK(
      c.run("INSERT INTO user (id, tenant, name, body) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "tenant = excluded.tenant, name = excluded.name, body = excluded.body",
            {user.id, user.tenant, user.user_principal_name, body}));
  return {};
}

Result<void> store_group(Connection& c, const Group& group) {
  SALLYPORT_CHECK(c.run("INSERT OR REPLACE INTO user_group (id, tenant, name) VALUES (?, ?, ?)",
                        {group.id, group.tenant, group.display_name}));
  SALLYPORT_CHECK(c.run("DELETE FROM member WHERE member_of = ?", {group.id}));
  for (const ObjectId& member : group.members)
    SALLYPORT_CHECK(c.run("INSERT OR IGNORE INTO member (user, member_of) VALUES (?, ?)", {member, group.id}));
  return {};
}

Result<void> store_app(Connection& c, const AppRegistration& app) {
  const std::string body = print_record(app);
  SALLYPORT_CHECK(
      c.run("INSERT INTO app (client_id, tenant, body) VALUES (?, ?, ?) ON CONFLICT (client_id) DO UPDATE SET "
            "tenant = excluded.tenant, body = excluded.body",
            {app.client_id, app.tenant, body}));
  SALLYPORT_CHECK(c.run("DELETE FROM app_identifier WHERE client_id = ?", {app.client_id}));
  for (const std::string& uri : app.identifier_uris) {
    SALLYPORT_TRY(const bool taken,
                  is_there(c, "SELECT 1 FROM app_identifier WHERE uri = ? AND client_id <> ?", {uri, app.client_id}));
    if (taken) return failure(Kind::conflict, "identifier_taken");
    SALLYPORT_CHECK(c.run("INSERT OR IGNORE INTO app_identifier (uri, client_id) VALUES (?, ?)", {uri, app.client_id}));
  }
  return {};
}

}  // namespace

Result<std::optional<Tenant>> SqliteDirectoryStore::find_tenant(std::string_view id_or_domain) {
  return find_one<Tenant>(database_,
                          "SELECT body FROM tenant WHERE id = ?1 UNION ALL SELECT body FROM tenant WHERE id IN "
                          "(SELECT tenant FROM tenant_domain WHERE name = ?1) LIMIT 1",
                          {id_or_domain});
}

Result<std::vector<Tenant>> SqliteDirectoryStore::tenants() {
  return list_all<Tenant>(database_, "SELECT body FROM tenant ORDER BY ordinal", {});
}

Result<void> SqliteDirectoryStore::add_tenant(const Tenant& tenant) {
  return write(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(const bool taken, is_there(c, "SELECT 1 FROM tenant WHERE id = ?", {tenant.id}));
    if (taken) return failure(Kind::conflict, "tenant_id_taken", "", tenant.id.value);
    return store_tenant(c, tenant);
  });
}

Result<void> SqliteDirectoryStore::change_tenant(const TenantId& id, const Change<Tenant>& change) {
  return write(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(auto tenant, find_body<Tenant>(c, "SELECT body FROM tenant WHERE id = ?", {id}));
    if (!tenant) return not_there("no_tenant", id.value);
    SALLYPORT_CHECK(run_change(change, *tenant, &Tenant::id));
    return store_tenant(c, *tenant);
  });
}

Result<std::optional<User>> SqliteDirectoryStore::find_user(const ObjectId& id) {
  return find_one<User>(database_, "SELECT body FROM user WHERE id = ?", {id});
}

Result<std::optional<User>> SqliteDirectoryStore::find_user_by_name(std::string_view user_principal_name) {
  return find_one<User>(database_, "SELECT body FROM user WHERE name = ?", {user_principal_name});
}

Result<std::vector<User>> SqliteDirectoryStore::users(const TenantId& tenant) {
  return list_all<User>(database_, "SELECT body FROM user WHERE tenant = ? ORDER BY ordinal", {tenant});
}

Result<void> SqliteDirectoryStore::add_user(const User& user) {
  return write(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_CHECK(check_id_is_free(c, user.id));
    return store_user(c, user);
  });
}

Result<void> SqliteDirectoryStore::change_user(const ObjectId& id, const Change<User>& change) {
  return write(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(auto user, find_body<User>(c, "SELECT body FROM user WHERE id = ?", {id}));
    if (!user) return not_there("no_user", id.value);
    SALLYPORT_CHECK(run_change(change, *user, &User::id));
    return store_user(c, *user);
  });
}

Result<std::vector<Group>> SqliteDirectoryStore::groups(const TenantId& tenant) {
  return rename_failure(database_.read([&](Connection& c) { return list_groups(c, kGroupsOfTenant, tenant.value); }),
                        kPortWord);
}

Result<void> SqliteDirectoryStore::add_group(const Group& group) {
  return write(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_CHECK(check_id_is_free(c, group.id));
    return store_group(c, group);
  });
}

Result<void> SqliteDirectoryStore::change_group(const ObjectId& id, const Change<Group>& change) {
  return write(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(auto found, list_groups(c, kOneGroup, id.value));
    if (found.empty()) return not_there("no_group", id.value);
    SALLYPORT_CHECK(run_change(change, found.front(), &Group::id));
    return store_group(c, found.front());
  });
}

Result<std::vector<ObjectId>> SqliteDirectoryStore::groups_of(const ObjectId& user) {
  return rename_failure(database_.read([&](Connection& c) -> Result<std::vector<ObjectId>> {
    std::vector<ObjectId> ids;
    SALLYPORT_CHECK(c.query("SELECT member_of FROM member WHERE user = ? ORDER BY member_of", {user},
                            [&](const Row& row) -> Result<void> {
                              SALLYPORT_TRY(auto id, row.text(0));
                              ids.emplace_back(std::move(id));
                              return {};
                            }));
    return ids;
  }),
                        kPortWord);
}

Result<std::optional<AppRegistration>> SqliteDirectoryStore::find_app(const ClientId& client) {
  return find_one<AppRegistration>(database_, "SELECT body FROM app WHERE client_id = ?", {client});
}

Result<std::optional<AppRegistration>> SqliteDirectoryStore::find_app_by_identifier(std::string_view uri) {
  return find_one<AppRegistration>(
      database_, "SELECT app.body FROM app JOIN app_identifier USING (client_id) WHERE app_identifier.uri = ?", {uri});
}

Result<std::vector<AppRegistration>> SqliteDirectoryStore::apps(const TenantId& tenant) {
  return list_all<AppRegistration>(database_, "SELECT body FROM app WHERE tenant = ? ORDER BY ordinal", {tenant});
}

Result<void> SqliteDirectoryStore::add_app(const AppRegistration& app) {
  return write(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(const bool taken, is_there(c, "SELECT 1 FROM app WHERE client_id = ?", {app.client_id}));
    if (taken) return failure(Kind::conflict, "client_id_taken", "", app.client_id.value);
    return store_app(c, app);
  });
}

Result<void> SqliteDirectoryStore::change_app(const ClientId& client, const Change<AppRegistration>& change) {
  return write(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(auto app, find_body<AppRegistration>(c, "SELECT body FROM app WHERE client_id = ?", {client}));
    if (!app) return not_there("no_app", client.value);
    SALLYPORT_CHECK(run_change(change, *app, &AppRegistration::client_id));
    return store_app(c, *app);
  });
}

Result<void> SqliteDirectoryStore::remove_app(const ClientId& client) {
  return write(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_CHECK(c.run("DELETE FROM app WHERE client_id = ?", {client}));
    return {};
  });
}

}  // namespace sallyport::stores
