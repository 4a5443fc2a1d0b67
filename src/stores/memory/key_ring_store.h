// The shared keys in memory, for tests. Nothing survives the process. Any thread may use it.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "session/key_ring_store.h"

namespace sallyport::stores {

class MemoryKeyRingStore final : public session::KeyRingStore {
 public:
  Result<std::vector<session::SealedKeys>> list() override;
  Result<void> add(const std::vector<session::SealedKeys>& generations, std::int64_t forget) override;

 private:
  std::mutex mutex_;
  std::map<std::int64_t, session::SealedKeys> generations_;
};

}  // namespace sallyport::stores
