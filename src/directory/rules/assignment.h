// Checks whether a person may use an application that requires an assignment.
// Source: docs/entra.md, Registrations and platforms.
#pragma once

#include <string_view>
#include <vector>

#include "directory/call/refused.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

// Returns the person's groups, which the token needs too. `error` replaces the refusal's error word if the endpoint
// requires another. Refusals: 50105. Blocks.
Judged<std::vector<entra::ObjectId>> check_assignment(entra::GroupStore& groups, const entra::AppRegistration& app,
                                                      const entra::User& user, std::string_view error = {});

}  // namespace sallyport::directory
