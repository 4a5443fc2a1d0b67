// The stores that the token endpoint reads and writes.
#pragma once

#include "directory/rules/issuer_keys.h"
#include "directory/rules/request_counter.h"
#include "directory/rules/smart_lockout.h"
#include "entra/directory_store.h"
#include "oidc/op/grant_store.h"

namespace sallyport::directory {

struct TokenServices {
  entra::DirectoryStore& directory;
  oidc::op::GrantStore& grants;
  SmartLockout& lockout;
  TokenCounters& counters;
  IssuerKeys& issuer_keys;
};

}  // namespace sallyport::directory
