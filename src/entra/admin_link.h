// The one-time link with which somebody becomes a Global Administrator of the local directory. There is at most one.
// The store has only the hash of it, so somebody who reads the store cannot use the link.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "entra/account.h"

namespace sallyport::entra {

// What a link is good for.
enum class AdminLinkFor {
  first_administrator,   // only as long as the tenant has no enabled Global Administrator
  another_administrator  // an operator asked for it by command
};

struct AdminLink {
  std::string hash;  // of the link: hexadecimal SHA-256
  TenantId tenant;
  UnixTime expires;
  AdminLinkFor purpose = AdminLinkFor::first_administrator;
  bool operator==(const AdminLink&) const = default;
};

// The hash of a link, as stores keep it.
std::string hash_of_admin_link(std::string_view link);

// Whether this hash is that of the open link, and the person is of its tenant. Every store calls it within the write
// that uses the link. Errors: rejected/"admin_link".
Result<void> check_admin_link(const std::optional<AdminLink>& link, std::string_view hash, UnixTime now,
                              const User& administrator);

// Every thread may call a store, and calls block. Every call may fail with unavailable/"directory_store".
class AdminLinkStore {
 public:
  virtual ~AdminLinkStore() = default;

  // The link that was made last, even if it has expired. Absent if none was made, or if it was used.
  virtual Result<std::optional<AdminLink>> find_admin_link() = 0;

  // The link that there was no longer works.
  virtual Result<void> replace_admin_link(const AdminLink& link) = 0;

  // Adds the administrator and forgets the link, both or neither. Of several callers that race, exactly one succeeds.
  // Errors: rejected/"admin_link" (another link, none, or now >= expires; or the person is of another tenant);
  // conflict/"administrator_exists" (for a link to the first one); those of PeopleStore::add_user.
  virtual Result<void> use_admin_link(std::string_view hash, UnixTime now, const User& administrator) = 0;
};

}  // namespace sallyport::entra
