#include "directory/call/clients.h"

#include "entra/portal_application.h"

namespace sallyport::directory {

Result<std::optional<entra::AppRegistration>> find_client_app(const Exchange& exchange, entra::AppStore& apps,
                                                              const ClientId& client) {
  if (client.value == entra::kPortalClientId) return entra::portal_registration(exchange.origin);
  return apps.find_app(client);
}

entra::LoopbackPort loopback_port_of(const Exchange& exchange, const entra::AppRegistration& app) {
  const bool exact = exchange.settings.strict_loopback_port || app.client_id.value == entra::kPortalClientId;
  return exact ? entra::LoopbackPort::ignored_for_public_clients : entra::LoopbackPort::ignored;
}

}  // namespace sallyport::directory
