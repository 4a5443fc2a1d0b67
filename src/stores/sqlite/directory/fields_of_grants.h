// The fields of codes, tokens, sign-ins and signing keys.
#pragma once

#include "oidc/op/grant_store.h"
#include "oidc/op/key_store.h"
#include "oidc/op/sign_in_store.h"
#include "stores/sqlite/directory/fields.h"

namespace sallyport::stores {

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
    io.later("contexts", grant.contexts);
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
