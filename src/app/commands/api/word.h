// The options and positional words of commands that ask the API, as rows: each says which member of the request it
// sets.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/commands/shared/command.h"
#include "base/json.h"
#include "base/result.h"
#include "http/form.h"

namespace sallyport::app {

enum class Takes : std::uint8_t {
  text,    // one value
  texts,   // a list; the option may be repeated
  yes_no,  // true or false
  flag,    // no value: sets the row's `value`
  file,    // the JSON in a file, or in standard input for "-"
  add,     // of a change: values to add to a list of references; the option may be repeated
  remove,  // of a change: values to take out of it
  person,  // a person's name or id, of whom the member becomes the one reference; empty: nobody
};

enum class Into : std::uint8_t {
  body,   // a member of the body; "scope.roles" is a member of a member, "questions.0.resource" one of an entry
  query,  // a parameter
  whole,  // the whole body, or the whole patch
  path,   // the object that the command is about, or a part of the path
};

struct Word {
  std::string_view name;  // "--description"; without dashes it is a positional word
  std::string_view member{};
  Takes takes = Takes::text;
  Into into = Into::body;
  std::string_view meaning;
  std::string_view type{};     // the kind of value that the help shows, such as ROLE
  std::string_view value{};    // of a flag; empty: true
  std::string_view also{};     // a second member that gets the same value
  std::string_view choices{};  // separated by blanks; empty: any value
  bool required = false;
};

// What somebody gave for each word of a command. Options keep references to it, so it must not move.
class GivenWords {
 public:
  explicit GivenWords(std::span<const Word> words) : words_(words) {}
  GivenWords(const GivenWords&) = delete;
  GivenWords& operator=(const GivenWords&) = delete;

  void add_to(const Command& command);

  std::span<const Word> words() const { return words_; }
  const std::vector<std::string>& of(const Word& word) const;
  bool has(std::string_view name) const;

  // The value of the word with this name; empty if it was not given.
  std::string text(std::string_view name) const;

  // What the words say, in requests. Errors: rejected/"word_file" (a file that cannot be read, or holds no JSON; the
  // detail says which).
  Result<json::Value> body(json::Value start) const;
  http::Form query() const;

 private:
  std::span<const Word> words_;
  std::map<const Word*, std::vector<std::string>> given_;
};

// The JSON in the file, or in standard input if the path is "-". At most 1 MiB. Errors: rejected/"word_file".
Result<json::Value> read_json_file(const std::string& path);

// Sets the member at a path such as "scope.roles" or "questions.0.resource", and makes what is missing above it.
void set_member(json::Value& root, std::string_view path, json::Value value);

}  // namespace sallyport::app
