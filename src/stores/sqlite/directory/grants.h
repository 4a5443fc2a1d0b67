// The directory's codes, refresh tokens, sign-ins and keys in SQLite. The database must have the schema of schema.h and
// outlive the stores.
#pragma once

#include <optional>
#include <string_view>

#include "oidc/op/grant_store.h"
#include "oidc/op/key_store.h"
#include "oidc/op/sign_in_store.h"
#include "stores/sqlite/engine/database.h"

namespace sallyport::stores {

class SqliteGrantStore final : public oidc::op::GrantStore {
 public:
  explicit SqliteGrantStore(Database& database) : database_(database) {}

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
  Database& database_;
};

class SqliteSignInStore final : public oidc::op::SignInStore {
 public:
  explicit SqliteSignInStore(Database& database) : database_(database) {}

  Result<void> create(const oidc::op::SignIn& sign_in) override;
  Result<std::optional<oidc::op::SignIn>> find(const oidc::op::TokenDigest& digest, UnixTime now) override;
  Result<void> add_client(const oidc::op::TokenDigest& digest, const ClientId& client) override;
  Result<std::optional<oidc::op::SignIn>> end(const oidc::op::TokenDigest& digest) override;
  Result<void> sweep(UnixTime now, std::size_t limit) override;

 private:
  Database& database_;
};

class SqliteKeyStore final : public oidc::op::KeyStore {
 public:
  explicit SqliteKeyStore(Database& database) : database_(database) {}

  Result<oidc::op::KeySet> load() override;
  Result<void> replace(const oidc::op::KeySet& keys) override;

 private:
  Database& database_;
};

}  // namespace sallyport::stores
