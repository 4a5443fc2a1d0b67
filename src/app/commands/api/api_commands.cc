#include "app/commands/api/api_commands.h"

#include <memory>

#include "app/commands/api/api_place.h"
#include "app/commands/api/nouns.h"
#include "app/os/console.h"

namespace sallyport::app {
namespace {

struct Asked {
  ApiPlace place;
  bool json = false;
};

ExitCode run_verb(const Noun& noun, const Verb& verb, const GivenWords& given, const Asked& asked) {
  const auto api = open_api(asked.place, config::process_surroundings());
  const auto done = api ? verb.run({noun, verb, given, *api, asked.json}) : Result<void>(Failure(api.error()));
  if (done) return ExitCode::done;
  complain("sallyport " + std::string(noun.name) + " " + std::string(verb.name) + ": " + done.error().detail + "\n");
  return exit_code_of(done.error());
}

}  // namespace

void add_api_commands(Command app) {
  for (const Noun* const row : api_nouns()) {
    const Noun& noun = *row;
    const Command group = app.add_group(std::string(noun.name), std::string(noun.meaning));
    const auto asked = std::make_shared<Asked>();
    add_place_options(group, asked->place);
    group.add_flag("--json", asked->json, "Print JSON, one value a line");
    for (const Verb& verb : noun.verbs) {
      const auto given = std::make_shared<GivenWords>(verb.words);
      const Command command = group.add_command(std::string(verb.name), std::string(verb.meaning)).fallthrough();
      given->add_to(command);
      command.runs([&noun, &verb, given, asked] { return run_verb(noun, verb, *given, *asked); });
    }
  }
}

}  // namespace sallyport::app
