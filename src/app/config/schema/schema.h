// Every key that a configuration may hold is a row of this table. The reader, the checks and the reference all use it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport::app::config {

enum class Type {
  text,        // one or more words that programs compare
  label,       // text that people read
  identifier,  // a text that somebody assigned: a client id, a tenant
  url,
  secret,   // never repeated in a finding
  file,     // a path
  boolean,  // true or false
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
  std::string_view environment = {};  // the variable to read if the file does not set the key
  std::string_view fallback = {};     // the default, as in the file; in (parentheses) if it is derived from other keys
  std::string_view meaning = {};      // one sentence
  std::string_view required = {};     // when it is required; empty: never
  std::string_view applies = {};      // where it applies; empty: always
  std::string_view choices = {};      // the words of a choice
  std::string_view ignored = {};      // why the key has no effect here; empty: it has one
  bool ours = false;                  // Sallyport's own key, not OpenMetadata's
};

std::span<const Row> schema();

// Null if the key has no row. `key` may hold indexes: "routes[3].path".
const Row* find_row(std::string_view key);

// True if the key is a map or a list that contains keys of the schema.
bool is_section(std::string_view key);

// Turns "routes[3].path" into "routes[].path".
std::string schema_key(std::string_view key);

// The part of a key after its last dot: its name, as a line of the file begins with it.
std::string_view last_word(std::string_view key);

// The names of the keys and sections that a section may hold; "" is the top of the file.
std::vector<std::string> names_under(std::string_view section);

// The sections that may hold a key or section of this name, the outermost first. For "oidcConfiguration" that is
// "authenticationConfiguration". Sections of lists have no indexes: "routes[]".
std::vector<std::string> sections_of(std::string_view name);

// OpenMetadata's sections and keys that have no meaning here.
struct Skipped {
  std::string_view section;  // "" for the top level, "server", "authenticationConfiguration"
  std::string_view keys;     // separated by blanks
};

std::span<const Skipped> skipped();
bool is_skipped(std::string_view section, std::string_view key);

}  // namespace sallyport::app::config
