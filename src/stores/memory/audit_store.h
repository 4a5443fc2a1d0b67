// The audit trail in memory, for tests. Nothing survives the process. The stores in a database must behave like this
// one.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit_store.h"

namespace sallyport::stores {

class MemoryAuditStore : public audit::AuditStore {
 public:
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
  struct Chain {
    audit::Head head;
    std::map<std::int64_t, audit::Record> records;
    std::map<std::int64_t, audit::SignedCheckpoint> checkpoints;
  };

  const Chain& chain_of(const std::string& node) const;

  std::mutex mutex_;
  std::map<std::string, Chain> chains_;
};

}  // namespace sallyport::stores
