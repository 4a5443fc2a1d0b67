// The fields of each record of the directory, with their names in the database. The writer and the reader of records
// both walk this list, so that each field is named only once. `bytes` is for values that need not be text.
#pragma once

#include "entra/registration.h"
#include "oidc/op/grant_store.h"
#include "oidc/op/key_store.h"
#include "oidc/op/sign_in_store.h"

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
struct Fields<entra::Assignment> {
  static void walk(auto& io, auto& assignment) {
    io.field("principal", assignment.principal);
    io.field("app_role_id", assignment.app_role_id);
  }
};

template <>
struct Fields<entra::AppRegistration> {
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
