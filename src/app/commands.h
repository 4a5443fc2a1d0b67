// The command line: one function a command, each in its own file under commands/.
#pragma once

namespace CLI {
class App;
}

namespace sallyport::app {

// Exit codes: 0 done or valid, 1 refused or invalid, 2 usage, 3 something we depend on failed.
// Each adds its sub-command; the callback that CLI11 runs puts the exit code into `exit_code`.
void add_jwt_command(CLI::App& app, int& exit_code);        // jwt verify | verify-raw | inspect
void add_config_command(CLI::App& app, int& exit_code);     // config check | reference
void add_directory_command(CLI::App& app, int& exit_code);  // directory [run] | app create …
void add_ca_command(CLI::App& app, int& exit_code);         // ca show | install
void add_serve_command(CLI::App& app, int& exit_code);      // serve
void add_demo_command(CLI::App& app, int& exit_code);       // demo
void add_admin_command(CLI::App& app, int& exit_code);      // admin recover | user … | session …

}  // namespace sallyport::app
