#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "app/commands/commands.h"
#include "app/config/build/load.h"
#include "app/config/build/store_place.h"
#include "app/os/console.h"
#include "app/os/json_log.h"
#include "app/run/audit_trail.h"
#include "app/run/store_options.h"
#include "base/json.h"
#include "configuration/line_diff.h"
#include "crypto/system_random.h"
#include "stores/open_gateway.h"

namespace sallyport::app {
namespace {

using configuration::Version;
using configuration::VersionStore;

constexpr std::size_t kVersionsAtOnce = 100;
constexpr int kNotGiven = -1;
constexpr int kMostVersions = 1'000'000'000;

struct Words {
  std::string config;
  std::string text_file;
  int from = kNotGiven;
  int to = kNotGiven;
  int number = 0;
};

// The store of the gateway with this configuration.
struct OpenStore {
  const SystemClock clock;
  crypto::SystemRandom random;
  JsonLog log;
  std::unique_ptr<stores::GatewayStores> stores;
  std::string node;  // of the audit trail

  VersionStore& versions() { return stores->versions(); }
};

// Whoever the machine says runs the command.
std::string author() {
  const passwd* const user = ::getpwuid(::geteuid());
  return fmt::format("{} (command)", user ? user->pw_name : std::to_string(::geteuid()));
}

Result<std::unique_ptr<OpenStore>> open_store(const std::string& config) {
  const config::FoundPlace found = config::find_store(config, config::process_surroundings());
  if (!found.place) return failure(Kind::rejected, "config", {}, config::print_text(found.findings.front()));
  auto store = std::make_unique<OpenStore>();
  SALLYPORT_TRY(store->stores,
                stores::open_gateway_stores(store_options(found.place->store, stores::WhenMissing::refuse),
                                            store->random, store->clock, store->log));
  store->node = audit_node(found.place->data_dir, MissingNode::leave, store->random, store->log);
  return store;
}

ExitCode ended_with(std::string_view command, const Result<void>& done) {
  if (done) return ExitCode::done;
  const Error& error = done.error();
  complain(fmt::format("sallyport config {}: {}{}{}\n", command, error.reason, error.detail.empty() ? "" : ": ",
                       error.detail));
  return error.kind == Kind::unavailable ? ExitCode::failed : ExitCode::refused;
}

Result<void> history(const Words& words) {
  SALLYPORT_TRY(const auto store, open_store(words.config));
  for (std::int64_t before = 0;;) {
    SALLYPORT_TRY(const auto page, store->versions().list(before, kVersionsAtOnce));
    if (page.empty()) return {};
    for (const Version& version : page)
      say(json::print(json::Object{{"number", version.number},
                                   {"state", version.state == configuration::State::in_force ? "in force" : "replaced"},
                                   {"made", print_rfc3339(version.made)},
                                   {"author", version.author}}) +
          "\n");
    before = page.back().number;
  }
}

// The text of a version; number 0 stands for the time before the first.
Result<std::string> text_of(VersionStore& versions, std::int64_t number) {
  if (number == 0) return std::string();
  SALLYPORT_TRY(auto version, versions.find(number));
  if (!version) return failure(Kind::rejected, "version_unknown", {}, std::to_string(number));
  return std::move(version->text);
}

Result<std::int64_t> newest_number(VersionStore& versions) {
  SALLYPORT_TRY(const auto newest, versions.newest());
  return newest ? newest->number : 0;
}

Result<void> diff(const Words& words) {
  SALLYPORT_TRY(const auto store, open_store(words.config));
  SALLYPORT_TRY(const std::int64_t newest, newest_number(store->versions()));
  const std::int64_t to = words.to == kNotGiven ? newest : words.to;
  const std::int64_t from = words.from == kNotGiven ? std::max<std::int64_t>(to - 1, 0) : words.from;
  SALLYPORT_TRY(const std::string before, text_of(store->versions(), from));
  SALLYPORT_TRY(const std::string after, text_of(store->versions(), to));
  say(configuration::line_diff(before, after));
  return {};
}

// Refuses a text with which the gateway would refuse its configuration. The command may lack variables that the service
// has, so what the file alone is refused for does not count.
Result<void> check_text(const std::string& config, const Version& candidate) {
  const config::Surroundings surroundings = config::process_surroundings();
  const auto alone = config::load_config(config, surroundings);
  config::LoadOptions options;
  options.stored = candidate;
  const auto both = config::load_config(config, surroundings, options);
  bool refused = false;
  for (const config::Finding& finding : both.findings) {
    if (std::ranges::find(alone.findings, finding) != alone.findings.end()) continue;
    complain(config::print_text(finding) + "\n");
    refused = refused || finding.severity == config::Severity::refused;
  }
  if (!refused) return {};
  return failure(Kind::rejected, "version_refused", {}, "nothing was stored");
}

Result<Version> add_version(const std::string& config, OpenStore& store, const std::string& text) {
  SALLYPORT_TRY(const std::int64_t newest, newest_number(store.versions()));
  const Version candidate{newest + 1, author(), store.clock.now(), configuration::State::in_force, text};
  SALLYPORT_CHECK(check_text(config, candidate));
  SALLYPORT_TRY(auto added, store.versions().add(candidate.author, text, newest, candidate.made));
  AuditTrail trail(store.node, operator_of_this_process(), store.stores->audit(), store.clock, store.log);
  trail.log().write(Level::audit, "config_version_added",
                    {{"number", std::to_string(added.number)}, {"author", added.author}});
  SALLYPORT_CHECK(trail.finish());
  return added;
}

Result<void> put(const Words& words) {
  SALLYPORT_TRY(const auto store, open_store(words.config));
  const auto file = config::process_surroundings().read_file(words.text_file);
  if (!file) return failure(Kind::rejected, "file_unreadable", {}, words.text_file + ": " + file.error().detail);
  SALLYPORT_TRY(const auto added, add_version(words.config, *store, file->text));
  say(fmt::format("Version {} is in force.\n", added.number));
  return {};
}

Result<void> restore(const Words& words) {
  SALLYPORT_TRY(const auto store, open_store(words.config));
  SALLYPORT_TRY(const std::string text, text_of(store->versions(), words.number));
  SALLYPORT_TRY(const auto added, add_version(words.config, *store, text));
  say(fmt::format("Version {} is in force; it says what version {} said.\n", added.number, words.number));
  return {};
}

}  // namespace

void add_config_version_commands(Command config) {
  const auto words = std::make_shared<Words>();
  const auto add_command = [&](const std::string& name, const std::string& meaning,
                               Result<void> (*work)(const Words&)) {
    const Command command = config.add_command(name, meaning);
    command.add_option("--config", words->config, "The configuration of the gateway, which may be running")
        .required()
        .type_name("FILE");
    command.runs([words, name, work] { return ended_with(name, work(*words)); });
    return command;
  };
  add_command("history", "The versions of the configuration in the store, the newest first.", history);
  const Command differ =
      add_command("diff", "What changed between two versions; 0 is the time before the first.", diff);
  differ.add_option("from", words->from, "The older one; where left out, the one before TO").in_range(0, kMostVersions);
  differ.add_option("to", words->to, "The newer one; where left out, the one in force").in_range(0, kMostVersions);
  const Command putting = add_command("put", "Store a text as the next version; running gateways take it.", put);
  putting.add_option("text", words->text_file, "YAML with the keys that the file does not set")
      .required()
      .type_name("TEXT");
  const Command restoring = add_command("restore", "Store what an earlier version said as the next one.", restore);
  restoring.add_option("number", words->number, "The version; 0 for none of its keys")
      .required()
      .in_range(0, kMostVersions);
}

}  // namespace sallyport::app
