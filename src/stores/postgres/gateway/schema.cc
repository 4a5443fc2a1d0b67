#include "stores/postgres/gateway/schema.h"

namespace sallyport::stores {
namespace {

// The tables have the columns that version 5 of the SQLite file has (stores/sqlite/gateway/schema.cc). Text is BYTEA,
// because PostgreSQL's TEXT takes no NUL, which a claim may contain, and compares by the rules of a language.
//
// A row of `change` names a session that other nodes must no longer answer from their caches. Triggers write it in the
// transaction that makes the change, so that no writer can forget it, not even an operator with psql. A session that is
// merely used again is no change. `xact` orders the rows by transaction, because a transaction that began earlier may
// commit later.
constexpr std::string_view kFirst = R"sql(
CREATE TABLE session (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest BYTEA NOT NULL UNIQUE CHECK (length(digest) = 32),
  person BYTEA NOT NULL,
  provider BYTEA NOT NULL,
  issuer BYTEA NOT NULL,
  tenant BYTEA NOT NULL,
  subject BYTEA NOT NULL,
  sid BYTEA NOT NULL,
  login_hint BYTEA NOT NULL,
  username BYTEA NOT NULL,
  display_name BYTEA NOT NULL,
  email BYTEA NOT NULL,
  preferred_username BYTEA NOT NULL,
  claims BYTEA NOT NULL,
  group_ids BYTEA NOT NULL,
  acr BYTEA NOT NULL,
  amr BYTEA NOT NULL,
  auth_time BIGINT NOT NULL,
  device BYTEA NOT NULL,
  address BYTEA NOT NULL,
  sealed_refresh_token BYTEA NOT NULL,
  created BIGINT NOT NULL,
  renew_after BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  row_check BYTEA NOT NULL,
  last_seen BIGINT NOT NULL,
  lease_holder BYTEA NOT NULL DEFAULT '',
  lease_until BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX session_by_person ON session (person);
CREATE INDEX session_by_sid ON session (sid, issuer) WHERE sid <> '';
CREATE INDEX session_by_expiry ON session (expires);
CREATE INDEX session_by_last_seen ON session (last_seen);
CREATE INDEX session_by_created ON session (created);

CREATE TABLE person (
  ordinal BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id BYTEA NOT NULL UNIQUE,
  display_name BYTEA NOT NULL,
  email BYTEA NOT NULL,
  preferred_username BYTEA NOT NULL,
  username BYTEA NOT NULL,
  disabled BIGINT NOT NULL,
  created BIGINT NOT NULL,
  last_sign_in BIGINT NOT NULL,
  row_check BYTEA NOT NULL
);
CREATE TABLE identity (
  provider BYTEA NOT NULL,
  issuer BYTEA NOT NULL,
  tenant BYTEA NOT NULL,
  subject BYTEA NOT NULL,
  person BYTEA NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  linked BIGINT NOT NULL,
  last_sign_in BIGINT NOT NULL,
  row_check BYTEA NOT NULL,
  PRIMARY KEY (subject, tenant, issuer, provider)
);
CREATE INDEX identity_by_person ON identity (person);
CREATE TABLE membership (
  person BYTEA NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  role BYTEA NOT NULL,
  origin BYTEA NOT NULL,
  row_check BYTEA NOT NULL,
  PRIMARY KEY (person, role, origin)
);
CREATE TABLE invitation (
  person BYTEA PRIMARY KEY REFERENCES person(id) ON DELETE CASCADE,
  provider BYTEA NOT NULL,
  issuer BYTEA NOT NULL,
  tenant BYTEA NOT NULL,
  address BYTEA NOT NULL,
  subject BYTEA NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  row_check BYTEA NOT NULL,
  UNIQUE (provider, tenant, issuer, address, subject)
);
CREATE TABLE local_admin (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  password_hash BYTEA NOT NULL,
  link_hash BYTEA NOT NULL,
  link_expires BIGINT NOT NULL,
  retired BIGINT NOT NULL,
  row_check BYTEA NOT NULL
);

CREATE TABLE change (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xact XID8 NOT NULL DEFAULT pg_current_xact_id(),
  made BIGINT NOT NULL DEFAULT extract(epoch FROM clock_timestamp()),
  node BYTEA NOT NULL DEFAULT convert_to(current_setting('application_name'), 'UTF8'),
  digest BYTEA NOT NULL  -- of a session; empty: what is known about people, such as their roles
);
CREATE INDEX change_by_xact ON change (xact);
CREATE INDEX change_by_time ON change (made);

CREATE FUNCTION tell_of_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('sallyport_change', '');
  RETURN NULL;
END $$;
CREATE TRIGGER change_made AFTER INSERT ON change FOR EACH STATEMENT EXECUTE FUNCTION tell_of_change();

CREATE FUNCTION log_session_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO change (digest) VALUES (OLD.digest);
  RETURN NULL;
END $$;
CREATE TRIGGER session_ended AFTER DELETE ON session FOR EACH ROW
  WHEN (OLD.expires > extract(epoch FROM clock_timestamp())) EXECUTE FUNCTION log_session_change();
CREATE TRIGGER session_renewed AFTER UPDATE OF row_check ON session FOR EACH ROW EXECUTE FUNCTION log_session_change();

CREATE FUNCTION log_person_change(whom BYTEA) RETURNS void LANGUAGE sql SET search_path FROM CURRENT AS $$
  INSERT INTO change (digest) SELECT digest FROM session WHERE person = whom UNION ALL SELECT ''::bytea;
$$;
CREATE FUNCTION log_membership_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM log_person_change(OLD.person); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM log_person_change(NEW.person); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER membership_changed AFTER INSERT OR DELETE OR UPDATE OF person, role, origin ON membership
  FOR EACH ROW EXECUTE FUNCTION log_membership_change();
CREATE FUNCTION log_disabling() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM log_person_change(OLD.id);
  RETURN NULL;
END $$;
CREATE TRIGGER person_deleted AFTER DELETE ON person FOR EACH ROW EXECUTE FUNCTION log_disabling();
CREATE TRIGGER person_disabled AFTER UPDATE OF disabled ON person FOR EACH ROW
  WHEN (OLD.disabled <> NEW.disabled) EXECUTE FUNCTION log_disabling();
)sql";

// What is true of sign-ins once for all nodes: the seventh version of the SQLite file. Nodes of the first version go
// on; what they know of sign-ins, they know alone.
constexpr std::string_view kSecond = R"sql(
CREATE TABLE used_response (
  digest BYTEA PRIMARY KEY CHECK (length(digest) = 32),
  expires BIGINT NOT NULL
);
CREATE INDEX used_response_by_expiry ON used_response (expires);
CREATE TABLE guesser (
  name BYTEA PRIMARY KEY,
  tries BIGINT NOT NULL,
  last BIGINT NOT NULL,
  blocked_until BIGINT NOT NULL
);
CREATE TABLE guess (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  made BIGINT NOT NULL
);
CREATE INDEX guess_by_time ON guess (made);
)sql";

// Until when one node has the turn at a task that needs to be done once for all (session_store.h). Nodes of the
// versions before go on sweeping each for itself, which does no harm.
constexpr std::string_view kThird = R"sql(
CREATE TABLE turn (
  task BYTEA PRIMARY KEY,
  until BIGINT NOT NULL
);
)sql";

