// Builds the claims of the directory's tokens from facts, with pure functions.
// Source: docs/entra.md, Tokens and claims.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/secret.h"
#include "directory/call/limits.h"
#include "entra/service_principal.h"
#include "http/address.h"
#include "oidc/op/grant_store.h"

namespace sallyport::directory {

enum class TokenVersion { v1, v2 };

// The channel sets the limit of the groups claim: by default 200 ids from the token endpoint, 6 in a redirect's URL.
enum class Channel { token_endpoint, authorization_endpoint };

struct TokenFacts {
  explicit TokenFacts(const entra::AppRegistration& receiver) : client(receiver) {}
  explicit TokenFacts(const entra::AppRegistration&&) = delete;  // it would be gone before the facts

  std::string origin;  // the directory's
  entra::User user;
  bool email_verified = false;                        // whether the owner of the domain of user.email was verified
  std::vector<entra::ObjectId> groups;                // all of the user's, also through other groups, sorted
  const entra::AppRegistration& client;               // that receives the token; outlives the facts
  entra::ObjectId client_principal;                   // its service principal in the tenant of the token
  std::vector<entra::AppRoleAssignment> assignments;  // of the user at the client
  std::vector<std::string> scopes;                    // as requested
  std::string nonce;
  std::string sid;
  UnixTime authenticated;
  std::optional<http::IpAddress> address;  // of the person; absent: unknown
  oidc::op::Proofs proofs = {};
  std::string sealed_state;  // of the person's sign-in, for the claim aio (directory/rules/sign_in_state.h)
  UnixTime now;
  Secret pairwise_secret;
  std::string unique;  // uti
  std::size_t groups_in_token = limits::kGroupsInToken;
  std::size_t groups_in_url = limits::kGroupsInUrl;
};

// Pairwise: a person has a different sub in each application, and none of them is the oid. 43 characters. Source:
// OpenID Connect Core 8.1; docs/entra.md, Tokens and claims.
std::string pairwise_subject(const Secret& secret, std::string_view user, std::string_view client);

struct IdTokenExtras {
  TokenVersion version = TokenVersion::v2;
  Channel channel = Channel::token_endpoint;
  // For c_hash and at_hash; set only if the authorization endpoint issues them with the ID token.
  std::optional<std::string> code;
  std::optional<std::string> access_token;
};

json::Object id_token_claims(const TokenFacts& facts, const IdTokenExtras& extras);

struct AccessTokenTarget {
  std::string audience;
  TokenVersion version = TokenVersion::v2;
  std::vector<std::string> scopes;                           // scp
  const entra::AppRegistration& api;                         // the app whose roles and groups the token lists
  const std::vector<entra::AppRoleAssignment>& assignments;  // at the API: of the user, or of the client itself
  bool is_graph = false;                                     // Graph always gets idtyp and xms_cc
  int client_strength = 0;                                   // azpacr: 0 public, 1 secret, 2 certificate
  Channel channel = Channel::token_endpoint;
  bool handles_challenges = false;    // for xms_cc, if the API asks for that claim
  std::vector<std::string> contexts;  // acrs
};

json::Object access_token_claims(const TokenFacts& facts, const AccessTokenTarget& target, Seconds lifetime);

// Claims of an app-only token, which has no person: oid and sub are the service principal. It has idtyp only for Graph,
// or if the API lists idtyp among its optional claims. `tenant` is where the token was requested.
json::Object app_token_claims(const TokenFacts& facts, const AccessTokenTarget& target, Seconds lifetime,
                              const TenantId& tenant);

// base64url of {"uid":oid,"utid":tid}.
std::string client_info(const entra::User& user);

// c_hash and at_hash: the left half of the SHA-256, in base64url. Source: OpenID Connect Core 3.3.2.11.
std::string half_hash(std::string_view text);

}  // namespace sallyport::directory
