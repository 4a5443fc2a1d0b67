#include "stores/sqlite/gateway/schema.h"

#include "stores/sqlite/gateway/upgrade_4.h"

namespace sallyport::stores {
namespace {

// Each row_check covers the other values of its row (row_check.h), so that a damaged row is noticed.
//
// The table session has a row id, although it is only searched by digest. Its rows are larger than a quarter of a page.
// In a table with the random digest as primary key, each row would spill to overflow pages, and writes would scatter
// over the whole file. row_check does not cover last_seen and the lease, because they change often. Neither can make a
// session live longer than `expires`.
constexpr std::string_view kFirst = R"sql(
CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
  person TEXT NOT NULL,
  issuer TEXT NOT NULL,
  tenant TEXT NOT NULL,
  subject TEXT NOT NULL,
  sid TEXT NOT NULL,
  login_hint TEXT NOT NULL,
  username TEXT NOT NULL,
  display_name TEXT NOT NULL,
  email TEXT NOT NULL,
  preferred_username TEXT NOT NULL,
  roles TEXT NOT NULL,      -- JSON array of strings
  group_ids TEXT NOT NULL,  -- JSON array of strings
  admin INTEGER NOT NULL,
  sealed_refresh_token BLOB NOT NULL,
  created INTEGER NOT NULL,
  renew_after INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  row_check BLOB NOT NULL,
  last_seen INTEGER NOT NULL,
  lease_holder TEXT NOT NULL DEFAULT '',
  lease_until INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX session_by_person ON session (person);
CREATE INDEX session_by_sid ON session (sid, issuer) WHERE sid <> '';
CREATE INDEX session_by_expiry ON session (expires);
CREATE INDEX session_by_last_seen ON session (last_seen);

CREATE TABLE person (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order of creation
  id TEXT NOT NULL UNIQUE,
  issuer TEXT NOT NULL,
  tenant TEXT NOT NULL,
  subject TEXT NOT NULL,
  display_name TEXT NOT NULL,
  email TEXT NOT NULL,
  preferred_username TEXT NOT NULL,
  username TEXT NOT NULL,
  admin INTEGER NOT NULL,
  disabled INTEGER NOT NULL,
  created INTEGER NOT NULL,
  last_sign_in INTEGER NOT NULL,
  row_check BLOB NOT NULL,
  UNIQUE (subject, tenant, issuer)
) STRICT;

CREATE TABLE local_admin (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  password_hash TEXT NOT NULL,
  link_hash TEXT NOT NULL,
  link_expires INTEGER NOT NULL,
  retired INTEGER NOT NULL,
  row_check BLOB NOT NULL
) STRICT;
)sql";

// With this index, the sweep finds sessions that were created while the clock was in the future.
constexpr std::string_view kSecond = "CREATE INDEX session_by_created ON session (created);";

// Adds the claims, from which later versions compute rights. A session without claims is renewed at its next use. A
// session that cannot be renewed ends here, because it is unknown which rules gave it its roles.
constexpr std::string_view kThird = R"sql(
ALTER TABLE session ADD COLUMN claims TEXT NOT NULL DEFAULT '';  -- in row_check where it is not empty
DELETE FROM session WHERE issuer <> 'local' AND length(sealed_refresh_token) = 0;
)sql";