// The keys that nodes share, sealed (session/key_ring.h). A change of them is logged as one of the session whose digest
// is all zeros, which nodes of the versions before may forget without harm.
constexpr std::string_view kFourth = R"sql(
CREATE TABLE shared_key (
  number BIGINT PRIMARY KEY CHECK (number > 0),
  made BIGINT NOT NULL,
  salt BYTEA NOT NULL,
  sealed BYTEA NOT NULL
);
CREATE FUNCTION log_key_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO change (digest) VALUES (decode(repeat('00', 32), 'hex'));
  RETURN NULL;
END $$;
CREATE TRIGGER shared_key_changed AFTER INSERT OR DELETE ON shared_key
  FOR EACH STATEMENT EXECUTE FUNCTION log_key_change();
)sql";

// The versions of the runtime configuration, as in the SQLite file. Nodes of an older version go on: they take the key
// in the change log for a session that nobody has, and keep to their own files.
constexpr std::string_view kVersions = R"sql(
CREATE TABLE config_version (
  number BIGINT PRIMARY KEY,
  author BYTEA NOT NULL,
  made BIGINT NOT NULL,
  text BYTEA NOT NULL,
  row_check BYTEA NOT NULL
);
CREATE FUNCTION log_config_version() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO change (digest) VALUES (convert_to('sallyport configuration version.', 'UTF8'));
  RETURN NULL;
