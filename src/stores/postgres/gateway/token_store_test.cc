#include "stores/gateway/token_store.h"

#include "stores/contract/token_store_contract.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::tokens {

class PostgresTokens {
 public:
  PostgresTokens() {
    if (!missing()) tokens_ = std::make_unique<SqlTokenStore>(place_.database(), place_.log());
  }

  static std::optional<std::string> missing() { return GatewayPlace::missing(); }
  identity::TokenStore& tokens() { return *tokens_; }

 private:
  GatewayPlace place_;
  std::unique_ptr<SqlTokenStore> tokens_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, TokenStoreContract, PostgresTokens);

}  // namespace sallyport::stores::contract::tokens
