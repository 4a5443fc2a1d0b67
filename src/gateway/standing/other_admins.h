// Whether somebody else stays an administrator when the right is taken from one by hand.
#pragma once

#include "gateway/call/settings.h"
#include "identity/person_edit.h"

namespace sallyport::gateway {

// Names in the configuration, and the app role, make administrators whatever is taken away by hand.
inline identity::OtherAdmins with_configured(const AuthorizerSettings& authorizer, identity::OtherAdmins others) {
  const bool configured = !authorizer.admin_principals.empty() || authorizer.use_roles_from_provider;
  return configured ? identity::OtherAdmins::some : others;
}

}  // namespace sallyport::gateway
