// Writes a session as a row of the table `session`, and reads it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "session/session.h"
#include "stores/sql/database.h"
#include "stores/sql/sql_text.h"

namespace sallyport::stores {

// The columns in the order of SessionRow::values and parse_session, and the statement that inserts them.
inline constexpr std::string_view kSessionColumns =
    "digest, person, provider, issuer, tenant, subject, sid, login_hint, username, display_name, email, "
    "preferred_username, claims, group_ids, acr, amr, auth_time, device, address, sealed_refresh_token, created, "
    "renew_after, expires, row_check, last_seen";
inline const std::string kInsertSession =
    joined({"INSERT INTO session (", kSessionColumns,
            ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"});

// The values of a session's row. It refers to the session, which must outlive it.
class SessionRow {
 public:
  explicit SessionRow(const session::Session& session);
  SessionRow(const SessionRow&) = delete;
  SessionRow& operator=(const SessionRow&) = delete;

  const std::string& groups() const { return groups_; }
  const std::string& amr() const { return amr_; }
  const std::string& check() const { return check_; }
  Parameters values() const;

 private:
  const session::Session& session_;
  std::string groups_;
  std::string amr_;
  std::string check_;
};

// Parses a JSON array of strings. Errors: unavailable/"sql_damaged".
Result<std::vector<std::string>> parse_list(std::string_view text);

// Reads a session from a row with kSessionColumns. Errors: unavailable/"sql_value" or "sql_damaged" if the row is
// not what was written.
Result<session::Session> parse_session(const Row& row);

}  // namespace sallyport::stores
