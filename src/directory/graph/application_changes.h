// Changes one app registration within one write, and checks the rules before the write is kept.
#pragma once

#include "directory/graph/operation/operation.h"
#include "entra/directory_store.h"

namespace sallyport::directory::graph {

// The first rule that the registration breaks, as a refusal that names the property. `before` is null for a new one.
Result<void> check_rules(const entra::AppRegistration& app, const entra::AppRegistration* before,
                         const entra::Tenant& home);

// Runs `change` on the application that the parameter "app" of the path names. Nothing is stored if it fails, or if the
// result breaks a rule.
Answered<void> edit_application(const Call& call, const entra::Change<entra::AppRegistration>& change);

}  // namespace sallyport::directory::graph
