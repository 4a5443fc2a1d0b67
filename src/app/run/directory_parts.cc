#include "app/run/directory_parts.h"

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "app/config/build/directory_seed.h"
#include "app/os/folder_lock.h"
#include "app/os/port_holder.h"
#include "app/os/secret_file.h"
#include "app/run/control_token.h"
#include "app/run/kept_snapshots.h"
#include "app/run/local_authority.h"
#include "base/encoding.h"
#include "crypto/password.h"
#include "directory/control/control.h"
#include "directory/directory.h"
#include "directory/model/admin_link.h"
#include "directory/model/lookup.h"
#include "directory/model/signing_keys.h"
#include "directory/rules/issuer_keys.h"
#include "directory/rules/request_counter.h"
#include "directory/rules/smart_lockout.h"
#include "directory/setup/setup.h"
#include "http/address.h"
#include "http/url.h"
#include "net/client/curl_client.h"
#include "net/engine/task_group.h"

namespace sallyport::app {
namespace {

constexpr std::chrono::minutes kSweepEvery{10};
constexpr std::size_t kSweepAtOnce = 1000;
constexpr std::string_view kAddressFile = "/address";
constexpr std::string_view kRehearsalFile = "/rehearsal";

std::vector<std::string> own_names(const directory::Settings& settings) {
  std::vector<std::string> names{"localhost", "127.0.0.1", "[::1]"};
  for (const std::string& name : settings.host_names) names.push_back(name);
  return names;
}

// The directory sends requests to no other hosts than those of the issuers that the operator names. They may be on this
// machine or inside the network.
net::Destinations trusted_issuers(const directory::Settings& settings) {
  net::Destinations destinations;
  for (const std::string& issuer : settings.federated_issuers) {
    const auto url = http::Url::parse(issuer);
    if (!url) continue;
    const std::string origin = url->origin();
    const std::string host = origin.substr(origin.find("://") + 3);  // with its port
    destinations.hosts.push_back(host);
    destinations.inside_hosts.push_back(host);
    if (!http::is_loopback_host(url->host)) continue;
    destinations.loopback_hosts.push_back(host);
    destinations.http_hosts.push_back(host);
  }
  destinations.ca_file = settings.issuer_ca_file;
  return destinations;
}

}  // namespace

struct RunningDirectory::Parts {
  Parts(const directory::Settings& given, DirectoryFile opened, const Clock& below, Random& random, Log& log)
      : settings(given),
        real_clock(below),
        clock(below),
        file(std::move(opened)),
        grants(file.stores->grants()),
        sign_ins(file.stores->sign_ins()),
        origins(own_names(given)),
        published(*file.store, *file.keys, clock),
        snapshots(*file.stores),
        outgoing(net::make_curl_client(trusted_issuers(given))),
        issuer_keys(outgoing.get()),
        services{*file.store, grants,  sign_ins, published, lockout, counters, setup_counter,
                 issuer_keys, origins, settings, clock,     random,  log,      file.stores->sign_in_log()} {}

  const directory::Settings settings;
  const Clock& real_clock;        // for the certificate of the listeners, which other programs check
  directory::MovableClock clock;  // for everything else
  FolderLock folder_lock;
  DirectoryFile file;
  oidc::op::GrantStore& grants;
  oidc::op::SignInStore& sign_ins;
  directory::Origins origins;
  directory::Published published;
  KeptSnapshots snapshots;
  directory::SmartLockout lockout;
  directory::TokenCounters counters;
  directory::SetupCounter setup_counter;
  const std::unique_ptr<http::HttpClient> outgoing;
  directory::IssuerKeys issuer_keys;
  directory::Services services;
  std::optional<directory::Planted> planted;
  std::optional<std::string> setup_link;
  std::optional<directory::Control> control;
  std::optional<Secret> control_token;  // if it was made up
  std::string ca_file;
  int http_port = 0;
  int https_port = 0;
  std::unique_ptr<net::TaskGroup> tasks;  // declared after what tasks use, and before the server that starts them
  std::unique_ptr<net::Server> server;
  std::mutex sweep_mutex;
  std::condition_variable_any sweep_wake;
  std::jthread sweeper;

