// Adds a file of export.h to a directory.
#pragma once

#include <string>
#include <vector>

#include "directory/transfer/plan.h"

namespace sallyport::directory {

// Does what the plan says, tenant by tenant. What a tenant gets new is added within one write. If it fails, what was
// done before stays, and the same import may be tried again. Errors: those of the store, such as
// conflict/"user_name_taken".
Result<void> carry_out(entra::DirectoryStore& store, const Plan& plan);

// The lines of all tenants, and their number. Empty if there is nothing to do.
std::vector<std::string> lines_of(const Plan& plan);

}  // namespace sallyport::directory
