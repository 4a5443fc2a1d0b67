// The ports that store the tenants, people, groups and app registrations of the local directory.
//
// To change a value, the caller passes a function. The store calls it within one write transaction with the current
// value, and stores the value as the function leaves it. Concurrent changes from several threads or processes are
// therefore all kept. If the function fails, nothing is stored, and the caller gets the function's error.
//
// Every thread may call a store, and calls block. A change function may run on another thread than the caller's. It
// must not call the store, and it must not change the id of its value.
//
// Every call may fail with unavailable/"directory_store". Every add fails with conflict/"…_id_taken" if the id exists
// already; an object id belongs to only one person or group over all tenants. Every change fails with
// rejected/"no_tenant", "no_user", "no_group" or "no_app" if nothing has the id, and with internal/"id_changed" if the
// function changes the id.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "entra/registration.h"

namespace sallyport::entra {

template <class T>
using Change = std::function<Result<void>(T&)>;

class TenantStore {
 public:
  virtual ~TenantStore() = default;

  // Finds a tenant by its GUID or by one of its domains, in any case.
  virtual Result<std::optional<Tenant>> find_tenant(std::string_view id_or_domain) = 0;
  virtual Result<std::vector<Tenant>> tenants() = 0;  // in order of creation; the first one is the home of /common

  // Errors of add_tenant: conflict/"tenant_id_taken". Errors of both: conflict/"domain_taken" if another tenant has one
  // of the domains.
  virtual Result<void> add_tenant(const Tenant& tenant) = 0;
  virtual Result<void> change_tenant(const TenantId& id, const Change<Tenant>& change) = 0;
};

class PeopleStore {
 public:
  virtual ~PeopleStore() = default;

  virtual Result<std::optional<User>> find_user(const ObjectId& id) = 0;

  // Finds a user by name, in any case. User principal names are unique over all tenants.
  virtual Result<std::optional<User>> find_user_by_name(std::string_view user_principal_name) = 0;
  virtual Result<std::vector<User>> users(const TenantId& tenant) = 0;  // in order of creation

  // Errors of add_user: conflict/"user_id_taken", "group_id_taken". Errors of both: conflict/"user_name_taken".
  virtual Result<void> add_user(const User& user) = 0;
  virtual Result<void> change_user(const ObjectId& id, const Change<User>& change) = 0;
};

class GroupStore {
 public:
  virtual ~GroupStore() = default;

  virtual Result<std::vector<Group>> groups(const TenantId& tenant) = 0;  // with their members, in order of names

  // The ids of the groups of which the user is a member, sorted.
  virtual Result<std::vector<ObjectId>> groups_of(const ObjectId& user) = 0;

  // Errors of add_group: conflict/"user_id_taken", "group_id_taken".
  virtual Result<void> add_group(const Group& group) = 0;
  virtual Result<void> change_group(const ObjectId& id, const Change<Group>& change) = 0;
};

class AppStore {
 public:
  virtual ~AppStore() = default;

  virtual Result<std::optional<AppRegistration>> find_app(const ClientId& client) = 0;

  // Finds an app by one of its identifier URIs ("api://…"), which must match exactly.
  virtual Result<std::optional<AppRegistration>> find_app_by_identifier(std::string_view uri) = 0;
  virtual Result<std::vector<AppRegistration>> apps(const TenantId& tenant) = 0;  // in order of creation

  // Errors of add_app: conflict/"client_id_taken". Errors of add_app and change_app: conflict/"identifier_taken" if
  // another app has one of the identifier URIs.
  virtual Result<void> add_app(const AppRegistration& app) = 0;
  virtual Result<void> change_app(const ClientId& client, const Change<AppRegistration>& change) = 0;
  virtual Result<void> remove_app(const ClientId& client) = 0;  // also succeeds if there is no such app
};

class DirectoryStore : public TenantStore, public PeopleStore, public GroupStore, public AppStore {};

}  // namespace sallyport::entra