// Splits people into the tables person and identity. Sessions no longer store rights, which are computed from the
// claims and the rules in force. upgrade_4 copies the rows, because SQL cannot make their row checks.
constexpr std::string_view kFourth = R"sql(
ALTER TABLE person RENAME TO person_3;
CREATE TABLE person (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order of creation
  id TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  email TEXT NOT NULL,
  preferred_username TEXT NOT NULL,
  username TEXT NOT NULL,
  disabled INTEGER NOT NULL,
  created INTEGER NOT NULL,
  last_sign_in INTEGER NOT NULL,  -- 0 where somebody was invited and has not come yet
  row_check BLOB NOT NULL
) STRICT;
CREATE TABLE identity (
  provider TEXT NOT NULL,
  issuer TEXT NOT NULL,
  tenant TEXT NOT NULL,
  subject TEXT NOT NULL,
  person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  linked INTEGER NOT NULL,
  last_sign_in INTEGER NOT NULL,
  row_check BLOB NOT NULL,
  PRIMARY KEY (subject, tenant, issuer, provider)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_by_person ON identity (person);
CREATE TABLE membership (
  person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  origin TEXT NOT NULL,  -- provider, administrator, default
  row_check BLOB NOT NULL,
  PRIMARY KEY (person, role, origin)
) STRICT, WITHOUT ROWID;
CREATE TABLE invitation (
  person TEXT PRIMARY KEY NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  provider TEXT NOT NULL,
  issuer TEXT NOT NULL,
  tenant TEXT NOT NULL,
  address TEXT NOT NULL,  -- this or subject is empty
  subject TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  row_check BLOB NOT NULL,
  UNIQUE (provider, tenant, issuer, address, subject)
) STRICT, WITHOUT ROWID;

ALTER TABLE session RENAME TO session_3;
CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
  person TEXT NOT NULL,
  provider TEXT NOT NULL,
  issuer TEXT NOT NULL,
  tenant TEXT NOT NULL,
  subject TEXT NOT NULL,
  sid TEXT NOT NULL,
  login_hint TEXT NOT NULL,
  username TEXT NOT NULL,
  display_name TEXT NOT NULL,
  email TEXT NOT NULL,
  preferred_username TEXT NOT NULL,
  claims TEXT NOT NULL,
  group_ids TEXT NOT NULL,  -- JSON array of strings
  acr TEXT NOT NULL,
  amr TEXT NOT NULL,        -- JSON array of strings
  auth_time INTEGER NOT NULL,
  device TEXT NOT NULL,
  address TEXT NOT NULL,
  sealed_refresh_token BLOB NOT NULL,
  created INTEGER NOT NULL,
  renew_after INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  row_check BLOB NOT NULL,
  last_seen INTEGER NOT NULL,
  lease_holder TEXT NOT NULL DEFAULT '',
  lease_until INTEGER NOT NULL DEFAULT 0
) STRICT;
)sql";

// Runs after upgrade_4. Indexes of the old tables have these names until the old tables are dropped.
constexpr std::string_view kFifth = R"sql(
DROP TABLE person_3;
DROP TABLE session_3;
CREATE INDEX session_by_person ON session (person);
CREATE INDEX session_by_sid ON session (sid, issuer) WHERE sid <> '';
CREATE INDEX session_by_expiry ON session (expires);
CREATE INDEX session_by_last_seen ON session (last_seen);
CREATE INDEX session_by_created ON session (created);
)sql";

// A row of `change` names a session that other processes must no longer answer from their caches; an empty digest means
// what is known about people, such as their roles. Triggers write it in the transaction that makes the change, so that
// no writer can forget it, not even an operator with sqlite3. A session that is merely used again is no change, and
// neither is one that had expired. The newest rows stay until the next sweep.
constexpr std::string_view kSixth = R"sql(
CREATE TABLE change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  made INTEGER NOT NULL DEFAULT (unixepoch()),
  digest BLOB NOT NULL
) STRICT;
CREATE INDEX change_by_time ON change (made);
CREATE TRIGGER session_ended AFTER DELETE ON session WHEN OLD.expires > unixepoch() BEGIN
  INSERT INTO change (digest) VALUES (OLD.digest);
END;
CREATE TRIGGER session_renewed AFTER UPDATE OF row_check ON session BEGIN
  INSERT INTO change (digest) VALUES (OLD.digest);
END;
CREATE TRIGGER membership_given AFTER INSERT ON membership BEGIN
  INSERT INTO change (digest) SELECT digest FROM session WHERE person = NEW.person UNION ALL SELECT x'';
END;
CREATE TRIGGER membership_taken AFTER DELETE ON membership BEGIN
  INSERT INTO change (digest) SELECT digest FROM session WHERE person = OLD.person UNION ALL SELECT x'';
END;
CREATE TRIGGER membership_changed AFTER UPDATE OF person, role, origin ON membership BEGIN
  INSERT INTO change (digest)
    SELECT digest FROM session WHERE person IN (OLD.person, NEW.person) UNION ALL SELECT x'';
END;
CREATE TRIGGER person_deleted AFTER DELETE ON person BEGIN
  INSERT INTO change (digest) SELECT digest FROM session WHERE person = OLD.id UNION ALL SELECT x'';
