#include "stores/memory/token_store.h"

#include "stores/contract/token_store_contract.h"

namespace sallyport::stores::contract::tokens {

class MemoryTokens {
 public:
  identity::TokenStore& tokens() { return tokens_; }

 private:
  MemoryTokenStore tokens_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, TokenStoreContract, MemoryTokens);

}  // namespace sallyport::stores::contract::tokens
