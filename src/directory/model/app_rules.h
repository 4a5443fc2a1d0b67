// The rules that an app registration as a whole must satisfy after an editor changed it. The function is pure.
// Source: docs/entra.md, Registrations and platforms; Microsoft Entra, "Validation differences by supported account
// types".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "entra/registration.h"

namespace sallyport::directory {

struct AppFault {
  std::string_view property;  // in the manifest's spelling, such as "web.redirectUris"
  std::string expected;       // what would be right, for the person who edits
};

// The first rule that the registration breaks; nothing if there is none. `before` is the registration as it was stored,
// because an enabled role or scope must be disabled before it is removed; null for a new one. `domains` are those of
// the home tenant.
std::optional<AppFault> find_fault(const entra::AppRegistration& app, const entra::AppRegistration* before,
                                   std::span<const std::string> domains);

}  // namespace sallyport::directory
