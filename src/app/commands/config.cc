#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "app/commands.h"
#include "app/config/load.h"
#include "app/config/reference.h"

namespace sallyport::app {
namespace {

struct CheckOptions {
  std::string file;
  bool strict = false;
  bool json = false;
};

void print_line(const std::string& text) {
  std::fprintf(stdout, "%s\n", text.c_str());
}

int check(const CheckOptions& options) {
  const auto loaded = config::load_config(options.file, config::process_surroundings(), {.strict = options.strict});
  const bool refused = config::any_refused(loaded.findings);
  if (options.json) {
    print_line(config::print_json(loaded.findings));
    return refused ? 1 : 0;
  }
  for (const auto& finding : loaded.findings) print_line(config::print_text(finding));
  print_line(options.file + (refused ? ": refused" : ": fine"));
  return refused ? 1 : 0;
}

}  // namespace

void add_config_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("config", "Check a configuration, or print everything that one may hold.");
  command->require_subcommand(1);
  auto* check_command =
      command->add_subcommand("check", "Read a configuration as `serve` would, and say what is wrong with it.");
  const auto options = std::make_shared<CheckOptions>();
  check_command->add_option("FILE", options->file, "The YAML file")->required();
  check_command->add_flag("--strict", options->strict, "Refuse what would be put right");
  check_command->add_flag("--json", options->json, "Print JSON");
  check_command->callback([options, &exit_code] { exit_code = check(*options); });
  auto* reference = command->add_subcommand("reference", "Print docs/configuration.md.");
  reference->callback([] { std::fputs(config::print_reference().c_str(), stdout); });
}

}  // namespace sallyport::app
