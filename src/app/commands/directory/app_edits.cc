#include "app/commands/directory/app_edits.h"

#include "directory/model/administration.h"
#include "directory/model/lookup.h"

namespace sallyport::app {
namespace {

Result<json::Object> change_app(DirectoryFile& file, std::string_view client_id, const PrepareAppEdit& prepare) {
  SALLYPORT_TRY(const auto seen, directory::choose_app(*file.store, client_id));
  SALLYPORT_TRY(const auto edit, prepare(file, seen));
  json::Object told;
  SALLYPORT_CHECK(file.store->change_app(seen.client_id, [&](entra::AppRegistration& app) -> Result<void> {
    SALLYPORT_TRY(told, edit(app));
    return directory::check_app(app);
  }));
  return told;
}

}  // namespace

Command add_app_change(const DirectoryChanges& parent, const std::string& name, const std::string& meaning,
                       PrepareAppEdit prepare) {
  const auto client_id = std::make_shared<std::string>();
  const Command command = parent.change(name, meaning, [client_id, prepare = std::move(prepare)](DirectoryFile& file) {
    return change_app(file, *client_id, prepare);
  });
  command.add_option("client-id", *client_id, "Application (client) ID").required();
  return command;
}

void add_app_removal(const DirectoryChanges& parent, const std::string& meaning, const std::string& word,
                     std::string_view absent, AppRemoval remove) {
  const auto named = std::make_shared<std::string>();
  add_app_change(parent, "remove", meaning,
                 [named, absent, remove](DirectoryFile&, const entra::AppRegistration&) -> Result<AppEdit> {
                   return [named, absent, remove](entra::AppRegistration& to) -> Result<json::Object> {
                     if (!remove(to, *named)) return failure(Kind::rejected, absent, "", *named);
                     return json::Object{};
                   };
                 })
      .add_option(word, *named, "What to take away")
      .required();
}

}  // namespace sallyport::app
