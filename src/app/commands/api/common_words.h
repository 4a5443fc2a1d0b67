// The words and verbs that several nouns have.
#pragma once

#include <array>
#include <string_view>

#include "app/commands/api/verb.h"
#include "app/commands/api/verbs.h"

namespace sallyport::app {

// Kinds of words that several nouns have. A word of the first three may be repeated.
constexpr Word list_word(std::string_view name, std::string_view member, std::string_view type,
                         std::string_view meaning) {
  return {.name = name, .member = member, .takes = Takes::texts, .meaning = meaning, .type = type};
}
constexpr Word added_word(std::string_view name, std::string_view member, std::string_view type,
                          std::string_view meaning) {
  return {.name = name, .member = member, .takes = Takes::add, .meaning = meaning, .type = type};
}
constexpr Word removed_word(std::string_view name, std::string_view member, std::string_view type,
                            std::string_view meaning) {
  return {.name = name, .member = member, .takes = Takes::remove, .meaning = meaning, .type = type};
}
constexpr Word filter_word(std::string_view name, std::string_view member, std::string_view type,
                           std::string_view meaning) {
  return {.name = name, .member = member, .into = Into::query, .meaning = meaning, .type = type};
}

// Words that several verbs have.
inline constexpr Word kWhich{
    .name = "which", .into = Into::path, .meaning = "Name or id", .type = "NAME", .required = true};
inline constexpr Word kName{
    .name = "name", .member = "name", .meaning = "The name, which never changes", .type = "NAME", .required = true};
inline constexpr Word kDisplayName{
    .name = "--display-name", .member = "displayName", .meaning = "The name that people see"};
inline constexpr Word kDescription{.name = "--description", .member = "description", .meaning = "What it is for"};
inline constexpr Word kBody{.name = "--file",
                            .takes = Takes::file,
                            .into = Into::whole,
                            .meaning = "The whole body as JSON; - for standard input",
                            .type = "FILE"};
inline constexpr Word kPatch{.name = "--patch",
                             .takes = Takes::file,
                             .into = Into::whole,
                             .meaning = "A JSON Patch (RFC 6902) instead; - for standard input",
                             .type = "FILE"};
inline constexpr Word kDryRun{.name = "--dry-run",
                              .takes = Takes::flag,
                              .into = Into::path,
                              .meaning = "Print the JSON Patch, and change nothing"};
inline constexpr Word kLimit{
    .name = "--limit", .into = Into::path, .meaning = "At most so many; all where left out", .type = "NUMBER"};
inline constexpr Word kOnlyDeleted{.name = "--deleted",
                                   .member = "include",
                                   .takes = Takes::flag,
                                   .into = Into::query,
                                   .meaning = "Those that are deleted and can be restored",
                                   .value = "deleted"};
inline constexpr Word kForGood{.name = "--for-good",
                               .member = "hardDelete",
                               .takes = Takes::flag,
                               .into = Into::query,
                               .meaning = "It cannot be restored"};

inline constexpr std::array kShowWords{
    kWhich, Word{.name = "--deleted", .takes = Takes::flag, .into = Into::path, .meaning = "Also if it is deleted"}};
inline constexpr std::array kDeleteWords{kWhich, kForGood};
inline constexpr std::array kWhichWords{kWhich};
inline constexpr std::array kVersionWords{
    kWhich,
    Word{.name = "version", .into = Into::path, .meaning = "Show this version, such as 0.2", .type = "VERSION"}};
inline constexpr std::array kListWords{kLimit, kOnlyDeleted};

// The verbs that are the same for every noun.
inline constexpr Verb kShow{
    .name = "show", .meaning = "Everything about one.", .run = show_object, .words = kShowWords};
inline constexpr Verb kRestore{
    .name = "restore", .meaning = "Brings back what was deleted.", .run = restore_object, .words = kWhichWords};
inline constexpr Verb kDelete{
    .name = "delete", .meaning = "Deletes one; it can be restored.", .run = delete_object, .words = kDeleteWords};
inline constexpr Verb kVersions{.name = "versions",
                                .meaning = "What it was before, the newest first.",
                                .run = list_object_versions,
                                .words = kVersionWords};

}  // namespace sallyport::app
