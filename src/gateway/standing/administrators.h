// Whom the configuration in force makes administrators, among the people who are known here.
#pragma once

#include "base/result.h"
#include "gateway/call/settings.h"
#include "identity/access/administrators.h"
#include "identity/accounts/account_store.h"
#include "identity/identity_store.h"
#include "identity/local_admin.h"
#include "identity/people_store.h"

namespace sallyport::gateway {

struct AdministratorStores {
  identity::IdentityStore& people;
  identity::PeopleStore& people_by_hand;  // the same people
  identity::AccountStore& accounts;
  identity::LocalAdminStore& local_admin;
};

// A name in adminPrincipals that nobody bears makes nobody an administrator, so it keeps nobody's place. People are
// recognised by what was stored at their last sign-in; who is kept out is found, too. With a provider, somebody who has
// a local account does not count by name, because another person may have that name at the provider. Blocks. Errors:
// those of the stores.
Result<identity::Administrators> find_administrators(const Settings& settings, const AdministratorStores& stores);

// The same if the configuration cannot be read: nobody knows whom it names.
Result<identity::Administrators> administrators_without_configuration(identity::LocalAdminStore& local_admin);

}  // namespace sallyport::gateway
