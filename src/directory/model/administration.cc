#include "directory/model/administration.h"

#include <algorithm>

#include "base/characters.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/password.h"
#include "directory/call/limits.h"
#include "directory/model/text_rules.h"
#include "entra/graph_application.h"
#include "entra/portal_application.h"

namespace sallyport::directory {
namespace {

bool is_domain(std::string_view text) {
  const auto in_host_name = [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.'; };
  const std::size_t dot = text.find('.');
  return dot != std::string_view::npos && dot > 0 && text.back() != '.' && std::ranges::all_of(text, in_host_name);
}

Result<void> check_user_name(std::string_view name) {
  const std::size_t at = name.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == name.size() || has_control(name) ||
      name.find(' ') != std::string_view::npos)
    return failure(Kind::rejected, "user_name", "", std::string(name) + ": write NAME@DOMAIN");
  return {};
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
  SALLYPORT_CHECK(check_user_name(user.user_principal_name));
  SALLYPORT_TRY(auto id, given_or_new_id(user.id, "user_id", random));
  entra::User made;
  made.id = entra::ObjectId(std::move(id));
  made.tenant = user.tenant;
  made.user_principal_name = user.user_principal_name;
  made.display_name = user.display_name.empty() ? user.user_principal_name.substr(0, user.user_principal_name.find('@'))
                                                : user.display_name;
  made.email = user.email;
  if (!user.password.empty()) made.password_hash = crypto::hash_password(user.password, random);
  made.tokens_valid_from = now;
  made.created = now;
  return made;
}

Result<entra::User> make_guest(const entra::Tenant& tenant, const NewUser& guest, std::string_view home_issuer,
                               UnixTime now, Random& random) {
  SALLYPORT_CHECK(check_user_name(guest.user_principal_name));
  if (tenant.domains.empty()) return failure(Kind::rejected, "guest_domain", "", tenant.name + " has no domain");
  NewUser local = guest;
  local.tenant = tenant.id;
  std::ranges::replace(local.user_principal_name, '@', '_');
  local.user_principal_name += "#EXT#@" + tenant.domains.front();
  if (local.email.empty()) local.email = guest.user_principal_name;
  if (local.display_name.empty())
    local.display_name = guest.user_principal_name.substr(0, guest.user_principal_name.find('@'));
  SALLYPORT_TRY(auto made, make_user(local, now, random));
  made.type = entra::UserType::guest;
  made.home_issuer = home_issuer;
  return made;
}

void set_password(entra::User& user, std::string hash, UnixTime now) {
  user.password_hash = std::move(hash);
  user.password_expires.reset();
  end_sessions(user, now);
}

void end_sessions(entra::User& user, UnixTime now) {
  user.tokens_valid_from = now;
}

Result<entra::Group> make_group(const NewGroup& group, UnixTime now, Random& random) {
  SALLYPORT_CHECK(check_name(group.display_name, "group_name"));
  SALLYPORT_TRY(auto id, given_or_new_id(group.id, "group_id", random));
  return entra::Group{entra::ObjectId(std::move(id)), group.tenant, group.display_name, "", now};
}

Result<entra::AppRegistration> make_app(const NewApp& app, UnixTime now, Random& random) {
  entra::AppRegistration made;
  SALLYPORT_TRY(const auto client_id, given_or_new_id(app.client_id, "client_id", random));
  if (client_id == entra::kGraphClientId || client_id == entra::kPortalClientId)
    return failure(Kind::conflict, "client_id_taken", "", client_id);
  made.client_id = ClientId(client_id);
  made.id = entra::ObjectId(random_uuid(random));
  made.tenant = app.tenant;
  made.display_name = app.display_name;
  made.created = now;
  made.audience = app.audience;
  made.redirect_uris = app.redirect_uris;
  if (entra::admits_personal_accounts(app.audience)) made.requested_access_token_version = 2;
  made.identifier_uris = {"api://" + client_id};
  made.required_permissions = {{ClientId(std::string(entra::kGraphClientId)),
                                entra::find_scope(entra::graph_registration(), "User.Read")->id,
                                entra::PermissionKind::scope}};
  for (const std::string& value : app.roles) SALLYPORT_CHECK(add_role(made, value, random));
  SALLYPORT_CHECK(check_app(made));
  return made;
}

entra::ServicePrincipal make_principal(const entra::AppRegistration& app, const TenantId& tenant, UnixTime now,
                                       Random& random) {
  return {.id = entra::ObjectId(random_uuid(random)),
          .tenant = tenant,
          .client_id = app.client_id,
          .display_name = app.display_name,
          .enabled = true,
          .assignment_required = false,
          .created = now};
}

Result<void> add_role(entra::AppRegistration& app, const std::string& value, Random& random) {
  SALLYPORT_CHECK(check_word(value, "role_value"));
  if (entra::find_role(app, value) != nullptr) return failure(Kind::conflict, "role_taken", "", value);
  app.app_roles.push_back({random_uuid(random), value, value, true, true, true});
  return {};
}

Result<void> add_scope(entra::AppRegistration& app, const NewScope& scope, Random& random) {
  SALLYPORT_CHECK(check_word(scope.value, "scope_value"));
  if (entra::find_scope(app, scope.value) != nullptr) return failure(Kind::conflict, "scope_taken", "", scope.value);
  const std::string name = scope.consent_name.empty() ? "Access " + app.display_name : scope.consent_name;
  app.scopes.push_back({random_uuid(random), scope.value, name, name, name, name, scope.admins_only, true});
  return {};
}

NewSecret make_secret(std::string_view display_name, Seconds life, UnixTime now, Random& random) {
  const std::string value = base64url_encode(random.bytes(30));
  return {{random_uuid(random), std::string(display_name), value.substr(0, 3),
           hex_encode(crypto::view(crypto::sha256(value))), now, now + life},
          Secret(value)};
}

}  // namespace sallyport::directory
