// Where people and sessions are kept: store.*.
#include <filesystem>

#include "app/config/build/build.h"
#include "app/config/build/credential_file.h"
#include "stores/gateway_stores.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kUrl = "store.url";
constexpr std::string_view kPasswordFile = "store.passwordFile";
constexpr std::string_view kPostgres = "postgresql";
constexpr std::string_view kExample = "url: postgresql://sallyport@db.example/sallyport";
constexpr std::int64_t kMostConnections = 1000;

void check_type(const Context& context) {
  const Values& values = context.values;
  const bool has_url = values.given(kUrl);
  const bool wants_url = values.text("store.type") == kPostgres;
  if (values.given("store.type") && wants_url && !has_url)
    context.add(rule("missing_key"), kUrl, "is needed with store.type: postgresql", std::string(kExample));
  if (values.given("store.type") && !wants_url && has_url)
    context.add(rule("bad_value"), "store.type", "is sqlite, and store.url names a PostgreSQL database",
                "type: postgresql, or no url");
  if (has_url && values.given("store.path"))
    context.add(rule("bad_value"), "store.path", "names a second store beside store.url", "one of them");
  if (!has_url && values.given(kPasswordFile))
    context.add(rule("missing_key"), kUrl, "is needed with store.passwordFile", std::string(kExample));
}

void build_postgres(const Context& context, gateway::StoreSettings& store) {
  const Values& values = context.values;
  store.url = Secret(values.text(kUrl));
  const auto proof = stores::check_store_url(store.url);
  if (!proof)
    context.add(rule("bad_value"), kUrl, proof.error().detail, std::string(kExample));
  else if (*proof == stores::ServerProof::waived)
    context.add(rule("store_unproven"), kUrl, "its sslmode lets another server be taken for the database",
                "no sslmode, and sslrootcert=FILE where the system does not know the authority");
  if (!values.given(kPasswordFile)) return;
  store.password_file = values.text(kPasswordFile);
  if (const auto text = read_credential_file(context, kPasswordFile, Holds::secret))
    check_one_line(context, kPasswordFile, without_line_end(*text), "the password", "the password");
}

}  // namespace

void build_store(const Context& context, gateway::Settings& settings) {
  const Values& values = context.values;
  gateway::StoreSettings& store = settings.store;
  check_type(context);
  store.path = values.given("store.path") ? values.text("store.path")
                                          : (std::filesystem::path(settings.server.data_dir) / "sallyport.db").string();
  if (values.given(kUrl)) build_postgres(context, store);
  const std::int64_t connections = values.number("store.connections");
  if (connections < 2 || connections > kMostConnections)
    context.add(rule("bad_value"), "store.connections", "must be from 2 to 1000", "connections: 10");
  else
    store.connections = static_cast<int>(connections);
  store.busy_timeout = read_timeout(context, "store.busyTimeout");
  store.stale_after = values.seconds("store.staleAfter");
  if (store.stale_after < Seconds(2) || store.stale_after > Seconds(24 * 3600))
    context.add(rule("bad_value"), "store.staleAfter", "must be from 2s to 24h", "staleAfter: 30s");
}

}  // namespace sallyport::app::config
