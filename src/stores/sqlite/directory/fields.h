// The fields of each record of the directory, with their names in the database. The writer and the reader of records
// both walk this list, so that each field is named only once. `bytes` is for values that need not be text. `later` is
// for fields that records of earlier versions lack: they then have their default.
#pragma once

#include "entra/conditional_access.h"
#include "entra/directory_store.h"
#include "entra/registration.h"
#include "entra/service_principal.h"
#include "oidc/op/grant_store.h"
#include "oidc/op/key_store.h"
#include "oidc/op/sign_in_store.h"
#include "stores/sqlite/directory/app_0_1_0.h"

namespace sallyport::stores {

template <class Record>
struct Fields;

template <>
struct Fields<entra::Tenant> {
  static void walk(auto& io, auto& tenant) {
    io.field("id", tenant.id);
    io.field("name", tenant.name);
    io.field("domains", tenant.domains);
  }
};

template <>
struct Fields<entra::User> {
  static void walk(auto& io, auto& user) {
    io.field("id", user.id);
    io.field("tenant", user.tenant);
    io.field("user_principal_name", user.user_principal_name);
    io.field("display_name", user.display_name);
    io.field("email", user.email);
    io.field("password_hash", user.password_hash);
    io.field("enabled", user.enabled);
    io.field("tokens_valid_from", user.tokens_valid_from);
    io.later("type", user.type);
    io.later("home_issuer", user.home_issuer);
    io.later("directory_role", user.directory_role);
    io.later("must_change_password", user.must_change_password);
    io.later("password_expires", user.password_expires);
    io.later("totp", user.totp);
    io.later("totp_used", user.totp_used);
    io.later("totp_created", user.totp_created);
    io.later("created", user.created);
  }
};

template <>
struct Fields<entra::Group> {
  static void walk(auto& io, auto& group) {
    io.field("id", group.id);
    io.field("tenant", group.tenant);
    io.field("display_name", group.display_name);
    io.field("description", group.description);
    io.field("created", group.created);
  }
};

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
struct Fields<entra::NamedLocation> {
  static void walk(auto& io, auto& location) {
    io.field("id", location.id);
    io.field("tenant", location.tenant);
    io.field("display_name", location.display_name);
    io.field("trusted", location.trusted);
    io.field("networks", location.networks);
    io.field("created", location.created);
    io.field("modified", location.modified);
  }
};

template <>
struct Fields<entra::PolicyPeople> {
  static void walk(auto& io, auto& people) {
    io.field("everybody", people.everybody);
    io.field("guests", people.guests);
    io.field("people", people.people);
    io.field("groups", people.groups);
    io.field("roles", people.roles);
  }
};

template <>
struct Fields<entra::PolicyApps> {
  static void walk(auto& io, auto& apps) {
    io.field("all", apps.all);
    io.field("apps", apps.apps);
  }
};

template <>
struct Fields<entra::PolicyPlaces> {
  static void walk(auto& io, auto& places) {
    io.field("everywhere", places.everywhere);
    io.field("trusted", places.trusted);
    io.field("locations", places.locations);
  }
};

template <>
struct Fields<entra::SignInFrequency> {
  static void walk(auto& io, auto& frequency) {
    io.field("every_time", frequency.every_time);
    io.field("value", frequency.value);
    io.field("unit", frequency.unit);
  }
};

template <>
struct Fields<entra::ConditionalAccessPolicy> {
  static void walk(auto& io, auto& policy) {
    io.field("id", policy.id);
    io.field("tenant", policy.tenant);
    io.field("display_name", policy.display_name);
    io.field("state", policy.state);
    io.field("include_people", policy.include_people);
    io.field("exclude_people", policy.exclude_people);
    io.field("include_apps", policy.include_apps);
    io.field("exclude_apps", policy.exclude_apps);
    io.field("contexts", policy.contexts);
    io.field("include_places", policy.include_places);
    io.field("exclude_places", policy.exclude_places);
    io.field("client_kinds", policy.client_kinds);
    io.field("grant_operator", policy.grant_operator);
    io.field("controls", policy.controls);
    io.field("sign_in_frequency", policy.sign_in_frequency);
    io.field("created", policy.created);
    io.field("modified", policy.modified);
  }
};

template <>
struct Fields<entra::Membership> {
  static void walk(auto& io, auto& membership) {
    io.field("group", membership.group);
    io.field("member", membership.member);
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
struct Fields<entra::Batch> {
  static void walk(auto& io, auto& batch) {
    io.field("users", batch.users);
    io.field("groups", batch.groups);
    io.field("apps", batch.apps);
    io.field("principals", batch.principals);
    io.field("members", batch.members);
    io.field("assignments", batch.assignments);
    io.field("consents", batch.consents);
  }
};

template <>
struct Fields<entra::DeletedItem> {
  static void walk(auto& io, auto& item) {
    io.field("id", item.id);
    io.field("tenant", item.tenant);
    io.field("kind", item.kind);
    io.field("deleted", item.deleted);
    io.field("what", item.what);
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

template <>
struct Fields<oidc::op::Proofs> {
  static void walk(auto& io, auto& proofs) {
    io.field("second_factor", proofs.second_factor);
    io.field("new_password", proofs.new_password);
  }
};

template <>
struct Fields<oidc::op::Grant> {
  static void walk(auto& io, auto& grant) {
    io.field("client", grant.client);
    io.field("tenant", grant.tenant);
    io.field("subject", grant.subject);
    io.field("redirect_uri", grant.redirect_uri);
    io.field("platform", grant.platform);
    io.field("scopes", grant.scopes);
    io.field("nonce", grant.nonce);
    io.field("sid", grant.sid);
    io.field("authenticated", grant.authenticated);
    io.later("proofs", grant.proofs);
    io.later("address", grant.address);
  }
};

template <>
struct Fields<oidc::op::AuthorizationCode> {
  static void walk(auto& io, auto& code) {
    io.field("digest", code.digest);
    io.field("grant", code.grant);
    io.field("challenge", code.challenge);
    io.field("family", code.family);
    io.field("issued", code.issued);
    io.field("expires", code.expires);
  }
};

template <>
struct Fields<oidc::op::RefreshToken> {
  static void walk(auto& io, auto& token) {
    io.field("digest", token.digest);
    io.field("grant", token.grant);
    io.field("family", token.family);
    io.field("issued", token.issued);
    io.field("expires", token.expires);
  }
};

template <>
struct Fields<oidc::op::DeviceRequest> {
  static void walk(auto& io, auto& device) {
    io.field("digest", device.digest);
    io.field("user_code", device.user_code);
    io.field("client", device.client);
    io.field("authority", device.authority);
    io.field("scopes", device.scopes);
    io.field("issued", device.issued);
    io.field("expires", device.expires);
    io.field("grant", device.grant);
  }
};

template <>
struct Fields<oidc::op::SignIn> {
  static void walk(auto& io, auto& sign_in) {
    io.field("digest", sign_in.digest);
    io.field("tenant", sign_in.tenant);
    io.field("subject", sign_in.subject);
    io.field("sid", sign_in.sid);
    io.field("authenticated", sign_in.authenticated);
    io.field("expires", sign_in.expires);
    io.later("proofs", sign_in.proofs);
  }
};

template <>
struct Fields<oidc::op::StoredKey> {
  static void walk(auto& io, auto& key) {
    io.field("kid", key.kid);
    io.field("pem", key.private_key_pem);
    io.bytes("der", key.certificate_der);
    io.field("created", key.created);
  }
};

template <>
struct Fields<oidc::op::KeySet> {
  static void walk(auto& io, auto& keys) {
    io.field("generation", keys.generation);
    io.field("signing_kid", keys.signing_kid);
    io.bytes("pairwise_secret", keys.pairwise_secret);
    io.field("keys", keys.keys);
  }
};

}  // namespace sallyport::stores
