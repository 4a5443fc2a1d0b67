// Makes the one-time link with which a Global Administrator is made in the browser. Every call blocks, and also fails
// with the errors of the store.
#pragma once

#include <optional>

#include "base/random.h"
#include "base/secret.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

struct NewAdminLink {
  Secret link;  // 43 characters; the store has only its hash
  UnixTime expires;
};

// Makes a link and forgets the one that there was.
Result<NewAdminLink> make_admin_link(entra::AdminLinkStore& store, const TenantId& tenant, entra::AdminLinkFor purpose,
                                     UnixTime now, Random& random);

// Makes the link of a start, if the home tenant has no enabled Global Administrator. Absent if it has one.
Result<std::optional<NewAdminLink>> make_first_admin_link(entra::DirectoryStore& store, UnixTime now, Random& random);

}  // namespace sallyport::directory