END $$;
CREATE TRIGGER config_version_added AFTER INSERT ON config_version
  FOR EACH STATEMENT EXECUTE FUNCTION log_config_version();
)sql";

// Policies, roles, teams and their members: the eleventh version of the SQLite file.
constexpr std::string_view kSixth = R"sql(
CREATE TABLE entity (
  id BYTEA PRIMARY KEY,
  kind BYTEA NOT NULL,
  name BYTEA NOT NULL,
  display_name BYTEA NOT NULL,
  description BYTEA NOT NULL,
  version BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  updated_by BYTEA NOT NULL,
  deleted BIGINT NOT NULL,
  built_in BIGINT NOT NULL,
  content BYTEA NOT NULL,
  row_check BYTEA NOT NULL,
  UNIQUE (kind, name)
);
CREATE TABLE entity_revision (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  revision BIGINT NOT NULL
);
CREATE TABLE team_member (
  person BYTEA NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  team BYTEA NOT NULL REFERENCES entity(id) ON DELETE CASCADE,
  origin BYTEA NOT NULL,
  row_check BYTEA NOT NULL,
  PRIMARY KEY (person, team, origin)
);
CREATE INDEX team_member_by_team ON team_member (team, person);
CREATE TRIGGER team_member_changed AFTER INSERT OR DELETE OR UPDATE OF person, team, origin ON team_member
  FOR EACH ROW EXECUTE FUNCTION log_membership_change();
CREATE FUNCTION log_entity_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO change (digest) VALUES (''::bytea);
  RETURN NULL;
END $$;
CREATE TRIGGER entity_revised AFTER INSERT OR UPDATE ON entity_revision
  FOR EACH ROW EXECUTE FUNCTION log_entity_change();
)sql";

// Old versions of entities, as in the SQLite file.
constexpr std::string_view kEntityVersions = R"sql(
CREATE TABLE entity_version (
  entity BYTEA NOT NULL,
  number BIGINT NOT NULL,
  text BYTEA NOT NULL,
  row_check BYTEA NOT NULL,
  PRIMARY KEY (entity, number)
);
)sql";

// Bots, and what is set by hand about a person, as in the SQLite file. Nodes of an older version go on: a deleted
// person is also disabled in the table person, which is all that they know.
constexpr std::string_view kProfiles = R"sql(
CREATE TABLE profile (
  person BYTEA PRIMARY KEY REFERENCES person(id) ON DELETE CASCADE,
  bot BIGINT NOT NULL,
  disabled BIGINT NOT NULL,
  deleted BIGINT NOT NULL,
  display_name BYTEA NOT NULL,
  description BYTEA NOT NULL,
  timezone BYTEA NOT NULL,
  images BYTEA NOT NULL,
  version BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  updated_by BYTEA NOT NULL,
  row_check BYTEA NOT NULL
);
CREATE TABLE bot (
  id BYTEA PRIMARY KEY,
  name BYTEA NOT NULL UNIQUE,
  person BYTEA NOT NULL UNIQUE REFERENCES person(id),
  built_in BIGINT NOT NULL,
  display_name BYTEA NOT NULL,
  description BYTEA NOT NULL,
  owner BYTEA NOT NULL,
  deleted BIGINT NOT NULL,
  version BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  updated_by BYTEA NOT NULL,
  row_check BYTEA NOT NULL
);
CREATE INDEX profile_of_bot ON profile (person) WHERE bot = 1;
CREATE INDEX profile_of_deleted ON profile (person) WHERE deleted = 1;
CREATE INDEX person_by_username ON person (username, id);
CREATE INDEX membership_by_role ON membership (role, person);
)sql";

