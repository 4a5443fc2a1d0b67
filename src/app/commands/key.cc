#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>

#include "app/commands/commands.h"
#include "app/config/build/store_place.h"
#include "app/os/console.h"
#include "app/os/json_log.h"
#include "app/run/audit_trail.h"
#include "app/run/key_files.h"
#include "app/run/keys.h"
#include "app/run/store_options.h"
#include "base/json.h"
#include "crypto/system_random.h"
#include "jose/jwk.h"
#include "stores/open_gateway.h"

namespace sallyport::app {
namespace {

// The previous keys in files open the return addresses of sign-ins, which live a week, and sessions.
constexpr Seconds kFilesKept{7 * 86400};

// A gateway, as the commands see it.
struct KeyPlace {
  explicit KeyPlace(config::StorePlace found) : place(std::move(found)) {}

  const config::StorePlace place;
  const SystemClock clock;
  crypto::SystemRandom random;
  JsonLog log;

  bool in_store() const { return !place.store.key.empty(); }
  KeyFiles files() const { return {place.data_dir, place.own_tokens}; }

  Result<std::unique_ptr<stores::GatewayStores>> open() {
    stores::GatewayStoreOptions options = store_options(place.store, stores::WhenMissing::refuse);
    options.path = std::filesystem::absolute(options.path).lexically_normal().string();
    return stores::open_gateway_stores(options, random, clock, log);
  }
};

std::string_view name_of(session::KeyUse use) {
  switch (use) {
    case session::KeyUse::next:
      return "next";
    case session::KeyUse::current:
      return "current";
    case session::KeyUse::previous:
      return "previous";
  }
  return "";
}

void say_line(const json::Object& line) {
  say(json::print(line) + "\n");
}

Result<void> list_in_store(KeyPlace& gateway) {
  SALLYPORT_TRY(const auto stores, gateway.open());
  SALLYPORT_TRY(const auto stored, stores->keys().list());
  session::KeyVault vault(gateway.place.store.key);
  SALLYPORT_TRY(const auto ring, open_ring(stored, vault));
  for (std::size_t i = 0; i < ring.generations.size(); ++i) {
    const session::KeyGeneration& generation = ring.generations[i];
    SALLYPORT_TRY(const auto signing, crypto::PrivateKey::from_der(generation.signing));
    say_line({{"generation", generation.number},
              {"use", name_of(session::use_at(i))},
              {"made", print_rfc3339(generation.made)},
              {"kid", jose::thumbprint(signing.public_key())}});
  }
  return {};
}

Result<void> list_in_files(const KeyPlace& gateway) {
  SALLYPORT_TRY(const auto files, list_key_files(gateway.files()));
  for (const KeyFile& file : files) {
    json::Object line{{"file", file.path}, {"use", name_of(file.use)}};
    if (!file.kid.empty()) line.set("kid", file.kid);
    say_line(line);
  }
  return {};
}

Result<void> list_keys(KeyPlace& gateway) {
  return gateway.in_store() ? list_in_store(gateway) : list_in_files(gateway);
}

Result<void> record_rotation(KeyPlace& gateway, stores::GatewayStores& stores, LogField what) {
  AuditTrail trail(audit_node(gateway.place.data_dir, MissingNode::leave, gateway.random, gateway.log),
                   operator_of_this_process(), stores.audit(), gateway.clock, gateway.log);
  trail.log().write(Level::audit, "keys_rotated", {std::move(what)});
  return trail.finish();
}

// A gateway that has never run has no store.
Result<void> record_file_rotation(KeyPlace& gateway) {
  LogField what{"files", gateway.place.data_dir};
  const auto stores = gateway.open();
  if (stores) return record_rotation(gateway, **stores, std::move(what));
  if (stores.error().reason != "store_missing") return Failure(stores.error());
  gateway.log.write(Level::audit, "keys_rotated", {std::move(what)});
  return {};
}

Result<void> rotate_gateway_keys(KeyPlace& gateway, bool forget_previous) {
  const Seconds absolute = gateway.place.limits.absolute;
  const UnixTime now = gateway.clock.now();
  if (!gateway.in_store()) {
    const Rotation rotation{std::max(absolute, kFilesKept), forget_previous};
    SALLYPORT_CHECK(rotate_key_files(gateway.files(), rotation, gateway.random, now));
    SALLYPORT_CHECK(record_file_rotation(gateway));
    say("Rotated the keys in " + gateway.place.data_dir + ". Now reload the gateway (SIGHUP).\n");
    return {};
  }
  SALLYPORT_TRY(const auto stores, gateway.open());
  const Rotation rotation{std::max(absolute, session::kPreviousKeysKept), forget_previous};
  SALLYPORT_TRY(const auto current,
                rotate_shared_keys(stores->keys(), gateway.place.store.key, rotation, gateway.random, now));
  SALLYPORT_CHECK(record_rotation(gateway, *stores, {"generation", std::to_string(current)}));
  say(fmt::format("Generation {} of the keys is the current one. Running gateways take it up within seconds.\n",
                  current));
  return {};
}

ExitCode with_keys(const std::string& path, std::string_view command,
                   const std::function<Result<void>(KeyPlace&)>& work) {
  const config::FoundPlace found = config::find_store(path, config::process_surroundings());
  for (const config::Finding& finding : found.findings) complain(config::print_text(finding) + "\n");
  if (!found.place) return ExitCode::refused;
  KeyPlace gateway(*found.place);
  const auto done = work(gateway);
  if (done) return ExitCode::done;
  complain(fmt::format("sallyport key {}: {}{}{}\n", command, done.error().reason,
                       done.error().detail.empty() ? "" : ": ", done.error().detail));
  return done.error().kind == Kind::rejected ? ExitCode::refused : ExitCode::failed;
}

}  // namespace

void add_key_command(Command app) {
  const Command key = app.add_group("key", "The keys that seal cookies and sign a gateway's own tokens.");
  const auto config = std::make_shared<std::string>();
  const auto add = [&](const std::string& name, const std::string& meaning) {
    const Command command = key.add_command(name, meaning);
    command.add_option("--config", *config, "The configuration of the gateway").required().type_name("FILE");
    return command;
  };
  add("list", "A JSON object a line for each key: next, current, previous.").runs([config] {
    return with_keys(*config, "list", list_keys);
  });
  const auto forget = std::make_shared<bool>(false);
  const Command rotate =
      add("rotate", "Makes the next keys the current ones. No session and no token becomes invalid.");
  rotate.add_flag("--forget-previous", *forget, "Previous keys count no more, nor what they have sealed and signed");
  rotate.runs([config, forget] {
    return with_keys(*config, "rotate", [&](KeyPlace& gateway) { return rotate_gateway_keys(gateway, *forget); });
  });
}

}  // namespace sallyport::app
