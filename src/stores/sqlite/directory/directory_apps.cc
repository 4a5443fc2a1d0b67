// App registrations and service principals.
#include "entra/name_index.h"
#include "stores/sqlite/directory/directory_store.h"
#include "stores/sqlite/directory/listing.h"
#include "stores/sqlite/directory/removals.h"
#include "stores/sqlite/directory/work.h"
#include "stores/sqlite/directory/writes.h"

namespace sallyport::stores {
namespace {

using entra::AppRegistration;
using entra::Change;
using entra::ObjectId;
using entra::Page;
using entra::PageRequest;
using entra::ServicePrincipal;

constexpr std::string_view kLoadApp = "SELECT ordinal, body FROM application WHERE client_id = ?";
constexpr std::string_view kLoadPrincipal = "SELECT ordinal, body FROM service_principal WHERE id = ?";

auto fixed_of_app(const AppRegistration& app) {
  return std::tuple(app.id, app.tenant, app.client_id);
}
auto fixed_of_principal(const ServicePrincipal& principal) {
  return std::tuple(principal.id, principal.tenant, principal.client_id);
}

Result<std::optional<ServicePrincipal>> principal_of(Connection& c, const TenantId& tenant, const ClientId& client) {
  return find_body<ServicePrincipal>(c, "SELECT body FROM service_principal WHERE tenant = ? AND client_id = ?",
                                     {tenant, client});
}

}  // namespace

Result<std::optional<AppRegistration>> SqliteDirectoryStore::find_app(const ClientId& client) {
  const auto read = [&](Connection& c) {
    return find_body<AppRegistration>(c, "SELECT body FROM application WHERE client_id = ?", {client});
  };
  return rename_failure(kept_apps_.get(database_, client.value, read), kPortWord);
}

Result<std::optional<AppRegistration>> SqliteDirectoryStore::find_app_by_object_id(const ObjectId& id) {
  return find_one<AppRegistration>(database_, "SELECT body FROM application WHERE id = ?", {id});
}

Result<std::optional<AppRegistration>> SqliteDirectoryStore::find_app_by_identifier(std::string_view uri) {
  return find_one<AppRegistration>(
      database_, "SELECT application.body FROM application JOIN application_identifier USING (client_id) WHERE uri = ?",
      {uri});
}

Result<Page<AppRegistration>> SqliteDirectoryStore::apps(const TenantId& tenant, const PageRequest& request) {
  return read_port(database_,
                   [&](Connection& c) { return list_page<AppRegistration>(c, kApplications, tenant, request); });
}

Result<bool> SqliteDirectoryStore::is_redirect_origin(std::string_view origin,
                                                      std::optional<entra::Platform> platform) {
  const std::string key = entra::origin_key(origin);
  if (key.empty()) return false;
  return read_port(database_, [&](Connection& c) {
    if (!platform) return is_there(c, "SELECT 1 FROM application_origin WHERE origin = ? LIMIT 1", {key});
    return is_there(c, "SELECT 1 FROM application_origin WHERE origin = ? AND platform = ? LIMIT 1",
                    {key, entra::name_of(*platform)});
  });
}

Result<void> SqliteDirectoryStore::add_app(const AppRegistration& app) {
  return write_port(database_, [&](Connection& c) { return insert(c, app); });
}

Result<void> SqliteDirectoryStore::change_app(const ClientId& client, const Change<AppRegistration>& change) {
  return write_port(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(const auto before, load<AppRegistration>(c, kLoadApp, client.value, "no_app"));
    SALLYPORT_TRY(const auto app, changed(before.value, change, fixed_of_app));
    SALLYPORT_CHECK(c.run("UPDATE application SET display = ?, body = ? WHERE ordinal = ?",
                          {entra::fold_name(app.display_name), print_record(app), before.ordinal}));
    SALLYPORT_CHECK(change_words(c, kApplications, app.tenant, before.ordinal, entra::words_of(before.value),
                                 entra::words_of(app)));
    return store_app_indexes(c, app);
  });
}

Result<void> SqliteDirectoryStore::remove_app(const ClientId& client) {
  return write_port(database_, [&](Connection& c) { return erase_app(c, client); });
}

Result<std::optional<ServicePrincipal>> SqliteDirectoryStore::find_principal(const ObjectId& id) {
  return find_one<ServicePrincipal>(database_, "SELECT body FROM service_principal WHERE id = ?", {id});
}

Result<std::optional<ServicePrincipal>> SqliteDirectoryStore::find_principal_of(const TenantId& tenant,
                                                                                const ClientId& client) {
  const auto read = [&](Connection& c) { return principal_of(c, tenant, client); };
  return rename_failure(kept_principals_.get(database_, tenant.value + " " + client.value, read), kPortWord);
}

Result<Page<ServicePrincipal>> SqliteDirectoryStore::principals(const TenantId& tenant, const PageRequest& request) {
  return read_port(database_,
                   [&](Connection& c) { return list_page<ServicePrincipal>(c, kPrincipals, tenant, request); });
}

Result<void> SqliteDirectoryStore::add_principal(const ServicePrincipal& principal) {
  return write_port(database_, [&](Connection& c) { return insert(c, principal); });
}

Result<void> SqliteDirectoryStore::change_principal(const ObjectId& id, const Change<ServicePrincipal>& change) {
  return write_port(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(const auto before, load<ServicePrincipal>(c, kLoadPrincipal, id.value, "no_principal"));
    SALLYPORT_TRY(const auto principal, changed(before.value, change, fixed_of_principal));
    SALLYPORT_CHECK(c.run("UPDATE service_principal SET display = ?, body = ? WHERE ordinal = ?",
                          {entra::fold_name(principal.display_name), print_record(principal), before.ordinal}));
    return change_words(c, kPrincipals, principal.tenant, before.ordinal, entra::words_of(before.value),
                        entra::words_of(principal));
  });
}

Result<void> SqliteDirectoryStore::remove_principal(const ObjectId& id) {
  return write_port(database_, [&](Connection& c) { return erase_principal(c, id); });
}

}  // namespace sallyport::stores
