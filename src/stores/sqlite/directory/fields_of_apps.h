// The fields of applications, of their service principals, and of what these were given.
#pragma once

#include "entra/registration.h"
#include "entra/service_principal.h"
#include "stores/sqlite/directory/app_0_1_0.h"
#include "stores/sqlite/directory/fields.h"

namespace sallyport::stores {

template <>
struct Fields<entra::RedirectUri> {
  static void walk(auto& io, auto& uri) {
    io.field("uri", uri.uri);
    io.field("platform", uri.platform);
  }
};

template <>
struct Fields<entra::AppRole> {
  static void walk(auto& io, auto& role) {
    io.field("id", role.id);
    io.field("value", role.value);
    io.field("display_name", role.display_name);
    io.field("for_users", role.for_users);
    io.field("for_applications", role.for_applications);
    io.field("enabled", role.enabled);
    io.later("description", role.description);
  }
};

template <>
struct Fields<entra::PasswordCredential> {
  static void walk(auto& io, auto& secret) {
    io.field("key_id", secret.key_id);
    io.field("display_name", secret.display_name);
    io.field("hint", secret.hint);
    io.field("secret_hash", secret.secret_hash);
    io.field("start", secret.start);
    io.field("end", secret.end);
  }
};

template <>
struct Fields<entra::KeyCredential> {
  static void walk(auto& io, auto& key) {
    io.field("key_id", key.key_id);
    io.field("display_name", key.display_name);
    io.bytes("der", key.certificate_der);
  }
};

template <>
struct Fields<entra::Scope> {
  static void walk(auto& io, auto& scope) {
    io.field("id", scope.id);
    io.field("value", scope.value);
    io.field("admin_consent_name", scope.admin_consent_name);
    io.field("admin_consent_text", scope.admin_consent_text);
    io.field("user_consent_name", scope.user_consent_name);
    io.field("user_consent_text", scope.user_consent_text);
    io.field("admins_only", scope.admins_only);
    io.field("enabled", scope.enabled);
  }
};

template <>
struct Fields<entra::PreAuthorizedClient> {
  static void walk(auto& io, auto& client) {
    io.field("client", client.client);
    io.field("scope_ids", client.scope_ids);
  }
};

template <>
struct Fields<entra::RequiredPermission> {
  static void walk(auto& io, auto& permission) {
    io.field("resource", permission.resource);
    io.field("id", permission.id);
    io.field("kind", permission.kind);
  }
};

template <>
struct Fields<entra::FederatedCredential> {
  static void walk(auto& io, auto& credential) {
    io.field("id", credential.id);
    io.field("name", credential.name);
    io.field("issuer", credential.issuer);
    io.field("subject", credential.subject);
    io.field("audience", credential.audience);
    io.field("description", credential.description);
  }
};

template <>
struct Fields<entra::OptionalClaim> {
  static void walk(auto& io, auto& claim) {
    io.field("name", claim.name);
    io.field("source", claim.source);
    io.field("essential", claim.essential);
    io.field("additional_properties", claim.additional_properties);
  }
};

template <>
struct Fields<entra::AppRegistration> {
  static void walk(auto& io, auto& app) {
    io.field("client_id", app.client_id);
    io.field("id", app.id);
    io.field("tenant", app.tenant);
    io.field("display_name", app.display_name);
    io.field("created", app.created);
    io.field("audience", app.audience);
    io.field("redirect_uris", app.redirect_uris);
    io.field("logout_url", app.logout_url);
    io.field("home_page_url", app.home_page_url);
    io.field("id_token_implicit", app.id_token_implicit);
    io.field("access_token_implicit", app.access_token_implicit);
    io.field("public_client_flows", app.public_client_flows);
    io.field("requested_access_token_version", app.requested_access_token_version);
    io.field("identifier_uris", app.identifier_uris);
    io.field("scopes", app.scopes);
    io.field("pre_authorized", app.pre_authorized);
    io.field("app_roles", app.app_roles);
    io.field("required_permissions", app.required_permissions);
    io.field("group_claims", app.group_claims);
    io.field("secrets", app.secrets);
    io.field("certificates", app.certificates);
    io.field("federated_credentials", app.federated_credentials);
    io.field("id_token_claims", app.id_token_claims);
    io.field("access_token_claims", app.access_token_claims);
    io.field("owners", app.owners);
    io.field("notes", app.notes);
  }
};

template <>
struct Fields<entra::ServicePrincipal> {
  static void walk(auto& io, auto& principal) {
    io.field("id", principal.id);
    io.field("tenant", principal.tenant);
    io.field("client_id", principal.client_id);
    io.field("display_name", principal.display_name);
    io.field("enabled", principal.enabled);
    io.field("assignment_required", principal.assignment_required);
    io.field("created", principal.created);
  }
};

template <>
struct Fields<entra::Consent> {
  static void walk(auto& io, auto& consent) {
    io.field("id", consent.id);
    io.field("client", consent.client);
    io.field("principal", consent.principal);
    io.field("resource", consent.resource);
    io.field("scopes", consent.scopes);
    io.field("created", consent.created);
  }
};

template <>
struct Fields<entra::AppRoleAssignment> {
  static void walk(auto& io, auto& assignment) {
    io.field("id", assignment.id);
    io.field("principal", assignment.principal);
    io.field("kind", assignment.principal_kind);
    io.field("resource", assignment.resource);
    io.field("role", assignment.role_id);
    io.field("created", assignment.created);
  }
};

template <>
struct Fields<AssignmentOf010> {
  static void walk(auto& io, auto& assignment) {
    io.field("principal", assignment.principal);
    io.field("app_role_id", assignment.app_role_id);
  }
};

template <>
struct Fields<AppOf010> {
  static void walk(auto& io, auto& app) {
    io.field("client_id", app.client_id);
    io.field("id", app.id);
    io.field("service_principal", app.service_principal);
    io.field("tenant", app.tenant);
    io.field("display_name", app.display_name);
    io.field("audience", app.audience);
    io.field("logout_url", app.logout_url);
    io.field("id_token_implicit", app.id_token_implicit);
    io.field("access_token_implicit", app.access_token_implicit);
    io.field("public_client_flows", app.public_client_flows);
    io.field("access_token_version", app.access_token_version);
    io.field("identifier_uris", app.identifier_uris);
    io.field("group_claims", app.group_claims);
    io.field("assignment_required", app.assignment_required);
    io.field("enabled", app.enabled);
    io.field("optional_claims", app.optional_claims);
    io.field("redirect_uris", app.redirect_uris);
    io.field("app_roles", app.app_roles);
    io.field("secrets", app.secrets);
    io.field("certificates", app.certificates);
    io.field("assignments", app.assignments);
  }
};

}  // namespace sallyport::stores