END;
CREATE TRIGGER person_disabled AFTER UPDATE OF disabled ON person WHEN OLD.disabled <> NEW.disabled BEGIN
  INSERT INTO change (digest) SELECT digest FROM session WHERE person = OLD.id UNION ALL SELECT x'';
END;
)sql";

// What is true of sign-ins once for all nodes (session/sign_in_ledger.h). A row of `used_response` names a sign-in
// whose response has come, `guesser` counts the tries of one guesser, and `guess` has those of all unknown browsers.
constexpr std::string_view kSeventh = R"sql(
CREATE TABLE used_response (
  digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX used_response_by_expiry ON used_response (expires);
CREATE TABLE guesser (
  name TEXT PRIMARY KEY NOT NULL,
  tries INTEGER NOT NULL,
  last INTEGER NOT NULL,
  blocked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE guess (
  id INTEGER PRIMARY KEY,
  made INTEGER NOT NULL
) STRICT;
CREATE INDEX guess_by_time ON guess (made);
)sql";

// Until when one node has the turn at a task that needs to be done once for all (session_store.h).
constexpr std::string_view kEighth = R"sql(
CREATE TABLE turn (
  task TEXT PRIMARY KEY NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

// The keys that nodes share, sealed (session/key_ring.h). A change of them is logged as one of the session whose digest
// is all zeros, which a program of the version before may forget without harm.
constexpr std::string_view kNinth = R"sql(
CREATE TABLE shared_key (
  number INTEGER PRIMARY KEY CHECK (number > 0),
  made INTEGER NOT NULL,
  salt BLOB NOT NULL,
  sealed BLOB NOT NULL
) STRICT;
CREATE TRIGGER shared_key_added AFTER INSERT ON shared_key BEGIN
  INSERT INTO change (digest) VALUES (zeroblob(32));
END;
CREATE TRIGGER shared_key_removed AFTER DELETE ON shared_key BEGIN
  INSERT INTO change (digest) VALUES (zeroblob(32));
END;
)sql";

// The versions of the runtime configuration (configuration/version_store.h). Rows never change. The key in the change
// log is stores/gateway/version_store.h's kVersionAdded.
constexpr std::string_view kVersions = R"sql(
CREATE TABLE config_version (
  number INTEGER PRIMARY KEY,
  author TEXT NOT NULL,
  made INTEGER NOT NULL,
  text TEXT NOT NULL,
  row_check BLOB NOT NULL
) STRICT;
CREATE TRIGGER config_version_added AFTER INSERT ON config_version BEGIN
  INSERT INTO change (digest) VALUES (CAST('sallyport configuration version.' AS BLOB));
END;
)sql";

// Policies, roles and teams (stores/gateway/access_row.h), and who is in which team. `entity_revision` has no row until
// something is committed. Another process must forget what it knows about people, because a policy decides what they
// may do.
constexpr std::string_view kEleventh = R"sql(
CREATE TABLE entity (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,  -- policy, role, team
  name TEXT NOT NULL,
  display_name TEXT NOT NULL,
  description TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  deleted INTEGER NOT NULL,
  built_in INTEGER NOT NULL,
  content TEXT NOT NULL,  -- JSON
  row_check BLOB NOT NULL,
  UNIQUE (kind, name)
) STRICT;
CREATE TABLE entity_revision (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL
) STRICT;
CREATE TABLE team_member (
  person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  team TEXT NOT NULL REFERENCES entity(id) ON DELETE CASCADE,
  origin TEXT NOT NULL,  -- provider, administrator, default
  row_check BLOB NOT NULL,
  PRIMARY KEY (person, team, origin)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_member_by_team ON team_member (team, person);
CREATE TRIGGER team_joined AFTER INSERT ON team_member BEGIN
  INSERT INTO change (digest) SELECT digest FROM session WHERE person = NEW.person UNION ALL SELECT x'';
END;
CREATE TRIGGER team_left AFTER DELETE ON team_member BEGIN
  INSERT INTO change (digest) SELECT digest FROM session WHERE person = OLD.person UNION ALL SELECT x'';
END;
CREATE TRIGGER team_changed AFTER UPDATE OF person, team, origin ON team_member BEGIN
  INSERT INTO change (digest)
    SELECT digest FROM session WHERE person IN (OLD.person, NEW.person) UNION ALL SELECT x'';
END;
CREATE TRIGGER entity_revised AFTER UPDATE ON entity_revision BEGIN
  INSERT INTO change (digest) VALUES (x'');
END;
CREATE TRIGGER entity_first_revised AFTER INSERT ON entity_revision BEGIN
  INSERT INTO change (digest) VALUES (x'');
END;
)sql";

