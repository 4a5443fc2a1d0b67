// Authorization codes, refresh tokens and used client assertions: what an authorization server has handed out.
// Found by digest alone: whoever reads the store cannot redeem anything.
// Errors of each call: unavailable/"grant_store".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/tagged.h"
#include "oidc/common/pkce.h"

namespace sallyport::oidc::op {

using TokenDigest = Tagged<struct TokenDigestTag>;  // base64url of the SHA-256

TokenDigest digest_of(std::string_view token);

// What somebody allowed a client: carried from the code into its refresh tokens.
struct Grant {
  ClientId client;
  TenantId tenant;
  Subject subject;
  std::string redirect_uri;
  std::string platform;             // of the redirect URI, as its registration names it
  std::vector<std::string> scopes;  // as asked for
  std::string nonce;                // may be empty
  std::string sid;
  UnixTime authenticated;  // auth_time
  bool operator==(const Grant&) const = default;
};

struct AuthorizationCode {
  TokenDigest digest;
  Grant grant;
  std::optional<CodeChallenge> challenge;
  std::string family;  // of the refresh tokens that will come from it
  UnixTime issued;
  UnixTime expires;
  bool consumed = false;
  bool operator==(const AuthorizationCode&) const = default;
};

struct RefreshToken {
  TokenDigest digest;
  Grant grant;
  std::string family;
  UnixTime issued;
  UnixTime expires;
  bool used = false;  // set only where tokens rotate
  bool operator==(const RefreshToken&) const = default;
};

// A client assertion may be used once. Source: RFC 7523 3 (7).
struct UsedAssertion {
  TokenDigest digest;  // of issuer and jti
  UnixTime expires;
};

// All that one answer of the token endpoint changes: written whole or not at all.
struct Redemption {
  std::optional<TokenDigest> consume_code;
  std::optional<TokenDigest> present_refresh_token;  // must still be there and not be used
  bool rotate = false;                               // and is used from now on
  std::optional<RefreshToken> issue;
  std::optional<UsedAssertion> assertion;
};

class GrantStore {
 public:
  virtual ~GrantStore() = default;

  virtual Result<void> add_code(const AuthorizationCode& code) = 0;

  // Found until it is swept, consumed or expired: the caller says which it is.
  virtual Result<std::optional<AuthorizationCode>> find_code(const TokenDigest& digest) = 0;

  // Absent: never issued, swept, or its family was revoked.
  virtual Result<std::optional<RefreshToken>> find_refresh_token(const TokenDigest& digest) = 0;

  // Errors, with nothing written: conflict/"code_consumed", "refresh_token_used" (also where its family was revoked
  // meanwhile), "assertion_used". Among racing callers one wins.
  virtual Result<void> commit(const Redemption& redemption) = 0;

  // Every refresh token of the family, those that a redemption under way would still issue included.
  virtual Result<void> revoke_family(std::string_view family) = 0;

  // Removes what expired before `now`, at most `limit` of each kind.
  virtual Result<void> sweep(UnixTime now, std::size_t limit) = 0;
};

}  // namespace sallyport::oidc::op
