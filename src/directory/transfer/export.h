// The content of a directory as one JSON value in the shapes of Microsoft Graph, named by ids.
#pragma once

#include <string_view>
#include <vector>

#include "base/json.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

// Whether hashes of passwords and secrets, and the keys of authenticator apps, are part of an export. Whoever has them
// can try passwords without being throttled, and has the second factors. Without them, an imported person has neither
// a password nor a second factor, and an imported application no secret.
enum class Hashes { left_out, included };

// The version of the file, so that a later reader can tell.
inline constexpr std::string_view kTransferFormat = "sallyport-directory-1";

// The tenants with their users, groups, applications, service principals, assignments, grants, named locations and
// conditional access policies. Reads in pages and blocks. Errors: those of the store.
Result<json::Object> export_directory(entra::DirectoryStore& store, const std::vector<entra::Tenant>& tenants,
                                      Hashes hashes);

}  // namespace sallyport::directory