// Records of tokens, as in the SQLite file. Nodes of an older version accept no such token.
constexpr std::string_view kTokens = R"sql(
CREATE TABLE token (
  id BYTEA PRIMARY KEY,
  hash BYTEA NOT NULL UNIQUE CHECK (length(hash) = 32),
  owner_kind BYTEA NOT NULL,
  owner BYTEA NOT NULL,
  name BYTEA NOT NULL,
  created BIGINT NOT NULL,
  created_by BYTEA NOT NULL,
  expires BIGINT NOT NULL,
  scope BYTEA NOT NULL,
  facts BYTEA NOT NULL,
  revoked BIGINT NOT NULL,
  row_check BYTEA NOT NULL,
  last_used BIGINT NOT NULL
);
CREATE INDEX token_by_owner ON token (owner, id);
CREATE INDEX token_by_expiry ON token (expires);
CREATE INDEX token_by_revocation ON token (revoked) WHERE revoked > 0;
CREATE FUNCTION log_token_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO change (digest) VALUES (''::bytea);
  RETURN NULL;
END $$;
CREATE TRIGGER token_revoked AFTER UPDATE OF revoked ON token FOR EACH ROW
  WHEN (OLD.revoked <> NEW.revoked) EXECUTE FUNCTION log_token_change();
CREATE TRIGGER token_removed AFTER DELETE ON token FOR EACH ROW
  WHEN (OLD.expires > extract(epoch FROM clock_timestamp()) AND OLD.revoked = 0) EXECUTE FUNCTION log_token_change();
)sql";

// The audit trail: as in the SQLite file.
constexpr std::string_view kAuditTrail = R"sql(
CREATE TABLE audit_chain (
  node BYTEA PRIMARY KEY,
  sequence BIGINT NOT NULL,
  hash BYTEA NOT NULL
);
CREATE TABLE audit_record (
  node BYTEA NOT NULL,
  sequence BIGINT NOT NULL CHECK (sequence > 0),
  time BIGINT NOT NULL,
  event BYTEA NOT NULL,
  who_kind BYTEA NOT NULL,
  who_id BYTEA NOT NULL,
  who_name BYTEA NOT NULL,
  what_kind BYTEA NOT NULL,
  what_id BYTEA NOT NULL,
  what_name BYTEA NOT NULL,
  old_value BYTEA NOT NULL,
  new_value BYTEA NOT NULL,
  outcome BYTEA NOT NULL,
  reason BYTEA NOT NULL,
  client BYTEA NOT NULL,
  request_id BYTEA NOT NULL,
  details BYTEA NOT NULL,
  count BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (node, sequence)
);
CREATE INDEX audit_record_by_time ON audit_record (time, node, sequence);
CREATE TABLE audit_checkpoint (
  node BYTEA NOT NULL,
  number BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  jws BYTEA NOT NULL,
  PRIMARY KEY (node, number)
);
)sql";

