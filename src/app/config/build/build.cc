#include "app/config/build/build.h"

namespace sallyport::app::config {

void build_all(const Context& context, LoadedConfig& out, gateway::Settings& settings) {
  build_server(context, out, settings.server);
  build_sessions(context, settings);
  build_rate_limits(context, settings.rate_limits);
  build_store(context, settings);
  build_mail(context, out);
  build_local_accounts(context, settings.local_accounts);
  build_audit(context, settings.audit);
  build_telemetry(context, settings.telemetry);
  build_own_tokens(context, settings);
  build_provider(context, out, settings);
  build_authorizer(context, settings);
  build_roles(context, settings);
  build_policies(context, settings);  // before the routes, which name resources
  build_routes(context, out, settings);
  check_secret_files(context, settings);
  settings.demo = context.options.demo;
}

}  // namespace sallyport::app::config
