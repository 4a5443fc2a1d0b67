#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

#include "app/commands/api/api_place.h"
#include "app/commands/api/audit_records.h"
#include "app/commands/commands.h"
#include "app/config/build/store_place.h"
#include "app/config/reading/amounts.h"
#include "app/os/console.h"
#include "app/os/json_log.h"
#include "app/run/audit_trail.h"
#include "app/run/store_options.h"
#include "audit/chain_check.h"
#include "audit/record_json.h"
#include "crypto/system_random.h"
#include "session/key_ring.h"
#include "stores/open_gateway.h"

namespace sallyport::app {
namespace {

constexpr std::size_t kPageOfRecords = 1000;

struct AuditWords {
  ApiPlace place;  // a configuration, whose store is read, or a URL
  audit::Filter filter;
  std::string outcome;
  std::string since;  // a duration
  int limit = 100;
};

// The trail of a gateway, as the commands see it.
struct OpenTrail {
  explicit OpenTrail(config::StorePlace found) : place(std::move(found)) {}

  Result<void> open() {
    stores::GatewayStoreOptions options = store_options(place.store, stores::WhenMissing::refuse);
    options.path = std::filesystem::absolute(options.path).lexically_normal().string();
    SALLYPORT_TRY(stores, stores::open_gateway_stores(options, random, clock, log));
    return {};
  }
  audit::AuditStore& store() { return stores->audit(); }

