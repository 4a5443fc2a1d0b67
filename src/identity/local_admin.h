// The local administrator, who can sign in before a provider is configured. A one-time link sets the password. The
// account is retired once single sign-on is configured, and a command on the machine can bring it back.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

namespace sallyport::identity {

struct LocalAdmin {
  std::string password_hash;  // Argon2id; empty until the link is used
  std::string link_hash;      // of the one-time link, with a prefix if a command made it; empty if no link is open
  UnixTime link_expires;
  bool retired = false;

  bool operator==(const LocalAdmin&) const = default;
};

// The port that stores the local administrator. Every thread may call a store, calls may block, and each call is one
// atomic step. Every call may fail with unavailable/"local_admin_store".
class LocalAdminStore {
 public:
  virtual ~LocalAdminStore() = default;

  virtual Result<std::optional<LocalAdmin>> find() = 0;
  virtual Result<void> put(const LocalAdmin& admin) = 0;

  // Changes the administrator. `change` is given what is stored, and returns what to store instead, or nothing to leave
  // it. It may be called more than once, and must have no other effect. Nobody else's change comes in between. Returns
  // whether anything was stored.
  using Change = std::function<std::optional<LocalAdmin>(const std::optional<LocalAdmin>&)>;
  virtual Result<bool> change(const Change& change) = 0;

  // Replaces `old_hash` by a hash of the same password with stronger parameters. Succeeds without a change if another
  // password was set meanwhile, or if the administrator is absent or retired.
  virtual Result<void> upgrade_password(const std::string& old_hash, const std::string& new_hash) = 0;

  // Sets the password hash and forgets the link. A link works once; of several callers that race, one succeeds. Errors:
  // rejected/"link_used_or_expired", also for another link and while the administrator is retired.
  virtual Result<void> consume_link(const std::string& link_hash, const std::string& password_hash, UnixTime now) = 0;
};

}  // namespace sallyport::identity
