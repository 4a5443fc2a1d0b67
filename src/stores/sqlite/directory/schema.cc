#include "stores/sqlite/directory/schema.h"

#include "stores/sqlite/directory/upgrade_2.h"

namespace sallyport::stores {
namespace {

constexpr std::string_view kFirst = R"sql(
CREATE TABLE tenant (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE COLLATE NOCASE, body TEXT NOT NULL);
CREATE TABLE tenant_domain (
  name TEXT PRIMARY KEY COLLATE NOCASE, tenant TEXT NOT NULL REFERENCES tenant(id) ON DELETE CASCADE) WITHOUT ROWID;
CREATE TABLE user (
  ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  body TEXT NOT NULL);
CREATE INDEX user_tenant ON user(tenant);
CREATE TABLE member (user TEXT NOT NULL, member_of TEXT NOT NULL, PRIMARY KEY (user, member_of)) WITHOUT ROWID;
CREATE INDEX member_group ON member(member_of);
CREATE TABLE user_group (id TEXT PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE app (ordinal INTEGER PRIMARY KEY, client_id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE app_identifier (
  uri TEXT PRIMARY KEY, client_id TEXT NOT NULL REFERENCES app(client_id) ON DELETE CASCADE) WITHOUT ROWID;
CREATE TABLE code (digest TEXT PRIMARY KEY, expires INTEGER NOT NULL, consumed INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX code_expires ON code(expires);
CREATE TABLE refresh_token (
  digest TEXT PRIMARY KEY, family TEXT NOT NULL, expires INTEGER NOT NULL, used INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX refresh_token_family ON refresh_token(family);
CREATE INDEX refresh_token_expires ON refresh_token(expires);
CREATE TABLE assertion (digest TEXT PRIMARY KEY, expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX assertion_expires ON assertion(expires);
CREATE TABLE sign_in (digest TEXT PRIMARY KEY, expires INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX sign_in_expires ON sign_in(expires);
CREATE TABLE sign_in_client (
  ordinal INTEGER PRIMARY KEY, digest TEXT NOT NULL REFERENCES sign_in(digest) ON DELETE CASCADE, client TEXT NOT NULL,
  UNIQUE (digest, client));
CREATE TABLE key_set (id INTEGER PRIMARY KEY CHECK (id = 1), generation INTEGER NOT NULL, body TEXT NOT NULL);
)sql";

// Service principals, assignments and consents; nested groups; names that are searched. upgrade_2 fills these tables
// from those of the first step. A column "display" holds the folded display name, and a table "…_word" the words by
// which a row is found (entra/name_index.h).
constexpr std::string_view kSecond = R"sql(
CREATE TABLE account (
  ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  display TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX account_by_tenant ON account (tenant);
CREATE INDEX account_by_display ON account (tenant, display);
CREATE TABLE account_word (
  tenant TEXT NOT NULL, word TEXT NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (tenant, word, item)) WITHOUT ROWID;
CREATE TABLE security_group (
  ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, display TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX security_group_by_tenant ON security_group (tenant);
CREATE INDEX security_group_by_display ON security_group (tenant, display);
CREATE TABLE security_group_word (
  tenant TEXT NOT NULL, word TEXT NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (tenant, word, item)) WITHOUT ROWID;
CREATE TABLE membership (
  member TEXT NOT NULL, member_of TEXT NOT NULL, kind INTEGER NOT NULL, PRIMARY KEY (member, member_of)) WITHOUT ROWID;
CREATE INDEX membership_by_group ON membership (member_of, member, kind);
CREATE TABLE application (
  ordinal INTEGER PRIMARY KEY, client_id TEXT NOT NULL UNIQUE, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL,
  display TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX application_by_tenant ON application (tenant);
CREATE INDEX application_by_display ON application (tenant, display);
CREATE TABLE application_word (
  tenant TEXT NOT NULL, word TEXT NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (tenant, word, item)) WITHOUT ROWID;
CREATE TABLE application_identifier (
  uri TEXT PRIMARY KEY, client_id TEXT NOT NULL REFERENCES application(client_id) ON DELETE CASCADE) WITHOUT ROWID;
CREATE INDEX application_identifier_by_client ON application_identifier (client_id);
CREATE TABLE application_origin (
  origin TEXT NOT NULL, platform TEXT NOT NULL,
  client_id TEXT NOT NULL REFERENCES application(client_id) ON DELETE CASCADE,
  PRIMARY KEY (origin, platform, client_id)) WITHOUT ROWID;
CREATE INDEX application_origin_by_client ON application_origin (client_id);
CREATE TABLE application_owner (
  owner TEXT NOT NULL, client_id TEXT NOT NULL REFERENCES application(client_id) ON DELETE CASCADE,
  PRIMARY KEY (owner, client_id)) WITHOUT ROWID;
CREATE INDEX application_owner_by_client ON application_owner (client_id);
CREATE TABLE service_principal (
  ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, client_id TEXT NOT NULL,
  display TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (tenant, client_id));
CREATE INDEX service_principal_by_client ON service_principal (client_id);
CREATE INDEX service_principal_by_tenant ON service_principal (tenant);
CREATE INDEX service_principal_by_display ON service_principal (tenant, display);
CREATE TABLE service_principal_word (
  tenant TEXT NOT NULL, word TEXT NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (tenant, word, item)) WITHOUT ROWID;
CREATE TABLE assignment (
  ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, principal TEXT NOT NULL, kind INTEGER NOT NULL,
  resource TEXT NOT NULL, role TEXT NOT NULL, created INTEGER NOT NULL, UNIQUE (principal, resource, role));
CREATE INDEX assignment_by_resource ON assignment (resource);
CREATE TABLE consent (
  ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, client TEXT NOT NULL,
  person TEXT NOT NULL,  -- empty: everybody
  resource TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (client, person, resource));
CREATE INDEX consent_by_tenant ON consent (tenant);
CREATE INDEX consent_by_person ON consent (person);
CREATE INDEX consent_by_resource ON consent (resource);
)sql";

// Runs after upgrade_2.
constexpr std::string_view kThird = R"sql(
DROP TABLE user;
DROP TABLE member;
DROP TABLE user_group;
DROP TABLE app_identifier;
DROP TABLE app;
)sql";

// Requests of the device authorization grant. `state` is a DeviceState.
constexpr std::string_view kDevices = R"sql(
CREATE TABLE device (
  digest TEXT PRIMARY KEY, user_code TEXT NOT NULL UNIQUE, expires INTEGER NOT NULL, state INTEGER NOT NULL,
  body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX device_expires ON device(expires);
)sql";

// People with a directory role, who are few among many; and the one-time link of an administrator. `purpose` is an
// AdminLinkFor.
constexpr std::string_view kAdministrators = R"sql(
CREATE TABLE account_role (
  person TEXT PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE, tenant TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX account_role_by_tenant ON account_role (tenant);
INSERT INTO account_role SELECT id, tenant FROM account WHERE json_extract(body, '$.directory_role') > 0;
CREATE TABLE admin_link (
  id INTEGER PRIMARY KEY CHECK (id = 1), hash TEXT NOT NULL, tenant TEXT NOT NULL, expires INTEGER NOT NULL,
  purpose INTEGER NOT NULL);
)sql";

// Conditional access.
constexpr std::string_view kPolicies = R"sql(
CREATE TABLE named_location (
  ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX named_location_by_tenant ON named_location (tenant);
CREATE TABLE policy (
  ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX policy_by_tenant ON policy (tenant);
CREATE TABLE policy_location (
  policy TEXT NOT NULL REFERENCES policy(id) ON DELETE CASCADE, location TEXT NOT NULL,
  PRIMARY KEY (policy, location)) WITHOUT ROWID;
CREATE INDEX policy_location_by_location ON policy_location (location);
)sql";

// What was deleted and can come back. `kind` is a DeletedKind.
constexpr std::string_view kDeleted = R"sql(
CREATE TABLE deleted_item (
  ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, kind INTEGER NOT NULL,
  deleted INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX deleted_item_by_tenant ON deleted_item (tenant, kind);
CREATE INDEX deleted_item_by_time ON deleted_item (deleted);
)sql";

}  // namespace

const Schema& directory_schema() {
  static const Schema schema{
      0x53504452, {kFirst, {kSecond, upgrade_2}, kThird, kDevices, kAdministrators, kPolicies, kDeleted}};  // "SPDR"
  return schema;
}

}  // namespace sallyport::stores
