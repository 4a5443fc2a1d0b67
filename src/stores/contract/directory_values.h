// Values of the directory for the contracts of its stores, with every field set to something that is not its default.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "entra/directory_store.h"
#include "stores/contract/directory_fixture.h"

namespace sallyport::stores::contract {

inline const TenantId kHome{"t1"};

inline entra::Tenant tenant(std::string id, std::string domain) {
  return {TenantId(std::move(id)), "Contoso", {std::move(domain)}};
}

inline entra::User user(std::string id, std::string name) {
  entra::User user;
  user.id = entra::ObjectId(std::move(id));
  user.tenant = kHome;
  user.user_principal_name = std::move(name);
  user.display_name = "Alice Adams";
  user.email = "alice@contoso.example";
  user.password_hash = "$argon2id$x";
  user.tokens_valid_from = kNow;
  user.type = entra::UserType::guest;
  user.home_issuer = "https://idp.example/t2/v2.0";
  user.directory_role = entra::DirectoryRole::user_administrator;
  user.must_change_password = true;
  user.password_expires = kNow + Seconds(60);
  user.totp = {Secret(std::string("\x00\xff totp", 7))};
  user.totp_used = 60'000'000;
  user.totp_created = kNow;
  user.created = kNow;
  return user;
}

inline entra::Group group(std::string id, std::string name = "Staff", TenantId tenant = kHome) {
  return {entra::ObjectId(std::move(id)), std::move(tenant), std::move(name), "Everybody", kNow};
}

inline entra::AppRegistration app(std::string client_id) {
  entra::AppRegistration app;
  app.client_id = ClientId(client_id);
  app.id = entra::ObjectId("o-" + client_id);
  app.tenant = kHome;
  app.display_name = "An \"app\" with <all>";
  app.created = kNow;
  app.audience = entra::SignInAudience::orgs_and_personal;
  app.redirect_uris = {{"https://a.example/cb", entra::Platform::web}, {"http://localhost/", entra::Platform::spa}};
  app.logout_url = "https://a.example/out";
  app.home_page_url = "https://a.example/";
  app.id_token_implicit = true;
  app.access_token_implicit = true;
  app.public_client_flows = true;
  app.requested_access_token_version = 2;
  app.identifier_uris = {"api://" + client_id};
  app.scopes = {{"s1", "read", "Read", "Reads all", "Read yours", "Reads yours", true, false}};
  app.pre_authorized = {{ClientId("c9"), {"s1"}}};
  app.app_roles = {{"r1", "Admin", "Administrators", true, true, false, "May do all"}};
  app.required_permissions = {{ClientId("c8"), "s7", entra::PermissionKind::role}};
  app.group_claims = entra::GroupClaims::all;
  app.secrets = {{"k1", "first", "abc", "00ff", kNow, kNow + Seconds(60)}};
  app.certificates = {{"k2", "cert", std::string("\x30\x00\xff", 3)}};
  app.federated_credentials = {{"f1", "build", "https://idp.example", "repo:x", "api://AzureADTokenExchange", "CI"}};
  app.id_token_claims = {{"email", "user", true, {"sam_account_name"}}};
  app.access_token_claims = {{"sid", "", false, {}}};
  app.owners = {entra::ObjectId("u1")};
  app.notes = "Ask Ann.";
  return app;
}

inline entra::ServicePrincipal principal(std::string id, std::string client_id, TenantId tenant = kHome) {
  return {
      entra::ObjectId(std::move(id)), std::move(tenant), ClientId(std::move(client_id)), "My API", false, true, kNow};
}

inline entra::AppRoleAssignment assignment(std::string id, std::string holder, std::string resource, std::string role) {
  return {std::move(id),
          entra::ObjectId(std::move(holder)),
          entra::PrincipalKind::user,
          entra::ObjectId(std::move(resource)),
          std::move(role),
          kNow};
}

inline entra::Consent consent(std::string id, std::string client, std::string person, std::string resource,
                              std::vector<std::string> scopes) {
  std::optional<entra::ObjectId> principal;
  if (!person.empty()) principal = entra::ObjectId(std::move(person));
  return {std::move(id),     entra::ObjectId(std::move(client)),
          principal,         entra::ObjectId(std::move(resource)),
          std::move(scopes), kNow};
}

}  // namespace sallyport::stores::contract