  const config::StorePlace place;
  const SystemClock clock;
  crypto::SystemRandom random;
  JsonLog log;
  std::unique_ptr<stores::GatewayStores> stores;
};

Result<audit::Filter> filter_of(const AuditWords& words, UnixTime now) {
  audit::Filter filter = words.filter;
  if (!words.outcome.empty()) filter.outcome = audit::parse_outcome(words.outcome);
  if (words.since.empty()) return filter;
  const auto since = config::parse_duration(words.since);
  if (!since) return failure(Kind::rejected, "since", {}, "is no duration such as 90m, 24h or 7d");
  filter.from = now - *since;
  return filter;
}

// Prints a JSON object a line for each record, the newest first; at most `most`, 0: all.
Result<void> print_records(OpenTrail& trail, const AuditWords& words, std::size_t most) {
  SALLYPORT_TRY(const auto filter, filter_of(words, trail.clock.now()));
  std::optional<audit::Place> before;
  for (std::size_t printed = 0; most == 0 || printed < most;) {
    const std::size_t limit = most == 0 ? kPageOfRecords : std::min(kPageOfRecords, most - printed);
    SALLYPORT_TRY(const auto page, trail.store().find(filter, before, limit));
    for (const audit::Record& record : page) say(json::print(print_record(record)) + "\n");
    if (page.size() < limit) break;
    printed += page.size();
    before = place_of(page.back());
  }
  return {};
}

// The public keys that may have signed checkpoints.
Result<jose::JwkSet> verifying_keys(OpenTrail& trail) {
  const UnixTime now = trail.clock.now();
  if (trail.place.store.key.empty()) {
    constexpr auto kAnyKey = gateway::DemoUse::yes;  // nothing is signed with it
    SALLYPORT_TRY(const auto found, gateway::OwnKeys::find_file(trail.place.own_tokens, kAnyKey));
    if (!found) return failure(Kind::rejected, "own_key_missing", {}, trail.place.own_tokens.private_key_file);
    SALLYPORT_TRY(const auto keys, gateway::OwnKeys::open(trail.place.own_tokens, kAnyKey, trail.random, trail.log));
    return notary_keys(keys, now).known;
  }
  SALLYPORT_TRY(const auto stored, trail.stores->keys().list());
  session::KeyVault vault(trail.place.store.key);
  SALLYPORT_TRY(const auto ring, open_ring(stored, vault));
  std::vector<crypto::PrivateKey> keys;
  for (const session::KeyGeneration& generation : ring.generations) {
    SALLYPORT_TRY(auto key, crypto::PrivateKey::from_der(generation.signing));
    keys.push_back(std::move(key));
  }
  return notary_keys(gateway::OwnKeys::of(keys.front(), keys), now).known;
}

json::Object line_of(const audit::Verdict& verdict) {
  json::Object line{{"node", verdict.node},
                    {"first", verdict.first},
                    {"last", verdict.last},
                    {"records", verdict.records},
                    {"checkpoints", verdict.checkpoints},
                    {"unsigned", verdict.unsigned_records}};
  if (verdict.fault) line.set("fault", verdict.fault->word);
  if (verdict.fault) line.set("from", verdict.fault->from);
  if (verdict.fault) line.set("to", verdict.fault->to);
  return line;
}

// A gateway may go on writing and removing meanwhile.
Result<audit::Verdict> check_chain(audit::AuditStore& store, const std::string& node, const jose::JwkSet& keys) {
  std::optional<audit::ChainCheck> check;
  const auto read = store.read_chain(
      node,
      [&](std::vector<audit::SignedCheckpoint> checkpoints) { check.emplace(node, std::move(checkpoints), keys); },
      [&](const audit::Record& record) { check->add(record); });
  if (!read && read.error().kind == Kind::malformed)
    return audit::Verdict{.node = node, .fault = audit::Fault{"checkpoint_changed", 1, 1}};
  if (!read) return Failure(read.error());
  return check->end();
}

// Prints a line for each chain. Errors: rejected/"audit_fault" if one is not what was written.
Result<void> verify_chains(OpenTrail& trail) {
  SALLYPORT_TRY(const auto keys, verifying_keys(trail));
  std::size_t faults = 0;
  for (std::string after;;) {
    SALLYPORT_TRY(const auto chains, trail.store().chains(after, kPageOfRecords));
    for (const audit::ChainEnd& chain : chains) {
      SALLYPORT_TRY(const auto verdict, check_chain(trail.store(), chain.node, keys));
      say(json::print(line_of(verdict)) + "\n");
      if (verdict.fault) ++faults;
    }
    if (chains.size() < kPageOfRecords) break;
    after = chains.back().node;
  }
  if (faults == 0) return {};
  return failure(Kind::rejected, "audit_fault", {}, fmt::format("chains that are not what was written: {}", faults));
}

http::Form query_of(const audit::Filter& filter) {
  http::Form query;
  const auto add = [&query](std::string_view name, const std::string& value) {
    if (!value.empty()) query.add(name, value);
  };
  add("event", filter.event);
  add("who", filter.who);
  add("what", filter.what);
  add("client", filter.client);
  add("requestId", filter.request_id);
  if (filter.outcome) add("outcome", std::string(name_of(*filter.outcome)));
  if (filter.from) add("from", std::to_string(filter.from->seconds * 1000));
  return query;
}

Result<void> print_records_of(const ApiClient& api, const AuditWords& words, std::size_t most) {
  SALLYPORT_TRY(const auto filter, filter_of(words, SystemClock().now()));
  return print_audit_records(api, query_of(filter), most);
}

ExitCode by_url(const AuditWords& words, std::string_view command, std::size_t most) {
  const auto api = open_api(words.place, config::process_surroundings());
  const auto done = api ? print_records_of(*api, words, most) : Result<void>(Failure(api.error()));
  if (done) return ExitCode::done;
  complain(fmt::format("sallyport audit {}: {}\n", command, done.error().detail));
  return exit_code_of(done.error());
}

ExitCode with_trail(const AuditWords& words, std::string_view command,
                    const std::function<Result<void>(OpenTrail&)>& work) {
  const config::FoundPlace found = config::find_store(words.place.config, config::process_surroundings());
  for (const config::Finding& finding : found.findings) complain(config::print_text(finding) + "\n");
  if (!found.place) return ExitCode::refused;
  OpenTrail trail(*found.place);
  auto done = trail.open();
  if (done) done = work(trail);
  if (done) return ExitCode::done;
  complain(fmt::format("sallyport audit {}: {}{}{}\n", command, done.error().reason,
                       done.error().detail.empty() ? "" : ": ", done.error().detail));
  return done.error().kind == Kind::rejected ? ExitCode::refused : ExitCode::failed;
}

void add_filters(const Command& command, AuditWords& words) {
  command.add_option("--event", words.filter.event, "Only this event, such as sign_in");
  command.add_option("--who", words.filter.who, "Only what this person, program or operator did: id or name");
  command.add_option("--what", words.filter.what, "Only what was done to this object or person: id or name");
  command.add_option("--outcome", words.outcome, "Only this outcome").one_of({"done", "refused", "lost"});
  command.add_option("--client", words.filter.client, "Only from this address");
  command.add_option("--request-id", words.filter.request_id, "Only of this request");
  command.add_option("--since", words.since, "Only the last while, such as 24h").type_name("DURATION");
}

}  // namespace

void add_audit_command(Command app) {
  const Command group = app.add_group("audit", "The audit trail: who did what.");
  const auto words = std::make_shared<AuditWords>();
  const auto add = [&](const std::string& name, const std::string& meaning) {
    const Command command = group.add_command(name, meaning);
    command.add_option("--config", words->place.config, "The configuration of the gateway, whose store is read")
        .type_name("FILE");
    return command;
  };
  const auto add_records = [&](const std::string& name, const std::string& meaning, std::function<std::size_t()> most) {
    const Command command = add(name, meaning);
    add_filters(command, *words);
    add_url_options(command, words->place);
    command.runs([words, name, most] {
      if (words->place.config.empty() == words->place.url.empty()) {
        complain("sallyport audit " + name + ": name the gateway with either --config or --url\n");
        return ExitCode::usage;
      }
      if (!words->place.url.empty()) return by_url(*words, name, most());
      return with_trail(*words, name, [&](OpenTrail& trail) { return print_records(trail, *words, most()); });
    });
    return command;
  };
  add_records("list", "A JSON object a line for each record, the newest first.",
              [words] { return static_cast<std::size_t>(words->limit); })
      .add_option("--limit", words->limit, "At most so many")
      .show_default()
      .in_range(1, 100'000);
  add_records("export", "The same for all records.", [] { return std::size_t{0}; });
  const Command verify =
      add("verify", "Checks that no record was changed, removed or moved, and says which one is wrong first.");
  verify.runs([words] {
    if (!words->place.config.empty()) return with_trail(*words, "verify", verify_chains);
    complain("sallyport audit verify: name the gateway with --config\n");
    return ExitCode::usage;
  });
}

}  // namespace sallyport::app
