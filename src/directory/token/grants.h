// The grants of the token endpoint: each has one row and one file. A grant decides what the answer will hold. It only
// reads, except that it revokes the family of a code or token that is used a second time.
// Source: docs/entra.md, Token endpoint.
#pragma once

#include <string_view>

#include "directory/token/token_plan.h"

namespace sallyport::directory {

struct GrantRow {
  std::string_view grant_type;
  Judged<TokenPlan> (*decide)(const TokenRequest&);
};

// Null for an unknown grant_type, which the token endpoint refuses with AADSTS70003.
const GrantRow* find_grant(std::string_view grant_type);

Judged<TokenPlan> decide_authorization_code(const TokenRequest& request);
Judged<TokenPlan> decide_client_credentials(const TokenRequest& request);
Judged<TokenPlan> decide_refresh_token(const TokenRequest& request);

}  // namespace sallyport::directory
