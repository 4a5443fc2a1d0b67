// The directory's codes, refresh tokens, sign-ins and keys in memory. Tests use these stores, and they are the
// reference for the databases.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>

#include "oidc/op/grant_store.h"
#include "oidc/op/key_store.h"
#include "oidc/op/sign_in_store.h"

namespace sallyport::stores {

class MemoryGrantStore final : public oidc::op::GrantStore {
 public:
  Result<void> add_code(const oidc::op::AuthorizationCode& code) override;
  Result<std::optional<oidc::op::AuthorizationCode>> find_code(const oidc::op::TokenDigest& digest) override;
  Result<std::optional<oidc::op::RefreshToken>> find_refresh_token(const oidc::op::TokenDigest& digest) override;
  Result<void> add_device(const oidc::op::DeviceRequest& request) override;
  Result<std::optional<oidc::op::DeviceRequest>> find_device(const oidc::op::TokenDigest& digest) override;
  Result<std::optional<oidc::op::DeviceRequest>> find_device_by_user_code(
      const oidc::op::TokenDigest& user_code) override;
  Result<void> decide_device(const oidc::op::TokenDigest& user_code, oidc::op::DeviceState decision,
                             const oidc::op::Grant& grant) override;
  Result<void> commit(const oidc::op::Redemption& redemption) override;
  Result<void> revoke_family(std::string_view family) override;
  Result<void> sweep(UnixTime now, std::size_t limit) override;

 private:
  std::mutex mutex_;
  std::map<oidc::op::TokenDigest, oidc::op::AuthorizationCode> codes_;
  std::map<oidc::op::TokenDigest, oidc::op::RefreshToken> tokens_;
  std::map<oidc::op::TokenDigest, oidc::op::DeviceRequest> devices_;
  std::map<oidc::op::TokenDigest, UnixTime> assertions_;
};

class MemorySignInStore final : public oidc::op::SignInStore {
 public:
  Result<void> create(const oidc::op::SignIn& sign_in) override;
  Result<std::optional<oidc::op::SignIn>> find(const oidc::op::TokenDigest& digest, UnixTime now) override;
  Result<void> add_client(const oidc::op::TokenDigest& digest, const ClientId& client) override;
  Result<std::optional<oidc::op::SignIn>> end(const oidc::op::TokenDigest& digest) override;
  Result<void> sweep(UnixTime now, std::size_t limit) override;

 private:
  std::mutex mutex_;
  std::map<oidc::op::TokenDigest, oidc::op::SignIn> sign_ins_;
};

class MemoryKeyStore final : public oidc::op::KeyStore {
 public:
  Result<oidc::op::KeySet> load() override;
  Result<void> replace(const oidc::op::KeySet& keys) override;

 private:
  std::mutex mutex_;
  oidc::op::KeySet keys_;
};

}  // namespace sallyport::stores
