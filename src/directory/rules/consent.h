// Decides what a request needs consent for, and whose. The rules are pure; consent_standing.h loads what they judge.
// Source: docs/entra.md, Consent.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "entra/service_principal.h"

namespace sallyport::directory {

// What a request asks of one API, and what was consented there. Every scope that is asked must exist.
struct ScopeQuestion {
  const entra::AppRegistration* api = nullptr;
  std::vector<std::string> asked;      // values
  std::vector<std::string> implied;    // asked for together with others, but not for their own sake
  std::vector<std::string> consented;  // values
};

struct MissingScope {
  const entra::AppRegistration* api = nullptr;
  const entra::Scope* scope = nullptr;
};

struct ConsentNeeds {
  std::vector<MissingScope> missing;  // empty: the request may be answered
  bool administrator = false;         // only an administrator may consent to them
};

// The consents that count. If the client requires an assignment, only an administrator's consent for everybody does.
std::vector<entra::Consent> counting_consents(std::vector<entra::Consent> consents, bool assignment_required);

// Scopes for which the API has authorized the client need no consent. An administrator is needed for scopes that only
// administrators can consent to, and for every scope if the client requires an assignment.
ConsentNeeds needed_consent(const entra::AppRegistration& client, std::span<const ScopeQuestion> questions,
                            bool assignment_required);

// Everything that is asked, whether it was consented or not: what prompt=consent shows.
ConsentNeeds all_asked(std::span<const ScopeQuestion> questions, bool assignment_required);

// The values of the API's scopes that the client's registration lists under API permissions.
std::vector<std::string> listed_scopes(const entra::AppRegistration& client, const entra::AppRegistration& api);

// The values of the API's scopes for which it has authorized the client without consent.
std::vector<std::string> pre_authorized_scopes(const entra::AppRegistration& api, const ClientId& client);

}  // namespace sallyport::directory
