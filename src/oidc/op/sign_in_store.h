// Who is signed in at the authorization server, in which browser, and to which clients that has led.
// Errors of each call: unavailable/"sign_in_store".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oidc/op/grant_store.h"

namespace sallyport::oidc::op {

struct SignIn {
  TokenDigest digest;  // of what the cookie holds
  TenantId tenant;
  Subject subject;
  std::string sid;  // what tokens and front-channel logout say of it
  UnixTime authenticated;
  UnixTime expires;
  std::vector<ClientId> clients;  // in order of first use
  bool operator==(const SignIn&) const = default;
};

class SignInStore {
 public:
  virtual ~SignInStore() = default;

  virtual Result<void> create(const SignIn& sign_in) = 0;

  // Absent where it never was, has ended, or now >= expires.
  virtual Result<std::optional<SignIn>> find(const TokenDigest& digest, UnixTime now) = 0;

  // A second time is no change; where the sign-in has ended, nothing happens.
  virtual Result<void> add_client(const TokenDigest& digest, const ClientId& client) = 0;

  // What ended, absent where there was nothing. Durable when it returns.
  virtual Result<std::optional<SignIn>> end(const TokenDigest& digest) = 0;

  virtual Result<void> sweep(UnixTime now, std::size_t limit) = 0;
};

}  // namespace sallyport::oidc::op
