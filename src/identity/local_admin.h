// The local administrator: made by a one-time link, retired when Azure SSO is on, brought back by a command on the
// machine.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

namespace sallyport::identity {

struct LocalAdmin {
  std::string password_hash;  // Argon2id; empty until the link was used
  std::string link_hash;      // hex SHA-256 of the one-time secret; empty where there is no open link
  UnixTime link_expires;
  bool retired = false;

  bool operator==(const LocalAdmin&) const = default;
};

// Errors of each call: unavailable/"local_admin_store".
class LocalAdminStore {
 public:
  virtual ~LocalAdminStore() = default;

  virtual Result<std::optional<LocalAdmin>> find() = 0;
  virtual Result<void> put(const LocalAdmin& admin) = 0;

  // Takes the link once, atomically: sets the password hash and forgets the link. Nobody's link is taken twice, after
  // it expired, or while the admin is retired. Errors: rejected/"link_used_or_expired".
  virtual Result<void> consume_link(const std::string& link_hash, const std::string& password_hash, UnixTime now) = 0;
};

}  // namespace sallyport::identity
