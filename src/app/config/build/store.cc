// Where people and sessions are kept: store.*.
#include <filesystem>

#include "app/config/build/build.h"
#include "app/config/reading/text_fault.h"
#include "base/text.h"
#include "stores/gateway_stores.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kUrl = "store.url";
constexpr std::string_view kPasswordFile = "store.passwordFile";
constexpr std::string_view kPostgres = "postgresql";
constexpr std::string_view kExample = "url: postgresql://sallyport@db.example/sallyport";
constexpr int kMostConnections = 1000;

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

Secret read_password(const Context& context) {
  const auto path = context.values.text(kPasswordFile);
  const auto file = context.surroundings.read_file(path);
  if (!file) {
    context.add(rule("credential_file"), kPasswordFile, "`" + path + "` cannot be read: " + file.error().detail,
                "a file that exists");
    return {};
  }
  if (file->readable_by_others)
    context.add(rule("secret_file_open"), kPasswordFile, "others on this machine can read `" + path + "`",
                "chmod 600 " + path);
  std::string_view text = file->text;
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  if (text.empty() || has_control(text))
    context.add(rule("credential_file"), kPasswordFile, "must hold the password alone, on one line",
                "the password, on one line");
  else if (const auto fault = find_fault(Type::secret, std::string(text)))
    context.add(*fault->rule, kPasswordFile, "the password in it " + fault->wrong, "the password alone, on one line");
  return Secret(text);
}

void build_postgres(const Context& context, gateway::StoreSettings& store) {
  const Values& values = context.values;
  store.url = Secret(values.text(kUrl));
  if (const auto checked = stores::check_store_url(store.url); !checked)
    context.add(rule("bad_value"), kUrl, checked.error().detail, std::string(kExample));
  if (values.given(kPasswordFile)) store.password = read_password(context);
}

}  // namespace

void build_store(const Context& context, gateway::Settings& settings) {
  const Values& values = context.values;
  gateway::StoreSettings& store = settings.store;
  check_type(context);
  store.path = values.given("store.path") ? values.text("store.path")
                                          : (std::filesystem::path(settings.server.data_dir) / "sallyport.db").string();
  if (values.given(kUrl)) build_postgres(context, store);
  store.connections = static_cast<int>(values.number("store.connections"));
  if (store.connections < 2 || store.connections > kMostConnections)
    context.add(rule("bad_value"), "store.connections", "must be from 2 to 1000", "connections: 10");
  store.busy_timeout = read_timeout(context, "store.busyTimeout");
  store.stale_after = values.seconds("store.staleAfter");
  if (store.stale_after < Seconds(2) || store.stale_after > Seconds(24 * 3600))
    context.add(rule("bad_value"), "store.staleAfter", "must be from 2s to 24h", "staleAfter: 30s");
}

}  // namespace sallyport::app::config
