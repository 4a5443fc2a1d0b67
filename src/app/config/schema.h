// Every key that the configuration may hold, as rows. What reads a file, what checks it and what prints the reference
// all walk this one table.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sallyport::app::config {

enum class Type {
  text,
  identifier,  // text that somebody assigned to us: a client id, a tenant; placeholders of guides are refused
  url,         // the same, as a URL
  secret,      // never repeated in a finding
  file,        // a path
  boolean,     // true or false
  integer,
  duration,  // seconds, or a number with s, m, h or d
  size,      // bytes, or a number with k or m
  choice,    // one word of `choices`
  list,      // of text
  pairs,     // a map of text to text
};

std::string_view name_of(Type type);

namespace applies {
inline constexpr std::string_view kAzure = "azure";
inline constexpr std::string_view kConfidential = "confidential";
inline constexpr std::string_view kPublic = "public";
}  // namespace applies

struct Row {
  std::string_view key = {};  // "routes[].path" for a key of each element of a list
  Type type = Type::text;
  std::string_view environment = {};  // read where the file does not set the key
  std::string_view fallback =
      {};  // the default, as it would stand in the file; in (parentheses) where it is made from others
  std::string_view meaning = {};   // one sentence
  std::string_view required = {};  // when; empty: never
  std::string_view applies = {};   // to what; empty: always
  std::string_view choices = {};   // words of a choice
  std::string_view ignored = {};   // why the key has no effect here; empty: it has one
  bool ours = false;               // Sallyport's own key, not OpenMetadata's
};

std::span<const Row> schema();

// Null where there is none. `key` may hold indexes: "routes[3].path".
const Row* find_row(std::string_view key);

// Whether the key is a map or list that rows stand under.
bool is_section(std::string_view key);

// "routes[3].path" as "routes[].path".
std::string schema_key(std::string_view key);

// Sections and keys that OpenMetadata has and that mean nothing here.
struct Skipped {
  std::string_view section;  // "" for the top level, "server", "authenticationConfiguration"
  std::string_view keys;     // words
};

std::span<const Skipped> skipped();
bool is_skipped(std::string_view section, std::string_view key);

}  // namespace sallyport::app::config
