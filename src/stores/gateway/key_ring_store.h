// The shared keys in a SQL database.
#pragma once

#include <cstdint>
#include <vector>

#include "session/key_ring_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

class SqlKeyRingStore final : public session::KeyRingStore {
 public:
  // The database must have the gateway's schema, and must outlive the store. Any thread may use the store.
  explicit SqlKeyRingStore(Database& database) : database_(database) {}

  Result<std::vector<session::SealedKeys>> list() override;
  Result<void> add(const std::vector<session::SealedKeys>& generations, std::int64_t forget) override;

 private:
  Database& database_;
};

}  // namespace sallyport::stores
