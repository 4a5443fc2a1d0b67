// The local administrator in memory, for tests. Nothing survives the process. The stores in a database must behave like
// this one. Any thread may use it.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "identity/local_admin.h"

namespace sallyport::stores {

class MemoryLocalAdminStore final : public identity::LocalAdminStore {
 public:
  Result<std::optional<identity::LocalAdmin>> find() override;
  Result<void> put(const identity::LocalAdmin& admin) override;
  Result<bool> change(const Change& change) override;
  Result<void> upgrade_password(const std::string& old_hash, const std::string& new_hash) override;
  Result<void> consume_link(const std::string& link_hash, const std::string& password_hash, UnixTime now) override;

 private:
  std::mutex mutex_;
  std::optional<identity::LocalAdmin> admin_;
};

}  // namespace sallyport::stores
