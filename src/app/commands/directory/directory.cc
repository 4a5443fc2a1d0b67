#include "app/commands/directory/directory.h"

#include <iostream>

#include "app/commands/directory/changes.h"
#include "app/config/build/directory_seed.h"
#include "app/os/json_log.h"
#include "app/os/signals.h"
#include "app/run/directory_parts.h"
#include "crypto/seeded_random.h"
#include "crypto/system_random.h"
#include "directory/graph/shape/times.h"

namespace sallyport::app {
namespace {

void print_planted(const directory::Planted& planted) {
  std::cout << "The directory was empty and has been filled. These are shown once:\n";
  for (const auto& password : planted.passwords)
    std::cout << "  password of " << password.user_principal_name << ": " << password.value.reveal() << '\n';
  for (const auto& app : planted.apps) {
    std::cout << "  app \"" << app.name << "\": tenant " << app.tenant.value << ", client id " << app.client_id.value;
    if (app.secret) std::cout << ", secret " << app.secret->reveal();
    std::cout << '\n';
  }
}

// What only a rehearsal may have.
struct Rehearsal {
  std::optional<int> seed;
  std::string at;  // the time of the start
};

std::unique_ptr<Random> make_random(const Rehearsal& rehearsal) {
  if (!rehearsal.seed) return std::make_unique<crypto::SystemRandom>();
  std::cerr << "WARNING: this is a rehearsal. Keys, codes, tokens, passwords and secrets come from --random-seed "
            << *rehearsal.seed << ":\nWARNING: anybody who knows the number can forge them. Let no real application "
            << "trust this directory.\n";
  return std::make_unique<crypto::SeededRandom>(static_cast<std::uint64_t>(*rehearsal.seed));
}

ExitCode run_directory(const directory::Settings& settings, const Rehearsal& rehearsal) {
  block_stop_signals();
  JsonLog log;
  SystemClock clock;
  const auto random = make_random(rehearsal);
  const auto workers = net::Workers::make(8, 1024);
  auto running = start_directory(settings, *workers, clock, *random, log);
  if (!running) return complain_of_directory(running.error());
  if ((*running)->planted()) print_planted(*(*running)->planted());
  std::cout << "Local directory (not Microsoft Entra ID)\n";
  if (!(*running)->http_origin().empty()) std::cout << "  " << (*running)->http_origin() << "/\n";
  if (!(*running)->https_origin().empty())
    std::cout << "  " << (*running)->https_origin() << "/   trust it: sallyport ca install --data-dir "
              << settings.data_dir << '\n';
  if ((*running)->setup_link())
    std::cout << "It has no administrator yet. This link adds the first one; it works once, within 24 hours:\n  "
              << *(*running)->setup_link() << '\n';
  if ((*running)->control_token())
    std::cout << "Control is on, at /control, for programs on this machine with the token\n  "
              << (*running)->control_token()->reveal() << '\n';
  std::cout << "Ready. Stop with Ctrl-C." << std::endl;
  wait_for_stop_signal();
  (*running)->stop();
  return ExitCode::done;
}

}  // namespace

void add_directory_command(Command app) {
  const Command command =
      app.add_command("directory", "A local stand-in for Entra ID: run it, or change what it holds");
  // The actions share these values, because they run after this function has returned.
  auto held = std::make_shared<directory::Settings>();
  held->data_dir = "sallyport-directory";
  directory::Settings& settings = *held;
  auto every_address = std::make_shared<bool>(false);
  auto print_seed = std::make_shared<bool>(false);
  auto rehearsal = std::make_shared<Rehearsal>();
  command.add_option("--data-dir", settings.data_dir, "Database, signing keys, local authority").show_default();
  command.add_option("--http-port", settings.http_port, "0: any free one; -1: no http")
      .show_default()
      .in_range(-1, 65535);
  command.add_option("--https-port", settings.https_port, "0: any free one; -1: no https")
      .show_default()
      .in_range(-1, 65535);
  command
      .add_option("--seed", settings.seed_file, "YAML that fills an empty directory; the demo's people where left out")
      .existing_file();
  command.add_flag("--print-seed", *print_seed, "Print a seed to start from, and end");
  command.add_option("--host-name", settings.host_names, "A name besides localhost; more than once");
  command.add_flag("--listen-on-every-address", *every_address,
                   "Reachable from outside: anybody there can sign in as anybody here");
  command.add_flag("--account-picker", settings.account_picker, "Demo: choose a person without a password");
  command.add_option("--federated-issuer", settings.federated_issuers,
                     "An issuer whose keys may be fetched for federated credentials; more than once");
  command.add_option("--issuer-ca-file", settings.issuer_ca_file, "PEM of the authorities that such issuers have")
      .existing_file();
  command.add_option("--managed-identity", settings.managed_identity,
                     "Client id of the app that callers of the managed-identity endpoints are");
  command.add_option("--identity-header", settings.identity_header,
                     "What callers of the App Service endpoint must send as X-IDENTITY-HEADER");
  command.add_flag("--password-grant", settings.password_grant, "Allow the password grant (username and password)");
  command.add_flag(
      "--no-loop-detection", [held] { held->detect_loops = false; },
      "Unlike Entra: a client may repeat a request as often as it likes");
  command
      .add_option("--token-requests-per-minute", settings.token_requests_per_minute,
                  "Of one client; more are answered with 429; 0: no limit")
      .show_default()
      .in_range(0, 1'000'000);
  command
      .add_option(
          "--sign-in-frequency", [held](int seconds) { held->sign_in_frequency = Seconds(seconds); },
          "Seconds that a sign-in is good for, as a policy would say; 0: no limit")
      .in_range(0, 31'536'000);
  command.add_flag("--rotate-refresh-tokens", settings.rotate_refresh_tokens,
                   "Stricter than Entra: reuse revokes the family");
  command.add_flag("--strict-origin", settings.strict_origin,
                   "Stricter than Entra: compares Origin with the SPA's redirect URIs");
  command.add_flag("--strict-loopback-port", settings.strict_loopback_port,
                   "Stricter than Entra: the port of localhost counts");
  command.add_flag(
      "--no-tokens-in-urls", [held] { held->tokens_in_urls = false; },
      "Stricter than Entra: no access token from the authorization endpoint");
  command
      .add_option(
          "--groups-in-token", [held](int most) { held->groups_in_token = static_cast<std::size_t>(most); },
          "More groups than these are an overage; 200 as at Entra")
      .in_range(0, 1000);
  command
      .add_option(
          "--groups-in-url", [held](int most) { held->groups_in_url = static_cast<std::size_t>(most); },
          "The same in tokens of the authorization endpoint; 6 as at Entra")
      .in_range(0, 1000);
  command.add_flag("--iss-parameter", settings.iss_parameter,
                   "Unlike Entra: iss in authorization responses (RFC 9207)");
  command.add_flag("--concrete-common-issuer", settings.concrete_common_issuer,
                   "Unlike Entra: /common names the home tenant");
  command.add_flag("--graph-scope-addresses", settings.graph_scope_addresses,
                   "Answers name Graph's scopes with Graph's address, also where the request has none");
  command.add_flag("--strict-pkce", settings.strict_pkce,
                   "Stricter than Entra: native applications need PKCE, not SPAs alone");
  command.add_flag("--strict-assertion-audience", settings.strict_assertion_audience,
                   "Stricter than Entra: a client assertion's audience is the issuer alone");
  command.add_flag("--single-use-assertions", settings.single_use_assertions,
                   "Stricter than Entra: a client assertion is accepted once");
  command
      .add_option(
          "--code-lifetime", [held](int seconds) { held->code_lifetime = Seconds(seconds); },
          "Seconds; Entra's codes live 600")
      .in_range(1, 600);
  command.add_flag("--strict", [held] { held->be_strict(); }, "All that is stricter than Entra; codes live 60 seconds");
  command
      .add_option(
          "--random-seed", [rehearsal](int seed) { rehearsal->seed = seed; },
          "Rehearsals only: every id, key, code and token comes from this number; the folder must be empty")
      .in_range(0, 2'000'000'000);
  command.add_option("--at", rehearsal->at, "The time that the clock shows at the start: 2026-11-30T09:00:00Z")
      .type_name("TIME");
  command
      .add_option("--opener-policy", settings.opener_policy,
                  "Rehearse Cross-Origin-Opener-Policy on sign-in pages, such as same-origin; breaks popups")
      .one_of({"unsafe-none", "same-origin-allow-popups", "same-origin", "noopener-allow-popups"});
  command.add_flag(
      "--control", settings.control,
      "For tests: programs on this machine may move the clock, break answers and forge tokens, at /control");
  command
      .add_option("--control-token-file", settings.control_token_file, "The token of --control, made up where left out")
      .existing_file()
      .needs("--control");
  const DirectoryChanges changes(command, held);
  add_tenant_commands(changes);
  add_user_commands(changes);
  add_group_commands(changes);
  add_app_commands(changes);
  add_policy_commands(changes);
  add_key_commands(changes);
  add_explain_commands(changes, held);
  add_admin_link_command(changes);
  add_transfer_commands(changes);
  command.runs([held, every_address, print_seed, rehearsal] {
    if (*print_seed) {
      std::cout << config::example_directory_seed();
      return ExitCode::done;
    }
    if (held->http_port < 0 && held->https_port < 0) {
      std::cerr << "sallyport directory: neither http nor https is left to listen on\n";
      return ExitCode::usage;
    }
    held->reachable_from_outside = *every_address;
    if (*every_address) held->http_address = "0.0.0.0";
    if (!rehearsal->at.empty() && !(held->start_at = directory::graph::parse_time(rehearsal->at))) {
      std::cerr << "sallyport directory: --at " << rehearsal->at << ": write a time as 2026-11-30T09:00:00Z\n";
      return ExitCode::usage;
    }
    return run_directory(*held, *rehearsal);
  });
}

}  // namespace sallyport::app
