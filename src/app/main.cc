#include <CLI/CLI.hpp>

#include "app/commands.h"
#include "app/version.h"

int main(int argc, char** argv) {
  using namespace sallyport::app;
  CLI::App app{"Sallyport: single sign-on through Microsoft Entra ID in front of your applications.", "sallyport"};
  app.set_version_flag("--version", std::string(kVersion));
  app.require_subcommand(1);
  int exit_code = 0;
  add_serve_command(app, exit_code);
  add_demo_command(app, exit_code);
  add_directory_command(app, exit_code);
  add_config_command(app, exit_code);
  add_jwt_command(app, exit_code);
  add_ca_command(app, exit_code);
  add_admin_command(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return exit_code;
}
