#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "app/commands/commands.h"
#include "app/config/build/store_place.h"
#include "app/os/console.h"
#include "app/os/json_log.h"
#include "app/run/store_options.h"
#include "base/json.h"
#include "crypto/system_random.h"
#include "session/key_ring.h"
#include "stores/open_gateway.h"

namespace sallyport::app {
namespace {

using stores::GatewayStores;
using stores::WhenMissing;

// What the commands need to open a store.
struct Tools {
  const SystemClock clock;
  crypto::SystemRandom random;
  JsonLog log;

  Result<std::unique_ptr<GatewayStores>> open(const stores::GatewayStoreOptions& options) {
    return stores::open_gateway_stores(options, random, clock, log);
  }
};

// Where a store is, and what the gateway's keys in it are sealed under.
struct Place {
  stores::GatewayStoreOptions options;
  Secret key;  // empty: there are no keys in it
};

// The store of the gateway with this configuration; absent after complaining.
std::optional<Place> find_place(const std::string& config, WhenMissing when_missing) {
  const config::FoundPlace found = config::find_store(config, config::process_surroundings());
  for (const config::Finding& finding : found.findings) complain(config::print_text(finding) + "\n");
  if (!found.place) return std::nullopt;
  stores::GatewayStoreOptions options = store_options(found.place->store, when_missing);
  options.path = std::filesystem::absolute(options.path).lexically_normal().string();
  return Place{std::move(options), found.place->store.key};
}

ExitCode ended(std::string_view command, const Result<void>& done) {
  if (done) return ExitCode::done;
  const Error& error = done.error();
  complain(fmt::format("sallyport store {}: {}{}{}\n", command, error.reason, error.detail.empty() ? "" : ": ",
                       error.detail));
  return error.kind == Kind::rejected ? ExitCode::refused : ExitCode::failed;
}

json::Object object_of(const std::vector<std::pair<std::string, std::size_t>>& rows) {
  json::Object object;
  for (const auto& [table, count] : rows) object.set(table, static_cast<std::int64_t>(count));
  return object;
}

Result<void> print_status(Tools& tools, const stores::GatewayStoreOptions& options) {
  SALLYPORT_TRY(const auto status, look_at_store(options, tools.random, tools.clock));
  json::Object line{{"store", status.kind}, {"place", status.place}, {"newest", status.newest}};
  if (status.version) line.set("version", *status.version);
  if (!status.rows.empty()) line.set("rows", object_of(status.rows));
  say(json::print(line) + "\n");
  return {};
}

Result<void> migrate(Tools& tools, const stores::GatewayStoreOptions& options) {
  SALLYPORT_TRY(const auto before, look_at_store(options, tools.random, tools.clock));
  SALLYPORT_TRY(const auto opened, tools.open(options));
  SALLYPORT_TRY(const auto after, look_at_store(options, tools.random, tools.clock));
  say(fmt::format("The tables in {} have version {}; they had {}.\n", after.place, after.version.value_or(0),
                  before.version ? std::to_string(*before.version) : "none"));
  return {};
}

// The keys are copied as they are sealed, so the gateways of the new store need the key file of the old one.
Result<void> check_key_file(GatewayStores& source, const Secret& key) {
  SALLYPORT_TRY(const auto stored, source.keys().list());
  if (stored.empty()) return {};
  if (key.empty())
    return failure(Kind::rejected, "store_key_missing", {},
                   "the old store has keys: write its store.keyFile into the new configuration, too");
  session::KeyVault vault(key);
  SALLYPORT_CHECK(open_ring(stored, vault));
  return {};
}

Result<void> copy(Tools& tools, const Place& from, const Place& to) {
  SALLYPORT_TRY(const auto source, tools.open(from.options));
  SALLYPORT_CHECK(check_key_file(*source, to.key));
  SALLYPORT_TRY(const auto target, tools.open(to.options));
  const auto watched = source->sessions({});
  SALLYPORT_CHECK(watched->changes_elsewhere({}));  // begins to listen
  SALLYPORT_TRY(const auto copied, target->copy_from(*source));
  say(json::print(object_of(copied)) + "\n");
  SALLYPORT_TRY(const auto changes, watched->changes_elsewhere({}));
  if (changes == session::Changes{}) return {};
  return failure(Kind::rejected, "store_changed", {},
                 "a gateway has changed the old store meanwhile; stop it, empty the new store, and copy again");
}

ExitCode with_store(std::string_view command, const std::string& config, WhenMissing when_missing,
                    Result<void> (*work)(Tools&, const stores::GatewayStoreOptions&)) {
  const auto place = find_place(config, when_missing);
  if (!place) return ExitCode::refused;
  Tools tools;
  return ended(command, work(tools, place->options));
}

ExitCode copy_between(const std::string& from_config, const std::string& to_config) {
  const auto from = find_place(from_config, WhenMissing::refuse);
  const auto to = find_place(to_config, WhenMissing::make);
  if (!from || !to) return ExitCode::refused;
  Tools tools;
  return ended("copy", copy(tools, *from, *to));
}

}  // namespace

void add_store_command(Command app) {
  const Command store = app.add_group("store", "Where a gateway keeps people and sessions.");
  const auto config = std::make_shared<std::string>();
  const auto add_config = [&](const Command& command) {
    command.add_option("--config", *config, "The configuration of the gateway").required().type_name("FILE");
  };
  const Command status = store.add_command("status", "What is there: the kind, the version of the tables, the rows.");
  add_config(status);
  status.runs([config] { return with_store("status", *config, WhenMissing::refuse, print_status); });
  const Command bring = store.add_command(
      "migrate", "Brings the tables to this program's version, as a start would; nodes of the version before go on.");
  add_config(bring);
  bring.runs([config] { return with_store("migrate", *config, WhenMissing::make, migrate); });
  const auto from = std::make_shared<std::string>();
  const auto to = std::make_shared<std::string>();
  const Command copying = store.add_command(
      "copy", "Copies everything from one store into another, which is empty. Stop the gateways first.");
  copying.add_option("--from", *from, "The configuration with the store that is full").required().type_name("FILE");
  copying.add_option("--to", *to, "The configuration with the store that is empty").required().type_name("FILE");
  copying.runs([from, to] { return copy_between(*from, *to); });
}

}  // namespace sallyport::app
