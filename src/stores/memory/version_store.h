// The versions of the runtime configuration in memory, for tests. Nothing survives the process. The stores in a
// database must behave like this one. Any thread may use it.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "configuration/version_store.h"

namespace sallyport::stores {

class MemoryVersionStore final : public configuration::VersionStore {
 public:
  Result<std::optional<configuration::Version>> newest() override;
  Result<std::optional<configuration::Version>> find(std::int64_t number) override;
  Result<std::vector<configuration::Version>> list(std::int64_t before, std::size_t limit) override;
  Result<configuration::Version> add(const std::string& author, const std::string& text, std::int64_t base,
                                     UnixTime now) override;

 private:
  std::mutex mutex_;
  std::vector<configuration::Version> versions_;  // the oldest first
};

}  // namespace sallyport::stores
