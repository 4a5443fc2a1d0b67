// Signs the directory's tokens, for the token endpoint and for the authorization endpoint.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "directory/rules/claims_request.h"
#include "directory/rules/resource.h"
#include "directory/rules/sign_in_state.h"
#include "directory/token/claims.h"

namespace sallyport::directory {

// The facts of the request and of the application that receives the tokens, which must outlive them. The caller adds
// the person, the session and the scopes.
TokenFacts begin_facts(const Exchange& exchange, const entra::AppRegistration& client);
TokenFacts begin_facts(const Exchange& exchange, const entra::AppRegistration&& client) = delete;

// Adds the person that the token is for.
void add_person(const Exchange& exchange, const entra::User& user, TokenFacts& facts);

// Adds the sign-in of a person to the facts: what they proved, and from where.
void add_sign_in(const Exchange& exchange, const SignInState& state, TokenFacts& facts);

// Who looks whether the person was signed out everywhere or disabled: only the token endpoint when it issues a token,
// or the API with each request (continuous access evaluation).
enum class Evaluation { at_issue, continuous };

// A random time as at Entra: 60 to 90 minutes, and 20 to 28 hours of a token that is evaluated continuously.
Seconds access_token_lifetime(Random& random, Evaluation evaluation);

struct AccessTokenTerms {
  Seconds lifetime;
  int client_strength = 0;
  Channel channel = Channel::token_endpoint;
  ClaimsRequest claims = {};
  std::vector<entra::AppRoleAssignment> assignments = {};  // at the API: of the user, or of the client itself
  std::optional<TenantId> app_only =
      std::nullopt;  // the tenant of a token without a person; absent if facts.user has the token
};

// The resource decides about the token's version. A token for Graph can only be verified by Graph.
Judged<std::string> sign_access_token(const Exchange& exchange, const TokenFacts& facts, const Resource& resource,
                                      const AccessTokenTerms& terms);

// The endpoint decides about the token's version.
Judged<std::string> sign_id_token(const Exchange& exchange, const TokenFacts& facts, IdTokenExtras extras);

// The granted scopes as a response lists them: with the resource before each name if the request had it there, because
// the libraries look for the names that they asked for. The scopes of OpenID Connect, and v1.0, have none. v2.0 also
// repeats "/.default", because MSAL for Go takes a scope that the response does not repeat for declined.
std::string scope_text(const Exchange& exchange, const Resource& resource);

}  // namespace sallyport::directory
