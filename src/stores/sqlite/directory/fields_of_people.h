// The fields of tenants, people and groups, and of what was deleted.
#pragma once

#include "entra/directory_store.h"
#include "stores/sqlite/directory/fields.h"

namespace sallyport::stores {

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
struct Fields<entra::Membership> {
  static void walk(auto& io, auto& membership) {
    io.field("group", membership.group);
    io.field("member", membership.member);
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

}  // namespace sallyport::stores
