// How the commands below "sallyport directory app" change an app registration.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "app/commands/directory/changes.h"

namespace sallyport::app {

// An edit runs inside one write of the store, and returns what the command prints. `prepare` runs before it and looks
// up everything else that the edit needs. It sees the app as it was shortly before the write. After the edit, the
// registration is checked as a whole.
using AppEdit = std::function<Result<json::Object>(entra::AppRegistration&)>;
using PrepareAppEdit = std::function<Result<AppEdit>(DirectoryFile&, const entra::AppRegistration&)>;

// Adds a command that changes the app which its first word names.
Command add_app_change(const DirectoryChanges& parent, const std::string& name, const std::string& meaning,
                       PrepareAppEdit prepare);

// Takes what a word names out of a registration. Returns whether it was there.
using AppRemoval = bool (*)(entra::AppRegistration&, const std::string&);

// Adds the command "remove" for one kind of thing. `word` is the name of its argument, and `absent` the reason if the
// registration has no such thing.
void add_app_removal(const DirectoryChanges& parent, const std::string& meaning, const std::string& word,
                     std::string_view absent, AppRemoval remove);

void add_app_setting_commands(const DirectoryChanges& app);  // app set | scope | permission | owner | federated …
void add_app_access_commands(const DirectoryChanges& app);   // app properties | assignment | consent …

}  // namespace sallyport::app