// What policies, roles, teams and people were before their changes (stores/gateway/entity_version_store.h). Nothing
// depends on it, so other processes need not hear of it.
constexpr std::string_view kEntityVersions = R"sql(
CREATE TABLE entity_version (
  entity TEXT NOT NULL,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,  -- JSON
  row_check BLOB NOT NULL,
  PRIMARY KEY (entity, number)
) STRICT;
)sql";

// Bots, and what is set by hand about a person (stores/gateway/row/profile_row.h); no row means that nothing was. A
// deleted person is also disabled in the table person, which is what programs look at when somebody signs in. The index
// by username is the order in which people are listed.
constexpr std::string_view kProfiles = R"sql(
CREATE TABLE profile (
  person TEXT PRIMARY KEY NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  bot INTEGER NOT NULL,
  disabled INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  display_name TEXT NOT NULL,
  description TEXT NOT NULL,
  timezone TEXT NOT NULL,
  images TEXT NOT NULL,  -- JSON object of addresses
  version INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  row_check BLOB NOT NULL
) STRICT;
CREATE TABLE bot (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL UNIQUE,
  person TEXT NOT NULL UNIQUE REFERENCES person(id),
  built_in INTEGER NOT NULL,
  display_name TEXT NOT NULL,
  description TEXT NOT NULL,
  owner TEXT NOT NULL,  -- a person, or empty
  deleted INTEGER NOT NULL,
  version INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  row_check BLOB NOT NULL
) STRICT;
CREATE INDEX profile_of_bot ON profile (person) WHERE bot = 1;
CREATE INDEX profile_of_deleted ON profile (person) WHERE deleted = 1;
CREATE INDEX person_by_username ON person (username, id);
CREATE INDEX membership_by_role ON membership (role, person);
)sql";

// Records of bots' tokens and of personal access tokens (stores/gateway/row/token_row.h). Another process must forget
// what it knows about people if a token is revoked.
constexpr std::string_view kTokens = R"sql(
CREATE TABLE token (
  id TEXT PRIMARY KEY NOT NULL,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  owner_kind TEXT NOT NULL,  -- bot, personal
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  created INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  expires INTEGER NOT NULL,
  scope TEXT NOT NULL,  -- JSON
  facts TEXT NOT NULL,  -- JSON; empty for a bot
  revoked INTEGER NOT NULL,
  row_check BLOB NOT NULL,
  last_used INTEGER NOT NULL
) STRICT;
CREATE INDEX token_by_owner ON token (owner, id);
CREATE INDEX token_by_expiry ON token (expires);
CREATE INDEX token_by_revocation ON token (revoked) WHERE revoked > 0;
CREATE TRIGGER token_revoked AFTER UPDATE OF revoked ON token WHEN OLD.revoked <> NEW.revoked BEGIN
  INSERT INTO change (digest) VALUES (x'');
END;
CREATE TRIGGER token_removed AFTER DELETE ON token WHEN OLD.expires > unixepoch() AND OLD.revoked = 0 BEGIN
  INSERT INTO change (digest) VALUES (x'');
END;
)sql";

// The audit trail (audit/audit_store.h): the heads of the chains, the records, and the signed checkpoints.
constexpr std::string_view kAuditTrail = R"sql(
CREATE TABLE audit_chain (
  node TEXT PRIMARY KEY NOT NULL,
  sequence INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE audit_record (
  node TEXT NOT NULL,
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  time INTEGER NOT NULL,
  event TEXT NOT NULL,
  who_kind TEXT NOT NULL,
  who_id TEXT NOT NULL,
  who_name TEXT NOT NULL,
  what_kind TEXT NOT NULL,
  what_id TEXT NOT NULL,
  what_name TEXT NOT NULL,
  old_value TEXT NOT NULL,  -- JSON
  new_value TEXT NOT NULL,  -- JSON
  outcome TEXT NOT NULL,    -- done, refused, lost
  reason TEXT NOT NULL,
  client TEXT NOT NULL,
  request_id TEXT NOT NULL,
  details TEXT NOT NULL,  -- JSON
  count INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (node, sequence)
) STRICT;
CREATE INDEX audit_record_by_time ON audit_record (time, node, sequence);
CREATE TABLE audit_checkpoint (
  node TEXT NOT NULL,
  number INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  jws TEXT NOT NULL,
  PRIMARY KEY (node, number)
) STRICT, WITHOUT ROWID;
)sql";

