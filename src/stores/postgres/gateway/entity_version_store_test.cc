#include "stores/gateway/entity_version_store.h"

#include "stores/contract/entity_version_store_contract.h"
#include "stores/gateway/access_store.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::entity_versions {

class PostgresEntityVersions {
 public:
  PostgresEntityVersions() {
    if (missing()) return;
    access_ = std::make_unique<SqlAccessStore>(place_.database(), place_.log());
    versions_ = std::make_unique<SqlEntityVersionStore>(place_.database(), place_.log());
  }

  static std::optional<std::string> missing() { return GatewayPlace::missing(); }
  identity::AccessStore& access() { return *access_; }
  identity::EntityVersionStore& versions() { return *versions_; }

 private:
  GatewayPlace place_;
  std::unique_ptr<SqlAccessStore> access_;
  std::unique_ptr<SqlEntityVersionStore> versions_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, EntityVersionStoreContract, PostgresEntityVersions);

}  // namespace sallyport::stores::contract::entity_versions
