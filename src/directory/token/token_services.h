// The stores that the token endpoint reads and writes.
#pragma once

#include "entra/directory_store.h"
#include "oidc/op/grant_store.h"

namespace sallyport::directory {

struct TokenServices {
  entra::DirectoryStore& directory;
  oidc::op::GrantStore& grants;
};

}  // namespace sallyport::directory
