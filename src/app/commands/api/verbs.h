// What the verbs of the rows do. Each asks the API, and prints the answer on standard output. Errors: those of
// ApiClient::send() and GivenWords; rejected/"api_unknown", "edit_member" (a value to take away is not there),
// malformed/"edit_nothing".
#pragma once

#include "app/commands/api/verb.h"

namespace sallyport::app {

// The common verbs of people, teams, roles, policies and bots.
Result<void> list_objects(const Job& job);  // all pages, or as many entries as --limit says
Result<void> show_object(const Job& job);   // by name or id
Result<void> create_object(const Job& job);
Result<void> edit_object(const Job& job);  // a JSON Patch of what the words say, with If-Match
Result<void> delete_object(const Job& job);
Result<void> restore_object(const Job& job);
Result<void> list_object_versions(const Job& job);
Result<void> create_bot(const Job& job);  // with an account of the same name, unless --account names one

// Sends what the row says, and prints a list with the row's columns, an object, or the sentence `done`.
Result<void> ask(const Job& job);
Result<void> ask_for_tree(const Job& job);
Result<void> ask_for_decision(const Job& job);  // exit code 1 if it is denied

}  // namespace sallyport::app
