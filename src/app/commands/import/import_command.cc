#include "app/commands/import/import_command.h"

#include <memory>
#include <utility>

#include "app/commands/api/api_place.h"
#include "app/commands/api/object.h"
#include "app/commands/import/plan.h"
#include "app/os/console.h"

namespace sallyport::app {
namespace {

constexpr std::string_view kTheirApi = "/api/v1/";

struct ImportWords {
  ApiPlace from;
  ApiPlace to;
  ImportOptions options;
  bool dry_run = false;
  bool json = false;
};

std::string noun_name(std::string_view collection) {
  for (const Collection& row : kCollections)
    if (row.name == collection) return std::string(row.noun);
  return std::string(collection);
}

// What rules may name at this gateway, which may have resources of its own.
Result<identity::Vocabulary> vocabulary_of(const ApiClient& gateway) {
  SALLYPORT_TRY(const auto reply, gateway.send({.path = std::string(kTheirApi) + "policies/resources"}));
  identity::Vocabulary vocabulary;
  const json::Value* const data = reply.body.as_object() ? reply.body.as_object()->find("data") : nullptr;
  for (const json::Value& one : data && data->as_array() ? *data->as_array() : json::Array{}) {
    identity::ResourceDescriptor resource{.name = text_of(one, "name")};
    const auto take = [&](std::string_view member, std::vector<std::string>& out) {
      const json::Value* const list = one.as_object() ? one.as_object()->find(member) : nullptr;
      for (const json::Value& word : list && list->as_array() ? *list->as_array() : json::Array{})
        if (word.as_string()) out.push_back(*word.as_string());
    };
    take("operations", resource.operations);
    take("attributes", resource.attributes);
    SALLYPORT_CHECK(vocabulary.add(std::move(resource)));
  }
  return vocabulary;
}

// One line of the report.
struct Told {
  std::string does;  // "create", "change", "left_out", "failed"
  std::string collection;
  std::string name;
  std::string detail{};
};

void tell(const ImportWords& words, const Told& told) {
  const std::string noun = noun_name(told.collection);
  if (words.json) {
    json::Object line{{"does", told.does}, {"noun", noun}, {"name", told.name}, {"done", !words.dry_run}};
    if (told.does == "left_out" || told.does == "failed") line.set("done", false);
    if (!told.detail.empty()) line.set("detail", told.detail);
    return say(json::print(line) + "\n");
  }
  std::string sentence = told.does == "left_out" ? "left out" : told.does;
  if (words.dry_run && told.does != "left_out") sentence = "would " + sentence;
  say(for_terminal(sentence + " " + noun + " " + told.name + (told.detail.empty() ? "" : ": " + told.detail)) + "\n");
}

std::string detail_of(const Step& step) {
  std::string text;
  for (const std::string& member : step.changes) text += (text.empty() ? "" : ", ") + member;
  return text;
}

std::string word_of(const Step& step) {
  return step.does == Does::create ? "create" : "change";
}

// Does the steps. One that fails may need what a later one makes, such as a policy whose condition names a team: so
// those are tried again as long as others succeed. Returns how many stay undone. Errors: no answer from the gateway.
Result<std::size_t> carry_out(const ImportWords& words, const ApiClient& gateway, std::vector<Step> steps) {
  for (bool progress = true; progress && !steps.empty();) {
    progress = false;
    std::vector<Step> again;
    std::vector<std::string> why;
    for (Step& step : steps) {
      const auto done = gateway.send(
          {.method = "PUT", .path = std::string(kOwnApi) + step.collection, .body = json::Value(step.body)});
      if (!done && exit_code_of(done.error()) == ExitCode::failed) return Failure(done.error());
      if (done) {
        progress = true;
        tell(words, {word_of(step), step.collection, step.name, detail_of(step)});
      } else {
        why.push_back(done.error().detail);
        again.push_back(std::move(step));
      }
    }
    steps = std::move(again);
    if (progress) continue;
    for (std::size_t i = 0; i < steps.size(); ++i) tell(words, {"failed", steps[i].collection, steps[i].name, why[i]});
  }
  return steps.size();
}

Result<ExitCode> run_import(const ImportWords& words) {
  const config::Surroundings surroundings = config::process_surroundings();
  SALLYPORT_TRY(const auto theirs, open_api(words.from, surroundings));
  SALLYPORT_TRY(const auto ours, open_api(words.to, surroundings));
  SALLYPORT_TRY(const auto vocabulary, vocabulary_of(ours));
  SALLYPORT_TRY(const auto there, read_objects(theirs, kTheirApi, false));
  SALLYPORT_TRY(const auto here, read_objects(ours, kOwnApi, true));
  ImportPlan plan = make_plan(wanted_from(there, vocabulary, words.options), here);
  for (const LeftOut& one : plan.left_out) tell(words, {"left_out", one.collection, one.name, one.why});
  const std::size_t steps = plan.steps.size();
  std::size_t undone = 0;
  if (words.dry_run) {
    for (const Step& step : plan.steps) tell(words, {word_of(step), step.collection, step.name, detail_of(step)});
  } else {
    SALLYPORT_TRY(undone, carry_out(words, ours, std::move(plan.steps)));
  }
  if (!words.json)
    say(std::to_string(steps - undone) + (words.dry_run ? " to do, " : " done, ") + std::to_string(plan.same) +
        " as they are, " + std::to_string(plan.left_out.size()) + " left out, " + std::to_string(undone) + " failed\n");
  return undone == 0 ? ExitCode::done : ExitCode::refused;
}

}  // namespace

void add_import_command(Command app) {
  const Command group = app.add_group("import", "Takes over what another program knows about people and access.");
  const auto words = std::make_shared<ImportWords>();
  const Command command =
      group.add_command("openmetadata", "Takes people, teams, roles, policies and bots over from an OpenMetadata.");
  command.add_option("--url", words->from.url, "OpenMetadata's address").required().type_name("URL");
  command
      .add_option("--token-file", words->from.token_file,
                  "A token of an administrator there, in a file that only you can read")
      .required()
      .type_name("FILE");
  command.add_option("--ca-file", words->from.ca_file, "Authorities for its certificate, besides the system's (PEM)")
      .existing_file();
  command.add_option("--config", words->to.config, "The configuration of our gateway, which must be running")
      .type_name("FILE");
  command.add_flag("--administrators", words->options.administrators, "Make administrators of those who are there");
  command.add_flag("--dry-run", words->dry_run, "Say what would be done, and change nothing");
  command.add_flag("--json", words->json, "Print JSON, one object a line");
  command.runs([words] {
    const auto ended = run_import(*words);
    if (ended) return *ended;
    complain("sallyport import openmetadata: " + ended.error().detail + "\n");
    return exit_code_of(ended.error());
  });
}

}  // namespace sallyport::app
