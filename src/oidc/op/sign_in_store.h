// The port that stores who is signed in at the authorization server, in which browser, and to which clients. Every
// thread may call a store, and calls block. Every call may fail with unavailable/"sign_in_store".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oidc/op/grant_store.h"

namespace sallyport::oidc::op {

struct SignIn {
  TokenDigest digest;  // of the cookie's value
  TenantId tenant;
  Subject subject;
  std::string sid;  // the id of the sign-in in tokens and in front-channel logout
  UnixTime authenticated;
  UnixTime expires;
  std::vector<ClientId> clients;  // in order of first use
  Proofs proofs = {};
  bool operator==(const SignIn&) const = default;
};

class SignInStore {
 public:
  virtual ~SignInStore() = default;

  virtual Result<void> create(const SignIn& sign_in) = 0;

  // Absent if there is no such sign-in, if it has ended, or if now >= expires.
  virtual Result<std::optional<SignIn>> find(const TokenDigest& digest, UnixTime now) = 0;

  // Does nothing if the client is there already, or if the sign-in has ended.
  virtual Result<void> add_client(const TokenDigest& digest, const ClientId& client) = 0;

  // Ends the sign-in and returns it; absent if there was none. The end is durable when the call returns.
  virtual Result<std::optional<SignIn>> end(const TokenDigest& digest) = 0;

  // Removes sign-ins that expired before `now`, at most `limit` of them.
  virtual Result<void> sweep(UnixTime now, std::size_t limit) = 0;
};

}  // namespace sallyport::oidc::op
