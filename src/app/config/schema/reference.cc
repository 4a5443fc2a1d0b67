#include "app/config/schema/reference.h"

#include <string_view>

#include "app/config/schema/rules.h"
#include "app/config/schema/schema.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kHead = R"(# Configuration

<!-- Printed by `sallyport config reference`. Change the tables in src/app/config, not this file. -->

`sallyport serve --config FILE` reads one YAML file. `sallyport config check FILE` reads it in the same way, opens the
keys and folders that a start would open, and prints all findings. Its exit code is 0, or 1 if a start would be refused.
With `--strict` it also refuses what a start would only correct. With `--online` it also checks whether the provider
answers with its own documents, whether its clock agrees with ours, whether it accepts our credential, and whether each
upstream answers. `--json` prints JSON.

- Every value may contain `${NAME}` or `${NAME:-default}`, which stand for environment variables. A variable that is
  set, even to an empty text, takes precedence over the default. `$${` is a plain `${`.
- If the file does not have a key, the key is read from the variable in the column *Variable*. An empty variable counts
  as not set.
- Blanks and quotation marks around the value of a variable are dropped, as they are in the file. So is a comment after
  it (`[admin]  # John`), which is a finding. A secret with ` #` in it is refused in a variable; put it in `secretFile`.
- A list may be written as text: `${AUTHORIZER_ADMIN_PRINCIPALS:-[ann, bob]}`.
- A duration is a number of seconds, or a number with `s`, `m`, `h` or `d`. A size is a number of bytes, or a number
  with `k` or `m`.
- Keys marked with * are Sallyport's own. All others have OpenMetadata's names, variables and meanings, so that an
  existing `openmetadata.yaml` can be read as it is.
)";

struct Section {
  std::string_view prefix;
  std::string_view title;
  std::string_view text;
};

constexpr Section kSections[] = {
    {"server.", "server", "Where we are, and what we listen on."},
    {"authenticationConfiguration.", "authenticationConfiguration", "Who signs people in, and who we are there."},
    {"authorizerConfiguration.", "authorizerConfiguration", "Who may enter, and who is administrator."},
    {"roleMapping[].", "roleMapping", "A list of rules: who has one claim gets one role."},
    {"policies.resources[].", "policies.resources",
     "A list of what policies may decide about, beside OpenMetadata's resources: docs/policies.md."},
    {"routes[].", "routes", "A list of what stands behind us; the longest path wins."},
    {"sessions.", "sessions", "How long a sign-in lasts."},
    {"rateLimits.", "rateLimits",
     "How many requests a client may send in a minute; 0 for no limit. What a client is: docs/operation.md."},
    {"localAccounts.", "localAccounts", "Passwords that people have here, and the local administrator's."},
    {"mail.", "mail", "The server that takes our mail: links for people who forgot their password."},
    {"audit.", "audit", "The audit trail: docs/audit.md."},
    {"telemetry.", "telemetry", "Where traces and metrics are sent (OpenTelemetry)."},
    {"store.", "store", "Where people and sessions are kept."},
    {"jwtTokenConfiguration.", "jwtTokenConfiguration", "Our own tokens."},
};

std::string code(std::string_view text) {
  return text.empty() ? "" : "`" + std::string(text) + "`";
}

std::string type_of(const Row& row) {
  if (row.choices.empty()) return std::string(name_of(row.type));
  std::string words;
  for (const auto word : split_words(row.choices)) words += (words.empty() ? "" : ", ") + code(word);
  return words;
}

std::string fallback_of(const Row& row) {
  if (row.fallback.starts_with('(')) return std::string(row.fallback.substr(1, row.fallback.size() - 2));
  return code(row.fallback);
}

std::string meaning_of(const Row& row) {
  std::string text(row.meaning);
  if (!row.ignored.empty()) text += " **No effect here**: " + std::string(row.ignored) + ".";
  if (!row.required.empty()) text += " Needed: " + std::string(row.required) + ".";
  if (!row.applies.empty()) text += " For: " + std::string(row.applies) + ".";
  return text;
}

std::string print_section(const Section& section) {
  std::string text = "\n## " + std::string(section.title) + "\n\n" + std::string(section.text) +
                     "\n\n| Key | Value | Variable | Default | Meaning |\n|---|---|---|---|---|\n";
  for (const auto& row : schema()) {
    if (!row.key.starts_with(section.prefix)) continue;
    text += "| " + code(row.key.substr(section.prefix.size())) + (row.ours ? " *" : "") + " | " + type_of(row) + " | " +
            code(row.environment) + " | " + fallback_of(row) + " | " + meaning_of(row) + " |\n";
  }
  return text;
}

std::string print_skipped() {
  std::string text = "\n## Skipped\n\nSections and keys of OpenMetadata's that are named in one line and skipped:\n\n";
  for (const auto& row : skipped()) {
    text += "- " + (row.section.empty() ? std::string("at the top") : "in " + code(row.section)) + ": ";
    std::string names;
    for (const auto key : split_words(row.keys)) names += (names.empty() ? "" : ", ") + code(key);
    text += names + "\n";
  }
  return text + "- at the top: every key that begins with `x-`\n";
}

std::string print_rules() {
  std::string text =
      "\n## What the check says\n\nEvery finding names the file, the key, its line or its variable, what is wrong, and "
      "what to write. *refused* "
      "stops the "
      "start; *corrected* had one certain meaning, was read as that, and is refused by `--strict`; *warning* and "
      "*notice* do "
      "not stop anything.\n\n| Rule | | |\n|---|---|---|\n";
  for (const auto& row : kRules)
    text += "| `" + std::string(row.word) + "` | " + std::string(name_of(row.severity)) + " | " +
            std::string(row.meaning) + " |\n";
  return text;
}

}  // namespace

std::string print_reference() {
  std::string text(kHead);
  for (const auto& section : kSections) text += print_section(section);
  return text + print_skipped() + print_rules();
}

}  // namespace sallyport::app::config
