#include "app/config/reference.h"

#include <string_view>

#include "app/config/rules.h"
#include "app/config/schema.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kHead = R"(# Configuration

<!-- Printed by `sallyport config reference`. Change the tables in src/app/config, not this file. -->

`sallyport serve --config FILE` reads one YAML file. `sallyport config check FILE` reads it in the same way, prints
everything there is to say about it, and ends with 0 or, where the start would be refused, 1; `--strict` refuses what would
only be put right, `--json` prints JSON.

- `${NAME}` and `${NAME:-default}` stand for environment variables in every value. A variable that is set, even to nothing,
  goes before the default; `$${` is a plain `${`.
- A key that the file does not have is read from the variable in the column *Variable*, where it is set. An empty value is
  as good as none.
- A list may be written as text: `${AUTHORIZER_ADMIN_PRINCIPALS:-[ann, bob]}`.
- A duration is a number of seconds, or a number with `s`, `m`, `h` or `d`; a size a number of bytes, or one with `k` or `m`.
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
    {"routes[].", "routes", "A list of what stands behind us; the longest path wins."},
    {"sessions.", "sessions", "How long a sign-in lasts."},
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
      "\n## What the check says\n\nEvery finding names file, line and key, what is wrong, and what to write. *refused* "
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
