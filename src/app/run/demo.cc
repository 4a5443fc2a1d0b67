#include "app/run/demo.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "app/config/build/load.h"
#include "app/os/folder_lock.h"
#include "app/os/port_holder.h"
#include "app/os/secret_file.h"
#include "app/run/directory_parts.h"
#include "app/run/sample_app.h"
#include "app/run/wiring.h"
#include "directory/model/seed.h"
#include "net/server/server.h"

namespace sallyport::app {
namespace {

constexpr std::string_view kDemoPerson = "bob@contoso.example";  // the demo prints this person's password

// The port, if it is free on 127.0.0.1, else 0. For port 0, the number of a free port.
int bindable_port(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int reuse = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
  socklen_t size = sizeof address;
  const bool bound = bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(fd);
  return bound ? ntohs(address.sin_port) : 0;
}

Result<int> find_port(const WantedPort& wanted) {
  if (const int bound = bindable_port(wanted.number); bound != 0) return bound;
  if (wanted.if_taken == IfTaken::use_another) return bindable_port(0);
  return Failure(with_port_holder({Kind::unavailable,
                                   "listen",
                                   {},
                                   fmt::format("127.0.0.1 port {}: {}", wanted.number, std::strerror(EADDRINUSE))}));
}

struct Ports {
  int gateway = 0;
  int health = 0;
  int directory = 0;
  int directory_https = 0;
};

// Finds all ports before anything starts, so that a demo that cannot start changes nothing.
Result<Ports> find_ports(const DemoSettings& settings) {
  Ports ports;
  SALLYPORT_TRY(ports.gateway, find_port(settings.port));
  SALLYPORT_TRY(ports.health, find_port({ports.gateway < 65535 ? ports.gateway + 1 : 0}));
  SALLYPORT_TRY(ports.directory, find_port(settings.directory_port));
  SALLYPORT_TRY(ports.directory_https, find_port(settings.directory_https_port));
  return ports;
}

// A configuration that a newcomer may read and copy. Only the secret and the addresses are particular to the demo.
std::string gateway_config(const std::string& directory_origin, const std::string& sample_origin, int port,
                           int health_port, const std::string& data_dir) {
  const std::string origin = fmt::format("http://localhost:{}", port);
  const std::string authority = fmt::format("{}/{}", directory_origin, directory::kDemoTenant);
  return fmt::format(R"(# Written by `sallyport demo` at each start.
server:
  publicUrl: {origin}
  port: {port}
  adminPort: {health_port}
  dataDir: {data_dir}

authenticationConfiguration:
  provider: azure
  providerName: Contoso (demo)
  clientType: confidential                 # the auth code flow: platform Web, with a secret
  authority: {authority}
  clientId: {client}
  callbackUrl: {origin}/callback
  oidcConfiguration:
    type: azure
    id: {client}
    secretFile: {data_dir}/client-secret
    tenant: {tenant}
    scope: openid profile email offline_access
    discoveryUri: {authority}/v2.0/.well-known/openid-configuration
    callbackUrl: {origin}/callback
    serverUrl: {origin}

authorizerConfiguration:
  principalDomain: contoso.example
  adminPrincipals: []
  useRolesFromProvider: true               # an app role is a role of the same name

routes:
  - path: /
    upstream: {sample}
  - path: /reports
    upstream: {sample}
    roles: [Viewer]
  - path: /admin
    upstream: {sample}
    roles: [Admin]
)",
                     fmt::arg("origin", origin), fmt::arg("port", port), fmt::arg("health_port", health_port),
                     fmt::arg("data_dir", data_dir), fmt::arg("authority", authority),
                     fmt::arg("client", directory::kDemoWebApp), fmt::arg("tenant", directory::kDemoTenant),
                     fmt::arg("sample", sample_origin));
}

Result<config::LoadedConfig> load_own_config(const std::string& path) {
  config::LoadedConfig loaded = config::load_config(path, config::process_surroundings(), {.demo = true});
  if (loaded.settings) return loaded;
  std::string why;
  for (const config::Finding& finding : loaded.findings) why += config::print_text(finding) + "\n";
  return failure(Kind::internal, "demo_config", {}, why);
}

// The path of this program: a printed command then works where the program is not installed.
std::string own_program() {
  std::error_code failed;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", failed);
  return failed ? "sallyport" : path.string();
}

}  // namespace

