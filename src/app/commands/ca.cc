#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "app/commands.h"
#include "app/local_authority.h"

namespace sallyport::app {
namespace {

constexpr int kDone = 0;
constexpr int kRefused = 1;
constexpr int kFailed = 3;
constexpr const char* kTrustFile = "/usr/local/share/ca-certificates/sallyport-local-directory.crt";

int complain(const Error& error) {
  std::cerr << "sallyport ca: " << error.reason << (error.detail.empty() ? "" : ": " + error.detail) << '\n';
  return kFailed;
}

void print_hints(const std::string& ca_file) {
  std::cout << "Chromium and Chrome:  certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n \"Sallyport local directory\" -i "
            << ca_file << "\nNode.js:              NODE_EXTRA_CA_CERTS=" << ca_file
            << "\nPython:               REQUESTS_CA_BUNDLE=" << ca_file << "\ncurl:                 --cacert "
            << ca_file << '\n';
}

// Made where there is none, so that it can be trusted before the directory starts; in the wrong folder that helps
// nobody.
Result<LocalAuthority> find_authority(const std::string& data_dir, const std::vector<std::string>& names) {
  std::error_code unknown;
  const bool known = std::filesystem::exists(data_dir, unknown);
  auto authority = load_local_authority(data_dir, names, SystemClock().now());
  if (authority && !known)
    std::cerr << "sallyport ca: " << data_dir
              << " is new, and so is its authority. For the one of a directory that runs already: --data-dir\n";
  return authority;
}

int show(const std::string& data_dir, const std::vector<std::string>& names, bool path_alone) {
  const auto authority = find_authority(data_dir, names);
  if (!authority) return complain(authority.error());
  if (path_alone) {
    std::cout << authority->ca_file << '\n';
    return kDone;
  }
  std::cout << authority->ca_file << "\nSHA-256 " << print_thumbprint(authority->certificate) << "\nends "
            << print_rfc3339(authority->certificate.not_after()) << '\n';
  return kDone;
}

bool run_update() {
  const char* const arguments[] = {"update-ca-certificates", nullptr};
  pid_t child = 0;
  if (::posix_spawnp(&child, arguments[0], nullptr, nullptr, const_cast<char* const*>(arguments), ::environ) != 0)
    return false;
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int install(const std::string& data_dir, const std::vector<std::string>& names) {
  const auto authority = find_authority(data_dir, names);
  if (!authority) return complain(authority.error());
  if (::geteuid() != 0) {
    std::cerr << "sallyport ca install: needs root for the system's store. Run it with sudo, or:\n";
    print_hints(authority->ca_file);
    return kRefused;
  }
  std::error_code error;
  std::filesystem::copy_file(authority->ca_file, kTrustFile, std::filesystem::copy_options::overwrite_existing, error);
  if (!error) std::filesystem::permissions(kTrustFile, std::filesystem::perms(0644), error);
  if (error) return complain({Kind::unavailable, "trust_store", "", std::string(kTrustFile) + ": " + error.message()});
  if (!run_update()) return complain({Kind::unavailable, "trust_store", "", "update-ca-certificates did not succeed"});
  std::cout << "Installed for this machine: " << kTrustFile << "\nPrograms with a store of their own:\n";
  print_hints(authority->ca_file);
  return kDone;
}

}  // namespace

void add_ca_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("ca", "The local certificate authority of the directory");
  command->require_subcommand(1);
  auto data_dir = std::make_shared<std::string>("sallyport-directory");
  auto names = std::make_shared<std::vector<std::string>>();
  command->add_option("--data-dir", *data_dir, "The directory's data")->capture_default_str();
  command->add_option("--host-name", *names, "As for the directory; more than once");
  auto path_alone = std::make_shared<bool>(false);
  CLI::App* shown = command->add_subcommand("show", "Print the file and its thumbprint");
  shown->add_flag("--path", *path_alone, "Print the path alone");
  shown->fallthrough()->callback([=, &exit_code] { exit_code = show(*data_dir, *names, *path_alone); });
  command->add_subcommand("install", "Make this machine trust it")->fallthrough()->callback([=, &exit_code] {
    exit_code = install(*data_dir, *names);
  });
}

}  // namespace sallyport::app
