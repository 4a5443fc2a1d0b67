// The commands of the command line. Each has one function, in its own file, that adds the command to the program.
#pragma once

#include "app/commands/shared/command.h"

namespace sallyport::app {

void add_jwt_command(Command app);     // jwt verify | verify-raw | inspect
void add_config_command(Command app);  // config check | reference | …
// Adds config history | diff | put | restore to the group config.
void add_config_version_commands(Command config);
void add_ca_command(Command app);          // ca show | install | uninstall
void add_serve_command(Command app);       // serve
void add_demo_command(Command app);        // demo
void add_explain_command(Command app);     // explain
void add_health_command(Command app);      // health
void add_admin_command(Command app);       // admin recover | user … | session …
void add_session_command(Command app);     // session list | end
void add_key_command(Command app);         // key list | rotate
void add_audit_command(Command app);       // audit list | export | verify
void add_store_command(Command app);       // store status | migrate | copy
void add_completion_command(Command app);  // completion bash | zsh | fish

}  // namespace sallyport::app
