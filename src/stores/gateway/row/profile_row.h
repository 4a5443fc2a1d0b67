// Writes and reads what is set by hand about a person, as a row of the table `profile`. A person about whom nothing was
// ever set has no row. Every function works within one transaction of the caller. A damaged row makes the call fail
// with unavailable/"sql_damaged" or "sql_value", and is logged.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "identity/person_edit.h"
#include "stores/gateway/row/person_row.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

struct ProfileRow {
  identity::PersonKind kind = identity::PersonKind::human;
  bool disabled = false;  // by hand; the row of the person says whether they are disabled or deleted
  bool deleted = false;
  identity::Profile profile{};
  std::int64_t version = 1;
  UnixTime updated{};
  std::string updated_by{};
};

// The person's row, or what holds without one.
Result<ProfileRow> profile_of(Connection& connection, const identity::Person& person, Log& log);

// The rows of these people, as far as there are any. Absent in the map: the row is damaged, and `damaged` is leave_out.
using ProfileRows = std::map<PersonId, std::optional<ProfileRow>>;
Result<ProfileRows> profiles_of(Connection& connection, const std::vector<PersonId>& ids, Damaged damaged, Log& log);

// What holds for a person without a row.
ProfileRow default_profile(const identity::Person& person);

Result<void> put_profile(Connection& connection, const PersonId& person, const ProfileRow& row);

// Adds 1 to the person's version. Does nothing if there is no such person.
Result<void> add_version(Connection& connection, const PersonId& person, Log& log);

}  // namespace sallyport::stores
