// Finding the object that a command is about.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "app/commands/api/verb.h"

namespace sallyport::app {

// The path of the object with this name or id: ".../users/name/ann".
std::string path_of_object(std::string_view collection, std::string_view which);

// Asks for the object with all its members; `include` is as in the API, "all" for a deleted one, too.
Result<ApiReply> fetch_object(const ApiClient& api, std::string_view collection, std::string_view which,
                              std::string_view include = {});

// The text of a member; empty if it is absent or no text.
std::string text_of(const json::Value& object, std::string_view member);

// The id of an object of the noun, also if it is deleted. A GUID is taken for the id itself.
Result<std::string> id_of_object(const ApiClient& api, std::string_view collection, const std::string& which);

// Puts references in the place of what words for a person say, in a body. Errors: those of id_of_object().
Result<void> refer_to_people(const Job& job, json::Value& body);

// Says the object: lines for people, one line of JSON for programs.
void say_object(const Job& job, const json::Value& object);

// Says a list: a table for people, one line of JSON for each entry for programs.
void say_list(const Job& job, std::span<const Column> columns, const json::Array& entries);

}  // namespace sallyport::app
