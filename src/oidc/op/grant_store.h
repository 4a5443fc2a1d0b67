// The port that stores the authorization codes, device codes and refresh tokens of an authorization server, and the
// client assertions that were used. It stores only digests of them, so somebody who reads the store cannot redeem
// anything. Every thread may call a store, and calls block. Every call may fail with unavailable/"grant_store".
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

// What a person proved at a sign-in besides the password, and when.
struct Proofs {
  std::optional<UnixTime> second_factor;
  std::optional<UnixTime> new_password;  // they chose a new one
  bool operator==(const Proofs&) const = default;
};

// What a person allowed a client. The grant belongs to a code and to the refresh tokens that come from it.
struct Grant {
  ClientId client;
  TenantId tenant;
  Subject subject;
  std::string redirect_uri;
  std::string platform;             // of the redirect URI, as in the app registration
  std::vector<std::string> scopes;  // as the client requested them
  std::string nonce;                // may be empty
  std::string sid;
  UnixTime authenticated;    // auth_time
  Proofs proofs = {};        // of the sign-in
  std::string address = {};  // of the browser that a code was sent to; empty: unknown
  // Of a code: the authentication contexts that the sign-in was asked for and satisfied (acrs).
  std::vector<std::string> contexts = {};
  bool operator==(const Grant&) const = default;
};

struct AuthorizationCode {
  TokenDigest digest;
  Grant grant;
  std::optional<CodeChallenge> challenge;
  std::string family;  // of the refresh tokens that come from this code
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
  bool used = false;  // becomes true only when a token is rotated
  bool operator==(const RefreshToken&) const = default;
};

enum class DeviceState { pending, approved, declined, redeemed };

// A request of the device authorization grant. A program shows the user code, and somebody enters it in a browser.
// Source: RFC 8628 3.
struct DeviceRequest {
  TokenDigest digest;     // of the device code
  TokenDigest user_code;  // digest of the user code in its canonical form
  ClientId client;
  std::string authority;  // the tenant as the path of the request names it
  std::vector<std::string> scopes;
  UnixTime issued;
  UnixTime expires;
  DeviceState state = DeviceState::pending;
  Grant grant;  // of the person who approved; empty before
  bool operator==(const DeviceRequest&) const = default;
};

// A client assertion may be used once. Source: RFC 7523 3 (7).
struct UsedAssertion {
  TokenDigest digest;  // of the client id and jti
  UnixTime expires;
};

// Everything that one response of the token endpoint changes. It is written as a whole or not at all.
struct Redemption {
  std::optional<TokenDigest> consume_code;
  std::optional<TokenDigest> consume_device;         // must be approved and not yet redeemed
  std::optional<TokenDigest> present_refresh_token;  // must still be stored and unused
  bool rotate = false;                               // marks the presented refresh token as used
  std::optional<RefreshToken> issue;
  std::optional<UsedAssertion> assertion;

  // Whether there is nothing to write, as when an application gets a token for itself with a secret.
  bool empty() const { return !consume_code && !consume_device && !present_refresh_token && !issue && !assertion; }
};

class GrantStore {
 public:
  virtual ~GrantStore() = default;

  virtual Result<void> add_code(const AuthorizationCode& code) = 0;

  // Also returns a consumed or expired code until it is swept, so the caller must check both.
  virtual Result<std::optional<AuthorizationCode>> find_code(const TokenDigest& digest) = 0;

  // Absent if the token was never issued or is swept, or if its family was revoked.
  virtual Result<std::optional<RefreshToken>> find_refresh_token(const TokenDigest& digest) = 0;

  // Errors of add_device: conflict/"user_code_taken" if another stored request has the same user code.
  virtual Result<void> add_device(const DeviceRequest& request) = 0;

  // Both also return a request that has expired or is decided, until it is swept.
  virtual Result<std::optional<DeviceRequest>> find_device(const TokenDigest& digest) = 0;
  virtual Result<std::optional<DeviceRequest>> find_device_by_user_code(const TokenDigest& user_code) = 0;

  // Stores the decision about a pending request: approved, with the person's grant, or declined. Of several callers
  // exactly one succeeds. Errors: conflict/"device_decided".
  virtual Result<void> decide_device(const TokenDigest& user_code, DeviceState decision, const Grant& grant) = 0;

  // Of several callers that race for one code, token or assertion, exactly one succeeds. On an error nothing is
  // written. Errors: conflict/"code_consumed", "device_consumed", "refresh_token_used" (also if its family was revoked
  // meanwhile), "assertion_used".
  virtual Result<void> commit(const Redemption& redemption) = 0;

  // Revokes every refresh token of the family, and consumes its code. A concurrent redemption of the code or of one of
  // the tokens fails if it commits later, so it issues no new token.
  virtual Result<void> revoke_family(std::string_view family) = 0;

  // Removes entries that expired before `now`, at most `limit` of each kind.
  virtual Result<void> sweep(UnixTime now, std::size_t limit) = 0;
};

}  // namespace sallyport::oidc::op
