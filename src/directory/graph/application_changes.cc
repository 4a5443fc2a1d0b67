#include "directory/graph/application_changes.h"

#include "directory/graph/operation/objects.h"
#include "directory/model/app_rules.h"

namespace sallyport::directory::graph {

Result<void> check_rules(const entra::AppRegistration& app, const entra::AppRegistration* before,
                         const entra::Tenant& home) {
  const auto fault = find_fault(app, before, home.domains);
  if (!fault) return {};
  return invalid(fault->property, "Application", fault->expected);
}

Answered<void> edit_application(const Call& call, const entra::Change<entra::AppRegistration>& change) {
  SALLYPORT_ASK(const auto known, find_application(call, call.id("app")));
  const entra::Tenant home = home_of(call);
  SALLYPORT_REQUIRE(call.services.store.change_app(known.client_id, [&](entra::AppRegistration& app) -> Result<void> {
    const entra::AppRegistration before = app;
    SALLYPORT_CHECK(change(app));
    return check_rules(app, &before, home);
  }));
  return {};
}

}  // namespace sallyport::directory::graph
