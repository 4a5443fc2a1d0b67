#include "stores/sqlite/directory_store.h"

#include "stores/sqlite/directory_rows.h"
#include "stores/sqlite/row_check.h"

namespace sallyport::stores {
namespace {

using entra::AppRegistration;
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

// A row for each member, and one without for a group that has none.
Result<std::vector<Group>> list_groups(Connection& connection, const TenantId& tenant) {
  std::vector<Group> all;
  SALLYPORT_CHECK(
      connection.query("SELECT id, name, user FROM user_group LEFT JOIN member ON member_of = id WHERE tenant = ? "
                       "ORDER BY name, id, user",
                       {tenant}, [&](const Row& row) -> Result<void> {
                         SALLYPORT_TRY(auto id, row.text(0));
                         SALLYPORT_TRY(auto name, row.text(1));
                         if (all.empty() || all.back().id.value != id)
                           all.push_back({ObjectId(std::move(id)), tenant, std::move(name), {}});
                         if (row.is_null(2)) return {};
                         SALLYPORT_TRY(auto member, row.text(2));
                         all.back().members.emplace_back(std::move(member));
                         return {};
                       }));
  return all;
}

// A failed work is undone whole.
Result<void> write(Database& database, const std::function<Result<void>(Connection&)>& work) {
  return rename_failure(database.write([&](Connection& c) { return work(c); }), kPortWord);
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

Result<void> SqliteDirectoryStore::put_tenant(const Tenant& tenant) {
  return write(database_, [&](Connection& c) -> Result<void> {
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

Result<void> SqliteDirectoryStore::put_user(const User& user) {
  return write(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(const bool taken,
                  is_there(c, "SELECT 1 FROM user WHERE name = ? AND id <> ?", {user.user_principal_name, user.id}));
    if (taken) return failure(Kind::conflict, "user_name_taken");
    const std::string body = print_record(user);
    SALLYPORT_CHECK(
        c.run("INSERT INTO user (id, tenant, name, body) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
              "tenant = excluded.tenant, name = excluded.name, body = excluded.body",
              {user.id, user.tenant, user.user_principal_name, body}));
    return {};
  });
}

Result<std::vector<Group>> SqliteDirectoryStore::groups(const TenantId& tenant) {
  return rename_failure(database_.read([&](Connection& c) { return list_groups(c, tenant); }), kPortWord);
}

Result<void> SqliteDirectoryStore::put_group(const Group& group) {
  return write(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_CHECK(c.run("INSERT OR REPLACE INTO user_group (id, tenant, name) VALUES (?, ?, ?)",
                          {group.id, group.tenant, group.display_name}));
    SALLYPORT_CHECK(c.run("DELETE FROM member WHERE member_of = ?", {group.id}));
    for (const ObjectId& member : group.members)
      SALLYPORT_CHECK(c.run("INSERT OR IGNORE INTO member (user, member_of) VALUES (?, ?)", {member, group.id}));
    return {};
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

Result<void> SqliteDirectoryStore::put_app(const AppRegistration& app) {
  return write(database_, [&](Connection& c) -> Result<void> {
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
      SALLYPORT_CHECK(
          c.run("INSERT OR IGNORE INTO app_identifier (uri, client_id) VALUES (?, ?)", {uri, app.client_id}));
    }
    return {};
  });
}

Result<void> SqliteDirectoryStore::remove_app(const ClientId& client) {
  return write(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_CHECK(c.run("DELETE FROM app WHERE client_id = ?", {client}));
    return {};
  });
}

}  // namespace sallyport::stores
