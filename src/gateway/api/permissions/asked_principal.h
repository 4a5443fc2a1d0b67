// About whom somebody asks the policies.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "gateway/standing/principal.h"

namespace sallyport::gateway {

struct AskedPrincipal {
  PrincipalPtr principal{};
  std::string name{};  // as OpenMetadata names people
};

// A person or a bot, by one of the two.
struct PrincipalName {
  std::string id{};
  std::string name{};  // the username
};

// Reads {"principal": {"id": …}} or {"principal": {"name": …}}; absent if the body has no principal. Errors:
// malformed/"field_type" (also for both, or none), "field_unknown".
Result<std::optional<PrincipalName>> principal_in_body(const json::Object& body);

// Who may ask about others.
enum class AskFor { administrators, administrators_and_bots };

// The caller, if `asked` is absent or the caller's own id. Others may be asked about by administrators and, for
// AskFor::administrators_and_bots, by programs that the policies allow Impersonate on users. Somebody else has the
// roles that are stored: those that were given here, and those that the provider's claims gave at the last sign-in.
// They are an administrator by hand, or if adminPrincipals names them. Blocks. Errors:
//   forbidden/"operation_denied": the caller may not ask about others.
//   rejected/"entity_unknown": there is no such person or bot; conflict/"name_ambiguous": two have this name.
//   conflict/"principal_disabled": nothing is allowed to them, whatever the policies say.
//   those of find_principal() and of PeopleStore::find().
Result<AskedPrincipal> find_asked(const Call& call, const ApiParts& parts, const std::optional<PrincipalName>& asked,
                                  AskFor whom);

}  // namespace sallyport::gateway
