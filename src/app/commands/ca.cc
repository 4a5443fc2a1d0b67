#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "app/commands/commands.h"
#include "app/run/directory_parts.h"
#include "app/run/local_authority.h"
#include "crypto/system_random.h"

namespace sallyport::app {
namespace {

constexpr const char* kTrustFile = "/usr/local/share/ca-certificates/sallyport-local-directory.crt";

ExitCode complain(const Error& error) {
  std::cerr << "sallyport ca: " << error.reason << (error.detail.empty() ? "" : ": " + error.detail) << '\n';
  return ExitCode::failed;
}

void print_hints(const std::string& ca_file) {
  std::cout << "Chromium and Chrome:  certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n \"Sallyport local directory\" -i "
            << ca_file << "\nNode.js:              NODE_EXTRA_CA_CERTS=" << ca_file
            << "\nPython:               REQUESTS_CA_BUNDLE=" << ca_file << "\ncurl:                 --cacert "
            << ca_file << '\n';
}

// The authority of the directory in this data folder. A folder without a directory database is refused, because nothing
// would use an authority there.
Result<LocalAuthority> find_authority(const std::string& data_dir, const std::vector<std::string>& names) {
  SALLYPORT_TRY(const auto file, open_directory_file(data_dir, stores::WhenMissing::refuse));
  crypto::SystemRandom random;
  return load_local_authority(data_dir, names, SystemClock().now(), random);
}

ExitCode show(const std::string& data_dir, const std::vector<std::string>& names, bool path_alone) {
  const auto authority = find_authority(data_dir, names);
  if (!authority) return complain(authority.error());
  if (path_alone) {
    std::cout << authority->ca_file << '\n';
    return ExitCode::done;
  }
  std::cout << authority->ca_file << "\nSHA-256 " << print_thumbprint(authority->certificate) << "\nends "
            << print_rfc3339(authority->certificate.not_after()) << '\n';
  return ExitCode::done;
}

bool run_update() {
  const char* const arguments[] = {"update-ca-certificates", nullptr};
  pid_t child = 0;
  if (::posix_spawnp(&child, arguments[0], nullptr, nullptr, const_cast<char* const*>(arguments), ::environ) != 0)
    return false;
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

ExitCode install(const std::string& data_dir, const std::vector<std::string>& names) {
  const auto authority = find_authority(data_dir, names);
  if (!authority) return complain(authority.error());
  if (::geteuid() != 0) {
    std::cerr << "sallyport ca install: needs root for the system's store. Run it with sudo, or:\n";
    print_hints(authority->ca_file);
    return ExitCode::refused;
  }
  std::error_code error;
  std::filesystem::copy_file(authority->ca_file, kTrustFile, std::filesystem::copy_options::overwrite_existing, error);
  if (!error) std::filesystem::permissions(kTrustFile, std::filesystem::perms(0644), error);
  if (error) return complain({Kind::unavailable, "trust_store", "", std::string(kTrustFile) + ": " + error.message()});
  if (!run_update()) return complain({Kind::unavailable, "trust_store", "", "update-ca-certificates did not succeed"});
  std::cout << "Installed for this machine: " << kTrustFile << "\nPrograms with a store of their own:\n";
  print_hints(authority->ca_file);
  return ExitCode::done;
}

}  // namespace

void add_ca_command(Command app) {
  const Command command = app.add_group("ca", "The local certificate authority of the directory");
  auto data_dir = std::make_shared<std::string>("sallyport-directory");
  auto names = std::make_shared<std::vector<std::string>>();
  command.add_option("--data-dir", *data_dir, "The directory's data").show_default();
  command.add_option("--host-name", *names, "As for the directory; more than once");
  auto path_alone = std::make_shared<bool>(false);
  const Command shown = command.add_command("show", "Print the file and its thumbprint");
  shown.add_flag("--path", *path_alone, "Print the path alone");
  shown.fallthrough().runs([=] { return show(*data_dir, *names, *path_alone); });
  command.add_command("install", "Make this machine trust it").fallthrough().runs([=] {
    return install(*data_dir, *names);
  });
}

}  // namespace sallyport::app