// What provisioning clients have told (stores/gateway/row/provisioned_row.h). A person or a team belongs to one client
// at most. Other processes hear of it by what it does to people and teams.
constexpr std::string_view kProvisioned = R"sql(
CREATE TABLE scim_user (
  id TEXT PRIMARY KEY NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  client TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,  -- the name in lower case
  external_id TEXT NOT NULL,
  active INTEGER NOT NULL,
  document TEXT NOT NULL,  -- JSON
  version INTEGER NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  row_check BLOB NOT NULL,
  UNIQUE (client, name_key)
) STRICT;
CREATE UNIQUE INDEX scim_user_by_external_id ON scim_user (client, external_id) WHERE external_id <> '';
CREATE INDEX scim_user_of_inactive ON scim_user (id) WHERE active = 0;
CREATE TABLE scim_group (
  id TEXT PRIMARY KEY NOT NULL REFERENCES entity(id) ON DELETE CASCADE,
  client TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  external_id TEXT NOT NULL,
  active INTEGER NOT NULL,
  document TEXT NOT NULL,
  version INTEGER NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  row_check BLOB NOT NULL,
  UNIQUE (client, name_key)
) STRICT;
CREATE UNIQUE INDEX scim_group_by_external_id ON scim_group (client, external_id) WHERE external_id <> '';
)sql";

// People's local accounts (identity/accounts/local_account.h), and tries at their passwords.
constexpr std::string_view kLocalAccounts = R"sql(
CREATE TABLE local_account (
  person TEXT PRIMARY KEY NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  password_hash TEXT NOT NULL,
  changed INTEGER NOT NULL,
  must_change INTEGER NOT NULL,
  link_hash TEXT NOT NULL,
  link_expires INTEGER NOT NULL,
  row_check BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX local_account_by_link ON local_account (link_hash) WHERE link_hash <> '';
ALTER TABLE guess ADD COLUMN account TEXT NOT NULL DEFAULT '';  -- empty: the local administrator's
CREATE INDEX guess_by_account ON guess (account, made);
)sql";

// The second factors of people, and of the local administrator, who is no person.
constexpr std::string_view kSecondFactors = R"sql(
CREATE TABLE second_factor (
  person TEXT PRIMARY KEY NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  sealed_key TEXT NOT NULL,
  used_step INTEGER NOT NULL,
  enrolled INTEGER NOT NULL,
  recovery_hashes TEXT NOT NULL,  -- with a space after each
  wrong_codes INTEGER NOT NULL,
  last_wrong INTEGER NOT NULL,
  row_check BLOB NOT NULL
) STRICT;
CREATE TABLE local_admin_factor (
  person TEXT PRIMARY KEY NOT NULL,
  sealed_key TEXT NOT NULL,
  used_step INTEGER NOT NULL,
  enrolled INTEGER NOT NULL,
  recovery_hashes TEXT NOT NULL,
  wrong_codes INTEGER NOT NULL,
  last_wrong INTEGER NOT NULL,
  row_check BLOB NOT NULL
) STRICT;
)sql";

constexpr std::string_view kChangesSince = "SELECT id, digest FROM change WHERE id > ? ORDER BY id";

}  // namespace

const Schema& gateway_schema() {
  static const Schema schema{0x53616c79,
                             {kFirst,
                              kSecond,
                              kThird,
                              {kFourth, upgrade_4},
                              kFifth,
                              kSixth,
                              kSeventh,
                              kEighth,
                              kNinth,
                              kVersions,
                              kEleventh,
                              kProfiles,
                              kTokens,
                              kEntityVersions,
                              kAuditTrail,
                              kLocalAccounts,
                              kProvisioned,
                              kSecondFactors},
                             kChangesSince};  // "Saly"
  return schema;
}

}  // namespace sallyport::stores
