// The local admin in memory: for the demo and tests, and the reference for the databases. Gone with the process.
#pragma once

#include <mutex>

#include "identity/local_admin.h"

namespace sallyport::stores {

class MemoryLocalAdminStore final : public identity::LocalAdminStore {
 public:
  Result<std::optional<identity::LocalAdmin>> find() override;
  Result<void> put(const identity::LocalAdmin& admin) override;
  Result<void> consume_link(const std::string& link_hash, const std::string& password_hash, UnixTime now) override;

 private:
  std::mutex mutex_;
  std::optional<identity::LocalAdmin> admin_;
};

}  // namespace sallyport::stores
