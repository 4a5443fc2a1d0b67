#include "stores/sqlite/directory/schema.h"

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

// Requests of the device authorization grant. `state` is a DeviceState.
constexpr std::string_view kDevices = R"sql(
CREATE TABLE device (
  digest TEXT PRIMARY KEY, user_code TEXT NOT NULL UNIQUE, expires INTEGER NOT NULL, state INTEGER NOT NULL,
  body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX device_expires ON device(expires);
)sql";

}  // namespace

const Schema& directory_schema() {
  static const Schema schema{0x53504452, {kFirst, kDevices}};  // "SPDR"
  return schema;
}

}  // namespace sallyport::stores