// What provisioning clients have told, as in the SQLite file.
constexpr std::string_view kProvisioned = R"sql(
CREATE TABLE scim_user (
  id BYTEA PRIMARY KEY REFERENCES person(id) ON DELETE CASCADE,
  client BYTEA NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  name BYTEA NOT NULL,
  name_key BYTEA NOT NULL,
  external_id BYTEA NOT NULL,
  active BIGINT NOT NULL,
  document BYTEA NOT NULL,
  version BIGINT NOT NULL,
  created BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  row_check BYTEA NOT NULL,
  UNIQUE (client, name_key)
);
CREATE UNIQUE INDEX scim_user_by_external_id ON scim_user (client, external_id) WHERE external_id <> '';
CREATE INDEX scim_user_of_inactive ON scim_user (id) WHERE active = 0;
CREATE TABLE scim_group (
  id BYTEA PRIMARY KEY REFERENCES entity(id) ON DELETE CASCADE,
  client BYTEA NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  name BYTEA NOT NULL,
  name_key BYTEA NOT NULL,
  external_id BYTEA NOT NULL,
  active BIGINT NOT NULL,
  document BYTEA NOT NULL,
  version BIGINT NOT NULL,
  created BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  row_check BYTEA NOT NULL,
  UNIQUE (client, name_key)
);
CREATE UNIQUE INDEX scim_group_by_external_id ON scim_group (client, external_id) WHERE external_id <> '';
)sql";

// People's local accounts, and tries at their passwords, as in the SQLite file.
constexpr std::string_view kLocalAccounts = R"sql(
CREATE TABLE local_account (
  person BYTEA PRIMARY KEY REFERENCES person(id) ON DELETE CASCADE,
  password_hash BYTEA NOT NULL,
  changed BIGINT NOT NULL,
  must_change BIGINT NOT NULL,
  link_hash BYTEA NOT NULL,
  link_expires BIGINT NOT NULL,
  row_check BYTEA NOT NULL
);
CREATE UNIQUE INDEX local_account_by_link ON local_account (link_hash) WHERE link_hash <> '';
ALTER TABLE guess ADD COLUMN account BYTEA NOT NULL DEFAULT '';
CREATE INDEX guess_by_account ON guess (account, made);
)sql";

// The second factors of people, and of the local administrator, who is no person, as in the SQLite file.
constexpr std::string_view kSecondFactors = R"sql(
CREATE TABLE second_factor (
  person BYTEA PRIMARY KEY NOT NULL REFERENCES person(id) ON DELETE CASCADE,
  sealed_key BYTEA NOT NULL,
  used_step BIGINT NOT NULL,
  enrolled BIGINT NOT NULL,
  recovery_hashes BYTEA NOT NULL,  -- with a space after each
  wrong_codes BIGINT NOT NULL,
  last_wrong BIGINT NOT NULL,
  row_check BYTEA NOT NULL
);
CREATE TABLE local_admin_factor (
  person BYTEA PRIMARY KEY NOT NULL,
  sealed_key BYTEA NOT NULL,
  used_step BIGINT NOT NULL,
  enrolled BIGINT NOT NULL,
  recovery_hashes BYTEA NOT NULL,
  wrong_codes BIGINT NOT NULL,
  last_wrong BIGINT NOT NULL,
  row_check BYTEA NOT NULL
);
)sql";

// A transaction that is still under way has an id from the snapshot's xmin on, so the next call asks from there.
constexpr std::string_view kOthersChanges =
    "WITH now AS (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS next) "
    "SELECT change.id, change.digest, now.next, floor(extract(epoch FROM clock_timestamp()))::bigint "
    "FROM now LEFT JOIN change "
    "ON change.xact >= ?1::text::xid8 AND change.node <> ?2";

}  // namespace

const PostgresSchema& postgres_gateway_schema() {
  static const PostgresSchema schema{0x53616c79,
                                     {{.sql = kFirst},
                                      {.sql = kSecond},
                                      {.sql = kThird},
                                      {.sql = kFourth},
                                      {.sql = kVersions},
                                      {.sql = kSixth},
                                      {.sql = kProfiles},
                                      {.sql = kTokens},
                                      {.sql = kEntityVersions},
                                      {.sql = kAuditTrail},
                                      {.sql = kLocalAccounts},
                                      {.sql = kProvisioned},
                                      {.sql = kSecondFactors}},
                                     kOthersChanges};  // "Saly"
  return schema;
}

}  // namespace sallyport::stores
