#include "stores/gateway_stores.h"

#include "stores/gateway/identity_store.h"
#include "stores/gateway/local_admin_store.h"
#include "stores/gateway/session_store.h"
#include "stores/sqlite/gateway/schema.h"

namespace sallyport::stores {

struct GatewayStores::Parts {
  Parts(std::unique_ptr<SqliteFile> opened, Random& r, Log& l)
      : database(std::move(opened)),
        people(*database, r, l),
        invitations(*database, r),
        memberships(*database, l),
        local_admin(*database, l),
        random(r),
        log(l) {}

  const std::unique_ptr<SqliteFile> database;
  SqlIdentityStore people;
  SqlInvitationStore invitations;
  SqlMembershipStore memberships;
  SqlLocalAdminStore local_admin;
  Random& random;
  Log& log;
};

Result<std::unique_ptr<GatewayStores>> GatewayStores::open(const GatewayStoreOptions& options, Random& random,
                                                           Log& log) {
  SALLYPORT_CHECK(check_presence(options.path, options.when_missing));
  SALLYPORT_TRY(auto database,
                SqliteFile::open({.path = options.path, .busy_timeout = options.busy_timeout}, gateway_schema()));
  return std::unique_ptr<GatewayStores>(new GatewayStores(std::make_unique<Parts>(std::move(database), random, log)));
}

GatewayStores::GatewayStores(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
GatewayStores::~GatewayStores() = default;

identity::IdentityStore& GatewayStores::people() {
  return parts_->people;
}

identity::InvitationStore& GatewayStores::invitations() {
  return parts_->invitations;
}

identity::MembershipStore& GatewayStores::memberships() {
  return parts_->memberships;
}

identity::LocalAdminStore& GatewayStores::local_admin() {
  return parts_->local_admin;
}

std::unique_ptr<session::SessionStore> GatewayStores::sessions(const session::SessionLimits& limits) {
  return std::make_unique<SqlSessionStore>(*parts_->database, limits, parts_->random, parts_->log);
}

Result<void> GatewayStores::check_integrity() {
  return parts_->database->check_integrity();
}

}  // namespace sallyport::stores