  // Deletes codes, tokens and sign-ins that have expired.
  void sweep_until(std::stop_token stop) {
    while (!stop.stop_requested()) {
      const UnixTime now = services.clock.now();
      if (!grants.sweep(now, kSweepAtOnce) || !sign_ins.sweep(now, kSweepAtOnce))
        services.log.write(Level::warning, "directory_sweep_failed", {});
      std::unique_lock lock(sweep_mutex);
      sweep_wake.wait_for(lock, stop, kSweepEvery, [] { return false; });
    }
  }
};

namespace {

Result<void> fill(RunningDirectory::Parts& parts, UnixTime now) {
  SALLYPORT_TRY(const auto tenants, parts.file.store->tenants());
  if (!tenants.empty()) return {};
  directory::Seed seed = directory::demo_seed(parts.settings.demo_administrator);
  if (!parts.settings.seed_file.empty()) {
    SALLYPORT_TRY(seed, config::read_directory_seed(parts.settings.seed_file));
  }
  SALLYPORT_TRY(parts.planted, directory::plant(*parts.file.store, seed, now, parts.services.random));
  return {};
}

Result<net::TlsIdentity> load_identity(RunningDirectory::Parts& parts) {
  SALLYPORT_TRY(auto authority, load_local_authority(parts.settings.data_dir, parts.settings.host_names,
                                                     parts.real_clock.now(), parts.services.random));
  parts.ca_file = std::move(authority.ca_file);
  return std::move(authority.server);
}

// A port that is requested by number is also served on [::1], if the machine has it, because browsers may try it first.
Result<std::vector<net::Listen>> listeners(RunningDirectory::Parts& parts, bool with_ipv6) {
  const directory::Settings& settings = parts.settings;
  std::vector<net::Listen> all;
  SALLYPORT_TRY(const auto identity, load_identity(parts));
  const bool twin = with_ipv6 && settings.http_address == "127.0.0.1";
  const auto add = [&](int port, const std::optional<net::TlsIdentity>& tls) {
    if (port < 0) return;
    net::Listen listen;
    listen.address = settings.http_address;
    listen.port = port;
    listen.tls = tls;
    all.push_back(listen);
    if (!twin || port == 0) return;
    listen.address = "::1";
    all.push_back(listen);
  };
  add(settings.http_port, std::nullopt);
  add(settings.https_port, identity);
  return all;
}

Result<void> listen(RunningDirectory::Parts& parts, net::Workers& workers, bool with_ipv6) {
  SALLYPORT_TRY(auto all, listeners(parts, with_ipv6));
  net::Server::Settings settings;
  settings.listen = all;
  settings.name = "directory";
  const directory::Services& services = parts.services;
  SALLYPORT_TRY(parts.server, net::Server::start(
                                  std::move(settings), [&services] { return directory::make_handler(services); },
                                  workers, parts.services.log));
  const auto ports = parts.server->ports();
  for (std::size_t i = 0; i < all.size() && i < ports.size(); ++i)
    (all[i].tls ? parts.https_port : parts.http_port) = ports[i];
  parts.origins.set_ports(parts.http_port, parts.https_port);
  return {};
}

// A directory whose random numbers come from a seed is for rehearsals alone, because whoever knows the seed knows its
// keys. Its folder stays marked.
Result<void> check_rehearsal(RunningDirectory::Parts& parts) {
  const std::string mark = parts.settings.data_dir + std::string(kRehearsalFile);
  const bool is_marked = std::filesystem::exists(mark);
  Random& random = parts.services.random;
  if (!random.is_predictable()) {
    if (!is_marked) return {};
    return failure(Kind::rejected, "rehearsal_folder", "",
                   parts.settings.data_dir + " was made with --random-seed, so its keys are known: use another folder");
  }
  if (parts.settings.reachable_from_outside)
    return failure(Kind::rejected, "rehearsal_reachable", "",
                   "--random-seed and --listen-on-every-address exclude each other: anybody could forge its tokens");
  SALLYPORT_TRY(const auto tenants, parts.file.store->tenants());
  if (is_marked || !tenants.empty())
    return failure(Kind::rejected, "rehearsal_folder", "",
                   "--random-seed needs an empty folder: " + parts.settings.data_dir + " holds a directory");
  parts.services.log.write(Level::warning, "directory_rehearsal",
                           {{"detail", "keys, codes and tokens are predictable"}});
  return write_private_file(mark, "The keys of this directory come from a seed. Never trust it.\n", random);
}

// Lets tests change the directory, if the operator wants it.
Result<void> start_control(RunningDirectory::Parts& parts) {
  if (!parts.settings.control) return {};
  directory::Services& services = parts.services;
  Secret token;
  if (parts.settings.control_token_file.empty()) {
    token = Secret(random_token(services.random));
    parts.control_token = token;
  } else {
    SALLYPORT_TRY(token, read_control_token(parts.settings.control_token_file));
  }
  parts.control.emplace(
      directory::ControlServices{services.store, *parts.file.keys, services.sign_in_log, services.published,
                                 services.lockout, services.counters, parts.snapshots, parts.clock, services.random},
      token);
  SALLYPORT_CHECK(parts.control->begin());
  services.control = &*parts.control;
  services.log.write(Level::warning, "directory_control_on", {{"address", "/control"}});
  return {};
}

// For the commands, which may have to print an address.
Result<void> note_address(RunningDirectory::Parts& parts, const std::string& origin) {
  return write_private_file(parts.settings.data_dir + std::string(kAddressFile), origin + "\n", parts.services.random);
}

// Nobody can administer a directory without an administrator, so each start makes a link until there is one.
Result<void> invite_administrator(RunningDirectory::Parts& parts, const std::string& origin) {
  const directory::Services& services = parts.services;
  SALLYPORT_TRY(const auto made,
                directory::make_first_admin_link(services.store, services.clock.now(), services.random));
  if (!made) return {};
  parts.setup_link = directory::setup_address(origin, made->link);
  services.log.write(Level::audit, "directory_admin_link_made", {{"expires", print_rfc3339(made->expires)}});
  return {};
}

}  // namespace

Result<DirectoryFile> open_directory_file(const std::string& data_dir, stores::WhenMissing when_missing) {
  if (data_dir.empty()) return failure(Kind::rejected, "data_dir_missing", "", "a data directory is needed");
  const std::string folder = std::filesystem::absolute(data_dir).lexically_normal().string();
  if (when_missing == stores::WhenMissing::make) SALLYPORT_CHECK(ensure_data_dir(folder));
  DirectoryFile file;
  SALLYPORT_TRY(file.stores, stores::DirectoryStores::open({.data_dir = folder, .when_missing = when_missing}));
  file.store = &file.stores->directory();
  file.keys = &file.stores->keys();
  return file;
}

std::string known_address(const directory::Settings& settings) {
  std::ifstream file(settings.data_dir + std::string(kAddressFile));
  if (std::string line; std::getline(file, line) && !line.empty()) return line;
  return settings.http_port < 0 ? "https://localhost:" + std::to_string(settings.https_port)
                                : "http://localhost:" + std::to_string(settings.http_port);
}

RunningDirectory::RunningDirectory(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
RunningDirectory::~RunningDirectory() = default;

int RunningDirectory::http_port() const {
  return parts_->http_port;
}
int RunningDirectory::https_port() const {
  return parts_->https_port;
}
std::string RunningDirectory::http_origin() const {
  return parts_->http_port == 0 ? "" : "http://localhost:" + std::to_string(parts_->http_port);
}
std::string RunningDirectory::https_origin() const {
  return parts_->https_port == 0 ? "" : "https://localhost:" + std::to_string(parts_->https_port);
}
const std::string& RunningDirectory::ca_file() const {
  return parts_->ca_file;
}
const std::optional<directory::Planted>& RunningDirectory::planted() const {
  return parts_->planted;
}

const std::optional<std::string>& RunningDirectory::setup_link() const {
  return parts_->setup_link;
}

Result<Secret> RunningDirectory::renew_demo_secret() {
  return directory::renew_demo_secret(*parts_->file.store, parts_->services.clock.now(), parts_->services.random);
}

Result<Secret> RunningDirectory::renew_password(std::string_view user_principal_name) {
  SALLYPORT_TRY(const auto user, directory::choose_user(*parts_->file.store, user_principal_name));
  Secret password(base64url_encode(parts_->services.random.bytes(9)));
  const std::string hash = crypto::hash_password(password, parts_->services.random);
  SALLYPORT_CHECK(parts_->file.store->change_user(user.id, [&](entra::User& changed) -> Result<void> {
    changed.password_hash = hash;
    return {};
  }));
  return password;
}

const std::optional<Secret>& RunningDirectory::control_token() const {
  return parts_->control_token;
}

void RunningDirectory::stop() {
  if (parts_->control) parts_->control->faults().stop();
  parts_->sweeper.request_stop();
  parts_->server->stop();
  parts_->tasks->close();
}

Result<std::unique_ptr<RunningDirectory>> start_directory(const directory::Settings& settings, net::Workers& workers,
                                                          const Clock& clock, Random& random, Log& log) {
  if (!settings.reachable_from_outside && !http::is_loopback_host(settings.http_address))
    return failure(Kind::rejected, "directory_address", "",
                   settings.http_address + " is reachable from outside: anybody there could sign in as anybody here");
  SALLYPORT_TRY(auto file, open_directory_file(settings.data_dir, stores::WhenMissing::make));
  SALLYPORT_TRY(auto lock, FolderLock::take(settings.data_dir, "directory"));
  auto parts = std::make_unique<RunningDirectory::Parts>(settings, std::move(file), clock, random, log);
  parts->folder_lock = std::move(lock);
  warn_of_readers(settings.data_dir, log);
  // One time for all that the start makes, so that a rehearsal makes the same.
  const UnixTime begun = settings.start_at.value_or(clock.now());
  parts->clock.set_offset(begun - clock.now());
  SALLYPORT_CHECK(check_rehearsal(*parts));
  SALLYPORT_CHECK(fill(*parts, begun));
  SALLYPORT_CHECK(directory::ensure_keys(*parts->file.keys, begun, random));
  SALLYPORT_TRY(const auto snapshot, parts->published.refresh());
  if (snapshot == nullptr) return failure(Kind::internal, "directory_keys");
  SALLYPORT_CHECK(start_control(*parts));
  parts->tasks = std::make_unique<net::TaskGroup>(workers);
  auto listening = listen(*parts, *parts->tasks, true);
  if (!listening) listening = listen(*parts, *parts->tasks, false);
  if (!listening) return Failure(with_port_holder(listening.error()));
  const std::string origin = parts->http_port == 0 ? "https://localhost:" + std::to_string(parts->https_port)
                                                   : "http://localhost:" + std::to_string(parts->http_port);
  SALLYPORT_CHECK(note_address(*parts, origin));
  SALLYPORT_CHECK(invite_administrator(*parts, origin));
  parts->sweeper = std::jthread([raw = parts.get()](std::stop_token stop) { raw->sweep_until(stop); });
  return std::make_unique<RunningDirectory>(std::move(parts));
}

}  // namespace sallyport::app
