#include "stores/sqlite/gateway_schema.h"

namespace sallyport::stores {
namespace {

// Each row_check covers the values beside it (row_check.h), so that a damaged row is noticed.
//
// session has a row id, although it is found by digest alone: its rows are larger than a quarter of a page, and a table
// keyed by random digests would spill each of them to pages of its own and write all over the file. last_seen and the
// lease change often and stand outside row_check; neither can make a session live longer than `expires`.
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

// Those that were opened while the clock stood in the future are swept by it.
constexpr std::string_view kSecond = "CREATE INDEX session_by_created ON session (created);";

// What later rules decide by. A session of before is renewed when it is next used; one that cannot be ends here, since
// nobody knows by which rules it has its roles.
constexpr std::string_view kThird = R"sql(
ALTER TABLE session ADD COLUMN claims TEXT NOT NULL DEFAULT '';  -- in row_check where it is not empty
DELETE FROM session WHERE issuer <> 'local' AND length(sealed_refresh_token) = 0;
)sql";

}  // namespace

const Schema& gateway_schema() {
  static const Schema schema{0x53616c79, {kFirst, kSecond, kThird}};  // "Saly"
  return schema;
}

}  // namespace sallyport::stores
