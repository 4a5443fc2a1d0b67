// About whom somebody asks the policies.
#pragma once

#include <optional>
#include <string>

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "gateway/standing/principal.h"

namespace sallyport::gateway {

struct AskedPrincipal {
  PrincipalPtr principal{};
  std::string name{};  // as OpenMetadata names people
};

// Who may ask about others.
enum class AskFor { administrators, administrators_and_bots };

// The caller, if `person` is absent or the caller's own id. Others may be asked about by administrators and, for
// AskFor::administrators_and_bots, by programs that the policies allow Impersonate on users. Somebody else has the
// roles that are stored: those that were given here, and those that the provider's claims gave at the last sign-in.
// Whether the configuration makes them an administrator is not looked at. Blocks. Errors:
//   forbidden/"operation_denied": the caller may not ask about others.
//   rejected/"entity_unknown": there is no such person.
//   those of find_principal() and of IdentityStore::find_by_id().
Result<AskedPrincipal> find_asked(const Call& call, const ApiParts& parts, const std::optional<std::string>& person,
                                  AskFor whom);

}  // namespace sallyport::gateway
