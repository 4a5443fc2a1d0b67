// The sign-in log in memory. Tests use it, and it is the reference for the databases.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string_view>

#include "entra/sign_in_log.h"

namespace sallyport::stores {

class MemorySignInLog final : public entra::SignInLog {
 public:
  explicit MemorySignInLog(std::size_t most = entra::kSignInLogEntries) : most_(most) {}

  Result<void> append(entra::SignInAttempt attempt) override;
  Result<entra::SignInPage> page(const TenantId& tenant, const entra::SignInPageRequest& request) override;
  Result<std::optional<entra::SignInAttempt>> find(const TenantId& tenant, std::string_view id) override;
  Result<void> clear() override;

 private:
  const std::size_t most_;
  std::mutex mutex_;
  std::deque<entra::SignInAttempt> entries_;  // the oldest first
  std::int64_t dropped_ = 0;                  // so that an entry keeps its number
};

}  // namespace sallyport::stores
