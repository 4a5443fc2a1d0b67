// The grants of the token endpoint: each has one row and one file. A grant decides what the answer will hold. It only
// reads, except that it revokes the family of a code or token that is used a second time.
// Source: docs/entra.md, Token endpoint.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/token/token_plan.h"

namespace sallyport::directory {

struct GrantRow {
  std::string_view grant_type;
  Judged<TokenPlan> (*decide)(const TokenRequest&);
  bool Settings::* only_if = nullptr;  // the switch without which nobody may use the grant; null: always
};

// Null for a grant_type that is unknown or switched off, which the token endpoint refuses with AADSTS70003.
const GrantRow* find_grant(const Settings& settings, std::string_view grant_type);

// The plan of a token for an app itself, whose client was authenticated. Refusals: those of find_resource; 50105 (the
// resource demands an assignment, and the app has none).
Judged<TokenPlan> plan_for_app(const TokenRequest& request, AuthenticatedClient client,
                               const std::vector<std::string>& scopes);

Judged<TokenPlan> decide_authorization_code(const TokenRequest& request);
Judged<TokenPlan> decide_client_credentials(const TokenRequest& request);
Judged<TokenPlan> decide_device_code(const TokenRequest& request);
Judged<TokenPlan> decide_on_behalf_of(const TokenRequest& request);
Judged<TokenPlan> decide_password(const TokenRequest& request);
Judged<TokenPlan> decide_refresh_token(const TokenRequest& request);

}  // namespace sallyport::directory
