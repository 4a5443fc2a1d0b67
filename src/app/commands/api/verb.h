// The rows of the commands that ask the API: a noun such as "user" has verbs such as "list".
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "app/commands/api/api_client.h"
#include "app/commands/api/word.h"
#include "base/result.h"

namespace sallyport::app {

inline constexpr std::string_view kOwnApi = "/api/sallyport/v1/";  // what only Sallyport answers, never an application

// A column of a list.
struct Column {
  std::string_view title;
  std::string_view member;
};

struct Noun;
struct Verb;

// One run of a command.
struct Job {
  const Noun& noun;
  const Verb& verb;
  const GivenWords& given;
  const ApiClient& api;
  bool json = false;  // one JSON value a line, for programs
};

struct Verb {
  std::string_view name;
  std::string_view meaning;
  Result<void> (*run)(const Job& job);  // prints the answer
  std::span<const Word> words{};
  // What the verb asks for, if it is not one of the common ones. {id}, {account} and {which} in the path and in the
  // constant come from the word "which": the id of the noun's object, the id of a bot's account, or the word itself.
  std::string_view method = "GET";
  std::string_view path{};
  std::string_view constant{};        // the body, as JSON, below what the words say
  std::span<const Column> columns{};  // of an answer that is a list
  std::string_view done{};            // what to say if there is nothing to show; {which} as in the path
};

struct Noun {
  std::string_view name;        // "policy"
  std::string_view collection;  // "policies": its paths in the API; empty if it has none of its own
  std::string_view meaning;
  std::string_view list_fields;  // the members that a list must ask for
  std::span<const Column> columns;
  std::span<const Verb> verbs;
};

}  // namespace sallyport::app
