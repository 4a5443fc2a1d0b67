// Where people and sessions are kept: store.*.
#include <filesystem>
#include <optional>
#include <set>

#include "app/config/section/credential_file.h"
#include "app/config/section/section.h"
#include "stores/open_gateway.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kUrl = "store.url";
constexpr std::string_view kPasswordFile = "store.passwordFile";
constexpr std::string_view kStoreKeyFile = "store.keyFile";
constexpr std::size_t kLeastKey = 32;  // bytes
constexpr std::size_t kMostKey = 1024;
constexpr std::size_t kLeastVariety = 10;  // different bytes; fewer are no secret
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
    context.add(rule("bad_value"), "store.type", "is sqlite, and store.url names another store",
                "type: postgresql, or no url");
  if (has_url && values.given("store.path"))
    context.add(rule("bad_value"), "store.path", "names a second store beside store.url", "one of them");
  if (!has_url && values.given(kPasswordFile))
    context.add(rule("missing_key"), kUrl, "is needed with store.passwordFile", std::string(kExample));
}

// A file of 32 bytes is taken as it is, since random bytes may end in a line end.
Secret read_key_file(const Context& context) {
  const auto file = read_credential_file(context, kStoreKeyFile, Holds::secret);
  if (!file) return {};
  const std::string text = file->size() == kLeastKey ? *file : without_line_end(*file);
  const bool is_varied = std::set(text.begin(), text.end()).size() >= kLeastVariety;
  if (text.size() < kLeastKey || text.size() > kMostKey || !is_varied)
    context.add(rule("credential_file"), kStoreKeyFile,
                "must hold 32 random bytes, or a passphrase of 32 characters or more, and nothing else",
                "openssl rand -out " + context.values.text(kStoreKeyFile) + " 32");
  if (context.values.given("jwtTokenConfiguration.keyId"))
    context.add(rule("bad_value"), "jwtTokenConfiguration.keyId",
                "names one key, and with store.keyFile there are several",
                "no keyId: each key is known by its thumbprint");
  return Secret(text);
}

void check_memory(const Context& context) {
  context.add(rule("store_in_memory"), kUrl, "is for tests: a restart forgets everybody, and the audit trail, too",
              "no url, for a SQLite file");
  if (context.values.text("store.type") == kPostgres)
    context.add(rule("bad_value"), "store.type", "is postgresql, and store.url is memory:", "no type");
  if (context.values.given(kPasswordFile))
    context.add(rule("bad_value"), kPasswordFile, "is for PostgreSQL, and store.url is memory:", "no passwordFile");
}

void build_postgres(const Context& context, gateway::StoreSettings& store) {
  const Values& values = context.values;
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
  if (values.given(kUrl)) store.url = Secret(values.text(kUrl));
  if (store.url.reveal() == stores::kMemoryUrl)
    check_memory(context);
  else if (values.given(kUrl))
    build_postgres(context, store);
  if (values.given(kStoreKeyFile)) store.key = read_key_file(context);
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