struct RunningDemo::Parts {
  FolderLock lock;
  std::unique_ptr<RunningDirectory> directory;
  std::unique_ptr<net::Server> sample;
  std::unique_ptr<RunningGateway> gateway;
  std::string config_file;
  std::string directory_data;
  Secret password;
};

RunningDemo::RunningDemo(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

RunningDemo::~RunningDemo() {
  stop();
}

Result<std::unique_ptr<RunningDemo>> start_demo(const DemoSettings& settings, const Clock& clock, Random& random,
                                                Log& log, net::Workers& workers) {
  auto parts = std::make_unique<RunningDemo::Parts>();
  SALLYPORT_CHECK(ensure_data_dir(settings.data_dir));
  SALLYPORT_TRY(parts->lock, FolderLock::take(settings.data_dir, "demo"));
  SALLYPORT_TRY(const Ports ports, find_ports(settings));
  directory::Settings directory;
  directory.data_dir = settings.data_dir + "/directory";
  directory.http_port = ports.directory;
  directory.https_port = ports.directory_https;
  directory.account_picker = true;
  directory.demo_administrator = directory::kDemoAdministrator;
  parts->directory_data = directory.data_dir;
  SALLYPORT_TRY(parts->directory, start_directory(directory, workers, clock, random, log));
  SALLYPORT_TRY(parts->password, parts->directory->renew_password(kDemoPerson));

  net::Listen sample;
  sample.address = "127.0.0.1";
  SALLYPORT_TRY(
      parts->sample,
      net::Server::start({.listen = {sample}, .limits = {}, .loops = 1, .name = "sample", .extra_headers = {}},
                         make_sample_app, workers, log));

  SALLYPORT_TRY(const auto secret, parts->directory->renew_demo_secret());
  SALLYPORT_CHECK(write_private_file(settings.data_dir + "/client-secret", secret.reveal(), random));
  const std::string sample_origin = fmt::format("http://127.0.0.1:{}", parts->sample->ports().front());
  parts->config_file = settings.data_dir + "/sallyport.yaml";
  SALLYPORT_CHECK(write_private_file(
      parts->config_file,
      gateway_config(parts->directory->http_origin(), sample_origin, ports.gateway, ports.health, settings.data_dir),
      random));
  SALLYPORT_TRY(const auto config, load_own_config(parts->config_file));
  SALLYPORT_TRY(parts->gateway, RunningGateway::start(config, {clock, random, log, workers}));
  return std::make_unique<RunningDemo>(std::move(parts));
}

std::string RunningDemo::invitation() const {
  const std::string url = parts_->gateway->public_url();
  return fmt::format(
      R"(
Sallyport is running, with a directory that stands in for Microsoft Entra ID and a sample application behind it.

  Open this             {url}/
  Sign in as            Alice (role Admin), Bob (role Viewer), Carol (no role), Dave (Viewer, in 250 groups)
  With a password       {person} / {password}   (made for this start, behind "Use a password")

Then try
  {directory}/portal      as Alice: register applications as in Microsoft's portal. Four walks lead through
                                    Azure SSO: both flows, and the mistake that each invites
  {url}/admin      as Bob: refused, and the page says which role is missing
  Sign out, open it again: you are asked who you are; the directory's session has ended as well
  curl -i {url}/check      what nginx, Caddy, Traefik and Envoy ask: 401, and why

What is where
  Configuration         {config}
  Directory             {directory}/ and {directory_https}/
  Trust its certificate {program} ca install --data-dir {directory_data}
  Its portal            {directory}/portal   as its administrator: {administrator}
  Its app registrations {program} directory app list --data-dir {directory_data}
  Health and metrics    http://127.0.0.1:{health}/metrics

Press Ctrl+C to stop.
)",
      fmt::arg("url", url), fmt::arg("program", own_program()), fmt::arg("person", kDemoPerson),
      fmt::arg("administrator", directory::kDemoAdministrator), fmt::arg("password", parts_->password.reveal()),
      fmt::arg("config", parts_->config_file), fmt::arg("directory", parts_->directory->http_origin()),
      fmt::arg("directory_https", parts_->directory->https_origin()),
      fmt::arg("directory_data", parts_->directory_data), fmt::arg("health", parts_->gateway->health_port()));
}

void RunningDemo::stop() {
  if (!parts_->gateway) return;
  parts_->gateway->stop();
  parts_->sample->stop();
  parts_->directory->stop();
  parts_->gateway.reset();
}

}  // namespace sallyport::app
