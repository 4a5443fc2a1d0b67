#include "directory/model/admin_link.h"

#include <algorithm>

#include "directory/call/limits.h"

namespace sallyport::directory {

Result<NewAdminLink> make_admin_link(entra::AdminLinkStore& store, const TenantId& tenant, entra::AdminLinkFor purpose,
                                     UnixTime now, Random& random) {
  const Seconds life =
      purpose == entra::AdminLinkFor::first_administrator ? limits::kFirstAdminLink : limits::kAdminLink;
  NewAdminLink made{Secret(random_token(random)), now + life};
  SALLYPORT_CHECK(
      store.replace_admin_link({entra::hash_of_admin_link(made.link.reveal()), tenant, made.expires, purpose}));
  return made;
}

Result<std::optional<NewAdminLink>> make_first_admin_link(entra::DirectoryStore& store, UnixTime now, Random& random) {
  SALLYPORT_TRY(const auto tenants, store.tenants());
  if (tenants.empty()) return std::optional<NewAdminLink>();
  const TenantId& home = tenants.front().id;
  SALLYPORT_TRY(const auto people, store.people_with_directory_role(home));
  if (std::ranges::any_of(people, entra::is_enabled_administrator)) return std::optional<NewAdminLink>();
  SALLYPORT_TRY(auto made, make_admin_link(store, home, entra::AdminLinkFor::first_administrator, now, random));
  return std::optional(std::move(made));
}

}  // namespace sallyport::directory
