// The audit trail in a SQL database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

class SqlAuditStore final : public audit::AuditStore {
 public:
  // The database must have the gateway's schema and outlive the store. Any thread may use the store.
  explicit SqlAuditStore(Database& database) : database_(database) {}

  Result<audit::Head> append(const std::string& node, const audit::Head& known,
                             const std::vector<audit::Entry>& entries) override;
  Result<std::vector<audit::Record>> find(const audit::Filter& filter, const std::optional<audit::Place>& before,
                                          std::size_t limit) override;
  Result<std::vector<audit::ChainEnd>> chains(const std::string& after, std::size_t limit) override;
  Result<std::vector<audit::Record>> records(const std::string& node, std::int64_t after, std::size_t limit) override;
  Result<std::vector<audit::SignedCheckpoint>> checkpoints(const std::string& node, std::int64_t after,
                                                           std::size_t limit) override;
  Result<void> read_chain(const std::string& node, const TakeCheckpoints& checkpoints,
                          const TakeRecord& record) override;
  Result<std::optional<audit::SignedCheckpoint>> newest_checkpoint(const std::string& node) override;
  Result<void> add_checkpoint(const audit::SignedCheckpoint& checkpoint) override;
  Result<void> forget_chain(const std::string& node, std::int64_t newest_checkpoint) override;

 private:
  Database& database_;
};

}  // namespace sallyport::stores
