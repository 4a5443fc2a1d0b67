// The stores that sign-in and sign-out use, and the lockout.
#pragma once

#include "directory/rules/smart_lockout.h"
#include "entra/directory_store.h"
#include "oidc/op/grant_store.h"
#include "oidc/op/sign_in_store.h"

namespace sallyport::directory {

struct AuthorizeServices {
  entra::DirectoryStore& directory;
  oidc::op::GrantStore& grants;
  oidc::op::SignInStore& sign_ins;
  SmartLockout& lockout;
};

}  // namespace sallyport::directory
