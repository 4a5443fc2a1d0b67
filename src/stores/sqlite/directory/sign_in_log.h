// The sign-in log in a SQLite file of its own, so that entries never wait for a change of the directory or delay one.
// Entries are written together: a batch when it is full, when its first entry is a few seconds old, when somebody reads
// the log, and when the object is destroyed.
#pragma once

#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "entra/sign_in_log.h"
#include "stores/sqlite/engine/database.h"

namespace sallyport::stores {

const Schema& sign_in_log_schema();

class SqliteSignInLog final : public entra::SignInLog {
 public:
  // The database must outlive this object.
  explicit SqliteSignInLog(Database& database, std::size_t most = entra::kSignInLogEntries)
      : database_(database), most_(most) {}
  ~SqliteSignInLog() override;

  Result<void> append(entra::SignInAttempt attempt) override;
  Result<entra::SignInPage> page(const TenantId& tenant, const entra::SignInPageRequest& request) override;
  Result<std::optional<entra::SignInAttempt>> find(const TenantId& tenant, std::string_view id) override;
  Result<void> clear() override;

  // Writes what waits. Entries that cannot be written are lost, because the log must not stop sign-ins.
  Result<void> flush();

 private:
  Database& database_;
  const std::size_t most_;
  std::mutex pending_mutex_;
  std::vector<entra::SignInAttempt> pending_;
  std::mutex write_mutex_;  // keeps batches in order; taken before pending_mutex_
};

}  // namespace sallyport::stores
