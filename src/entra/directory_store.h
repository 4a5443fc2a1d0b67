// Where the local directory keeps tenants, people, groups and app registrations.
// Errors of each call: unavailable/"directory_store".
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "entra/registration.h"

namespace sallyport::entra {

class TenantStore {
 public:
  virtual ~TenantStore() = default;

  // By GUID or by one of the domains, in any case.
  virtual Result<std::optional<Tenant>> find_tenant(std::string_view id_or_domain) = 0;
  virtual Result<std::vector<Tenant>> tenants() = 0;  // in order of creation: the first is the home of /common

  // New, or in place of the one with the id. Errors: conflict/"domain_taken" by another tenant.
  virtual Result<void> put_tenant(const Tenant& tenant) = 0;
};

class PeopleStore {
 public:
  virtual ~PeopleStore() = default;

  virtual Result<std::optional<User>> find_user(const ObjectId& id) = 0;

  // User principal names are unique over all tenants, in any case.
  virtual Result<std::optional<User>> find_user_by_name(std::string_view user_principal_name) = 0;
  virtual Result<std::vector<User>> users(const TenantId& tenant) = 0;  // in order of creation

  // New, or in place of the one with the id. Errors: conflict/"user_name_taken".
  virtual Result<void> put_user(const User& user) = 0;

  virtual Result<std::vector<Group>> groups(const TenantId& tenant) = 0;  // with their members, by name
  virtual Result<void> put_group(const Group& group) = 0;                 // with its members, whole

  // Ids of the groups that the user is a member of, sorted.
  virtual Result<std::vector<ObjectId>> groups_of(const ObjectId& user) = 0;
};

class AppStore {
 public:
  virtual ~AppStore() = default;

  virtual Result<std::optional<AppRegistration>> find_app(const ClientId& client) = 0;

  // By one of its identifier URIs, exactly: "api://…".
  virtual Result<std::optional<AppRegistration>> find_app_by_identifier(std::string_view uri) = 0;
  virtual Result<std::vector<AppRegistration>> apps(const TenantId& tenant) = 0;  // in order of creation

  // New, or in place of the one with the client id. Errors: conflict/"identifier_taken".
  virtual Result<void> put_app(const AppRegistration& app) = 0;
  virtual Result<void> remove_app(const ClientId& client) = 0;  // gone already is done
};

class DirectoryStore : public TenantStore, public PeopleStore, public AppStore {};

}  // namespace sallyport::entra
