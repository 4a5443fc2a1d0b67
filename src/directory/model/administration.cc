#include "directory/model/administration.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/password.h"
#include "directory/call/limits.h"

namespace sallyport::directory {
namespace {

Result<std::string> given_or_new_id(std::string_view given, std::string_view reason, Random& random) {
  if (given.empty()) return random_uuid(random);
  if (!is_guid(given)) return failure(Kind::rejected, reason, "", std::string(given) + ": write a GUID");
  return ascii_lower(given);
}

Result<void> check_name(std::string_view name, std::string_view reason) {
  if (!name.empty() && name.size() <= limits::kName && !has_control(name)) return {};
  return failure(Kind::rejected, reason, "", "1 to 120 characters");
}

bool is_domain(std::string_view text) {
  const auto in_host_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  const std::size_t dot = text.find('.');
  return dot != std::string_view::npos && dot > 0 && text.back() != '.' && std::ranges::all_of(text, in_host_name);
}

// The id of the role, as an assignment stores it. Empty for access alone.
Result<std::string> find_role(const entra::AppRegistration& app, std::string_view value) {
  if (value.empty()) return std::string();
  const auto role = std::ranges::find(app.app_roles, value, &entra::AppRole::value);
  if (role == app.app_roles.end()) return failure(Kind::rejected, "no_role", "", std::string(value));
  return role->id;
}

}  // namespace

Result<entra::Tenant> make_tenant(const NewTenant& tenant, Random& random) {
  SALLYPORT_CHECK(check_name(tenant.name, "tenant_name"));
  for (const std::string& domain : tenant.domains)
    if (!is_domain(domain)) return failure(Kind::rejected, "tenant_domain", "", domain + ": write contoso.example");
  SALLYPORT_TRY(auto id, given_or_new_id(tenant.id, "tenant_id", random));
  return entra::Tenant{TenantId(std::move(id)), tenant.name, tenant.domains};
}

Result<entra::User> make_user(const NewUser& user, UnixTime now, Random& random) {
  const std::size_t at = user.user_principal_name.find('@');
  if (at == std::string::npos || at == 0 || at + 1 == user.user_principal_name.size() ||
      has_control(user.user_principal_name) || user.user_principal_name.find(' ') != std::string::npos)
    return failure(Kind::rejected, "user_name", "", user.user_principal_name + ": write NAME@DOMAIN");
  SALLYPORT_TRY(auto id, given_or_new_id(user.id, "user_id", random));
  entra::User made;
  made.id = entra::ObjectId(std::move(id));
  made.tenant = user.tenant;
  made.user_principal_name = user.user_principal_name;
  made.display_name = user.display_name.empty() ? user.user_principal_name.substr(0, at) : user.display_name;
  made.email = user.email;
  if (!user.password.empty()) made.password_hash = crypto::hash_password(user.password, random);
  made.tokens_valid_from = now;
  return made;
}

Result<entra::Group> make_group(const NewGroup& group, Random& random) {
  SALLYPORT_CHECK(check_name(group.display_name, "group_name"));
  SALLYPORT_TRY(auto id, given_or_new_id(group.id, "group_id", random));
  return entra::Group{entra::ObjectId(std::move(id)), group.tenant, group.display_name, {}};
}

Result<void> add_member(entra::Group& group, const entra::User& user) {
  if (user.tenant != group.tenant)
    return failure(Kind::rejected, "member_tenant", "", user.user_principal_name + " is of another tenant");
  if (std::ranges::find(group.members, user.id) == group.members.end()) group.members.push_back(user.id);
  return {};
}

Result<void> remove_member(entra::Group& group, const entra::User& user) {
  if (std::erase(group.members, user.id) == 0)
    return failure(Kind::rejected, "not_a_member", "", user.user_principal_name);
  return {};
}

Result<entra::AppRegistration> make_app(const NewApp& app, Random& random) {
  SALLYPORT_CHECK(check_name(app.display_name, "app_name"));
  entra::AppRegistration made;
  SALLYPORT_TRY(const auto client_id, given_or_new_id(app.client_id, "client_id", random));
  made.client_id = ClientId(client_id);
  made.id = entra::ObjectId(random_uuid(random));
  made.service_principal = entra::ObjectId(random_uuid(random));
  made.tenant = app.tenant;
  made.display_name = app.display_name;
  for (const entra::RedirectUri& uri : app.redirect_uris) SALLYPORT_CHECK(entra::check_redirect_uri(uri));
  made.redirect_uris = app.redirect_uris;
  made.identifier_uris = {"api://" + client_id};
  for (const std::string& value : app.roles) SALLYPORT_CHECK(add_role(made, value, random));
  return made;
}

Result<void> add_role(entra::AppRegistration& app, const std::string& value, Random& random) {
  if (value.empty() || value.size() > limits::kName || value.find(' ') != std::string::npos || has_control(value))
    return failure(Kind::rejected, "role_value", "", value + ": one word of at most 120 characters");
  if (std::ranges::find(app.app_roles, value, &entra::AppRole::value) != app.app_roles.end())
    return failure(Kind::conflict, "role_taken", "", value);
  app.app_roles.push_back({random_uuid(random), value, value, true, true, true});
  return {};
}

NewSecret make_secret(std::string_view display_name, Seconds life, UnixTime now, Random& random) {
  const std::string value = base64url_encode(random.bytes(30));
  return {{random_uuid(random), std::string(display_name), value.substr(0, 3),
           hex_encode(crypto::view(crypto::sha256(value))), now, now + life},
          Secret(value)};
}

Result<void> assign(entra::AppRegistration& app, const entra::ObjectId& principal, std::string_view role) {
  SALLYPORT_TRY(auto role_id, find_role(app, role));
  entra::Assignment assignment{principal, std::move(role_id)};
  if (std::ranges::find(app.assignments, assignment) == app.assignments.end())
    app.assignments.push_back(std::move(assignment));
  return {};
}

Result<void> unassign(entra::AppRegistration& app, const entra::ObjectId& principal, std::string_view role) {
  SALLYPORT_TRY(auto role_id, find_role(app, role));
  if (std::erase(app.assignments, entra::Assignment{principal, std::move(role_id)}) == 0)
    return failure(Kind::rejected, "not_assigned");
  return {};
}

Result<entra::Tenant> choose_tenant(entra::TenantStore& store, std::string_view name) {
  if (name.empty()) {
    SALLYPORT_TRY(const auto all, store.tenants());
    if (!all.empty()) return all.front();
    return failure(Kind::rejected, "no_tenant", "", "there is none yet: sallyport directory tenant create");
  }
  SALLYPORT_TRY(auto found, store.find_tenant(name));
  if (!found) return failure(Kind::rejected, "no_tenant", "", std::string(name));
  return *std::move(found);
}

Result<entra::User> choose_user(entra::PeopleStore& store, std::string_view name) {
  SALLYPORT_TRY(auto found, store.find_user_by_name(name));
  if (!found) return failure(Kind::rejected, "no_user", "", std::string(name));
  return *std::move(found);
}

Result<entra::Group> choose_group(entra::GroupStore& store, const TenantId& tenant, std::string_view name) {
  SALLYPORT_TRY(auto groups, store.groups(tenant));
  const auto is_named = [&](const entra::Group& group) {
    return group.display_name == name || group.id.value == ascii_lower(name);
  };
  const auto first = std::ranges::find_if(groups, is_named);
  if (first == groups.end()) return failure(Kind::rejected, "no_group", "", std::string(name));
  if (std::ranges::count_if(groups, is_named) > 1)
    return failure(Kind::conflict, "group_ambiguous", "", std::string(name) + ": write its id");
  return *std::move(first);
}

Result<entra::AppRegistration> choose_app(entra::AppStore& store, std::string_view client_id) {
  SALLYPORT_TRY(auto found, store.find_app(ClientId(ascii_lower(client_id))));
  if (!found) return failure(Kind::rejected, "no_app", "", std::string(client_id));
  return *std::move(found);
}

Result<entra::ObjectId> choose_principal(entra::DirectoryStore& store, const TenantId& tenant, std::string_view name) {
  SALLYPORT_TRY(const auto user, store.find_user_by_name(name));
  if (user) return user->id;
  const auto group = choose_group(store, tenant, name);
  if (group) return group->id;
  if (group.error().reason != "no_group") return Failure(group.error());
  return failure(Kind::rejected, "no_principal", "", std::string(name) + ": neither a person nor a group");
}

}  // namespace sallyport::directory
