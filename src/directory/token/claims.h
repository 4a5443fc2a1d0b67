// The claims of the directory's tokens: pure functions from facts to members. Source: entra.md 7.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/secret.h"
#include "entra/registration.h"

namespace sallyport::directory {

enum class TokenVersion { v1, v2 };

// Which limit the groups claim has: 200 ids in a token, 6 where it travels in a URL.
enum class Channel { token_endpoint, authorization_endpoint };

struct TokenFacts {
  std::string origin;  // of the directory
  entra::User user;
  std::vector<entra::ObjectId> groups;  // all of the user's, sorted
  entra::AppRegistration client;        // who receives the token
  std::vector<std::string> scopes;      // as asked for
  std::string nonce;
  std::string sid;
  UnixTime authenticated;
  UnixTime now;
  Secret pairwise_secret;
  std::string unique;  // uti
};

// Pairwise: the same person has another sub in each application, and it is not the oid. 43 characters.
// Source: OpenID Connect Core 8.1; entra.md 7.5.
std::string pairwise_subject(const Secret& secret, std::string_view user, std::string_view client);

struct IdTokenExtras {
  TokenVersion version = TokenVersion::v2;
  Channel channel = Channel::token_endpoint;
  std::optional<std::string> code;  // c_hash: beside a code from the authorization endpoint alone
};

json::Object id_token_claims(const TokenFacts& facts, const IdTokenExtras& extras);

struct AccessTokenTarget {
  std::string audience;
  TokenVersion version = TokenVersion::v2;
  std::vector<std::string> scopes;              // scp
  const entra::AppRegistration* api = nullptr;  // whose roles and groups are told; null for Graph
  int client_strength = 0;                      // azpacr: 0 public, 1 secret, 2 certificate
};

json::Object access_token_claims(const TokenFacts& facts, const AccessTokenTarget& target, Seconds lifetime);

// App-only: no person. oid = sub = the service principal. `tenant` is where it was asked for.
json::Object app_token_claims(const TokenFacts& facts, const AccessTokenTarget& target, Seconds lifetime,
                              const TenantId& tenant);

// base64url of {"uid":oid,"utid":tid}.
std::string client_info(const entra::User& user);

// The login_hint claim: opaque to others, the user name to us. Reads itself and a plain name.
std::string login_hint_of(const entra::User& user);
std::string user_name_of_hint(std::string_view hint);

// c_hash and at_hash: left half of the SHA-256. Source: OpenID Connect Core 3.3.2.11.
std::string half_hash(std::string_view text);

}  // namespace sallyport::directory
