// completion: the script that makes a shell complete our commands, options and values. It is written from the tree of
// commands itself, so that it cannot differ from it.
#include <memory>

#include "app/commands/commands.h"
#include "app/commands/completion_script.h"
#include "app/os/console.h"

namespace sallyport::app {

void add_completion_command(Command app) {
  const auto shell = std::make_shared<std::string>();
  const Command command =
      app.add_command("completion", "Print the script that completes this program's words in a shell.");
  command.add_option("shell", *shell, "For this shell").required().one_of({"bash", "zsh", "fish"});
  command.footer("bash: source <(sallyport completion bash). The Debian package installs all three scripts.");
  command.runs([shell, app] {
    say(completion_script(*shell, app));
    return ExitCode::done;
  });
}

}  // namespace sallyport::app
