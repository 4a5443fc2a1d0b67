#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "app/commands/commands.h"
#include "app/commands/shared/start_files.h"
#include "app/config/build/load.h"
#include "app/config/online/online.h"
#include "app/config/schema/reference.h"
#include "app/os/console.h"
#include "app/run/destinations.h"
#include "app/run/stored_version.h"
#include "crypto/system_random.h"
#include "net/client/curl_client.h"

namespace sallyport::app {
namespace {

constexpr Seconds kUpstreamAnswers{5};

struct CheckOptions {
  std::string file;
  bool strict = false;
  bool json = false;
  bool online = false;
};

void print_line(const std::string& text) {
  say(text + "\n");
}

Result<void> reach_unix(const std::string& path) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), std::min(path.size(), sizeof address.sun_path - 1));
  const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const int why = errno;
  ::close(fd);
  if (connected || why == EAGAIN) return {};  // EAGAIN: a program listens, but its queue is full
  return failure(Kind::unavailable, "connect", {}, path + ": " + std::strerror(why));
}

// Checks that the upstream answers. The status of the answer does not matter.
Result<void> reach(const http::Upstream& upstream) {
  if (!upstream.unix_path.empty()) return reach_unix(upstream.unix_path);
  const std::string host = upstream.host.find(':') == std::string::npos ? upstream.host : "[" + upstream.host + "]";
  const std::string authority = host + ":" + upstream.port;
  net::Destinations destinations;
  destinations.hosts = destinations.loopback_hosts = destinations.inside_hosts = {authority};
  if (!upstream.tls) destinations.http_hosts = {authority};
  destinations.ca_file = upstream.ca_file;
  http::ClientRequest request;
  request.method = "HEAD";
  request.url = (upstream.tls ? "https://" : "http://") + authority + "/";
  request.timeout = kUpstreamAnswers;
  const auto answer = net::make_curl_client(std::move(destinations), kUpstreamAnswers)->send(request);
  const bool connected = answer || answer.error().reason == "http_broken" || answer.error().reason == "http_too_large";
  if (!connected) return Failure(answer.error());
  return {};
}

std::vector<config::Finding> check_network(const config::LoadedConfig& loaded, Random& random) {
  const SystemClock clock;
  const auto client = net::make_curl_client(destinations_of(loaded), loaded.outgoing_timeout);
  return config::check_online(loaded, {*client, clock, random, reach});
}

// Findings about the file, then about the files and folders of this machine and, if requested, about the network.
std::vector<config::Finding> find_all(const CheckOptions& options) {
  const SystemClock clock;
  crypto::SystemRandom random;
  auto loaded = load_with_version(options.file, config::process_surroundings(), OldTables::leave, random, clock,
                                  {.strict = options.strict});
  auto findings = std::move(loaded.findings);
  if (!loaded.settings) return findings;
  const auto append = [&findings](std::vector<config::Finding> more) {
    findings.insert(findings.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  };
  append(check_start_files(loaded, random));
  if (options.online) append(check_network(loaded, random));
  return findings;
}

ExitCode check(const CheckOptions& options) {
  const auto findings = find_all(options);
  const bool refused = config::any_refused(findings);
  const ExitCode verdict = refused ? ExitCode::refused : ExitCode::done;
  if (options.json) {
    print_line(config::print_json(findings));
    return verdict;
  }
  for (const auto& finding : findings) print_line(config::print_text(finding));
  print_line(options.file + (refused ? ": refused" : ": fine"));
  return verdict;
}

}  // namespace

void add_config_command(Command app) {
  const Command command = app.add_group("config", "Check a configuration, or print everything that one may hold.");
  const Command check_command =
      command.add_command("check", "Read a configuration as `serve` would, and say what is wrong with it.");
  const auto options = std::make_shared<CheckOptions>();
  check_command.add_option("FILE", options->file, "The YAML file").required();
  check_command.add_flag("--strict", options->strict, "Refuse what would be put right");
  check_command.add_flag("--online", options->online,
                         "Also ask the provider (its documents, its clock, our secret) and the upstreams");
  check_command.add_flag("--json", options->json, "Print JSON");
  check_command.runs([options] { return check(*options); });
  add_config_version_commands(command);
  command.add_command("reference", "Print docs/configuration.md.").runs([] {
    say(config::print_reference());
    return ExitCode::done;
  });
}

}  // namespace sallyport::app
