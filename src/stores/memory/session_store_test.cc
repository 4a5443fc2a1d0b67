#include "stores/memory/session_store.h"

#include "stores/contract/session_store_contract.h"

namespace sallyport::stores::contract::sessions {

struct MemorySessions {
  std::unique_ptr<session::SessionStore> sessions(const session::SessionLimits& limits, Random& random) {
    return std::make_unique<MemorySessionStore>(limits, random);
  }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, SessionStoreContract, MemorySessions);

}  // namespace sallyport::stores::contract::sessions
