// A session as a row of the table `session`, and back.
#pragma once

#include <string>

#include "session/session.h"
#include "stores/sqlite/database.h"

namespace sallyport::stores {

// The columns that SessionRow gives and parse_session reads, in order, and a "?" for each.
inline constexpr std::string_view kSessionColumns =
    "digest, person, issuer, tenant, subject, sid, login_hint, username, display_name, email, preferred_username, "
    "roles, group_ids, admin, sealed_refresh_token, created, renew_after, expires, row_check, last_seen, claims";
inline constexpr std::string_view kSessionMarks = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?";

// Borrows from the session, which outlives it.
class SessionRow {
 public:
  explicit SessionRow(const session::Session& session);
  SessionRow(const SessionRow&) = delete;
  SessionRow& operator=(const SessionRow&) = delete;

  const std::string& roles() const { return roles_; }
  const std::string& groups() const { return groups_; }
  const std::string& check() const { return check_; }
  Parameters values() const;

 private:
  const session::Session& session_;
  std::string roles_;
  std::string groups_;
  std::string check_;
};

// Errors: unavailable/"sqlite_value", "sqlite_damaged": the row is not what was written.
Result<session::Session> parse_session(const Row& row);

}  // namespace sallyport::stores
