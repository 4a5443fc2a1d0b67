#include <iostream>

#include "app/commands/commands.h"
#include "app/config/section/surroundings.h"
#include "app/os/trust_stores.h"
#include "app/run/directory_parts.h"
#include "app/run/local_authority.h"
#include "crypto/system_random.h"

namespace sallyport::app {
namespace {

ExitCode complain_of(const Error& error) {
  std::cerr << "sallyport ca: " << error.reason << (error.detail.empty() ? "" : ": " + error.detail) << '\n';
  return ExitCode::failed;
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
  if (!authority) return complain_of(authority.error());
  if (path_alone) {
    std::cout << authority->ca_file << '\n';
    return ExitCode::done;
  }
  std::cout << authority->ca_file << "\nSHA-256 " << print_thumbprint(authority->certificate) << "\nends "
            << print_rfc3339(authority->certificate.not_after()) << '\n';
  return ExitCode::done;
}

std::string_view word_for(TrustOutcome outcome) {
  switch (outcome) {
    case TrustOutcome::done:
      return "done";
    case TrustOutcome::absent:
      return "not here";
    case TrustOutcome::needs_root:
      return "needs root: run this with sudo";
    case TrustOutcome::failed:
      return "failed";
  }
  std::abort();
}

// One line for each store. Returns `refused` if root must do a part of it, and `failed` if a part went wrong.
ExitCode print(const std::vector<TrustReport>& reports) {
  ExitCode code = ExitCode::done;
  for (const TrustReport& report : reports) {
    std::cout << report.store << ": " << word_for(report.outcome)
              << (report.detail.empty() ? "" : " (" + report.detail + ")") << '\n';
    if (report.outcome == TrustOutcome::failed) code = ExitCode::failed;
    if (report.outcome == TrustOutcome::needs_root && code == ExitCode::done) code = ExitCode::refused;
  }
  return code;
}

ExitCode install(const std::string& data_dir, const std::vector<std::string>& names) {
  const auto authority = find_authority(data_dir, names);
  if (!authority) return complain_of(authority.error());
  const ExitCode code =
      print(install_authority(this_machine(config::process_surroundings().environment), authority->ca_file));
  std::cout << "Programs with a list of their own:\n  Python  REQUESTS_CA_BUNDLE=" << authority->ca_file
            << "\n  curl    --cacert " << authority->ca_file << '\n';
  return code;
}

ExitCode uninstall() {
  return print(remove_authority(this_machine(config::process_surroundings().environment)));
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
  command.add_command("install", "Make this machine trust it: the system, the browsers, Java and Node.js")
      .fallthrough()
      .runs([=] { return install(*data_dir, *names); });
  command.add_command("uninstall", "Take it out of all of these again").runs([] { return uninstall(); });
}

}  // namespace sallyport::app
