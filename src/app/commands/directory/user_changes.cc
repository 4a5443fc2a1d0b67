// user delete | reset-password | revoke-sessions: what an administrator does with a person's account.
#include <iostream>

#include "app/commands/directory/changes.h"
#include "base/encoding.h"
#include "crypto/password.h"
#include "crypto/system_random.h"
#include "directory/model/administration.h"
#include "directory/model/deletion.h"
#include "directory/model/lookup.h"

namespace sallyport::app {
namespace {

struct ResetOptions {
  std::string name;
  bool read_password = false;
  bool must_change = false;
};

Result<json::Object> reset_password(DirectoryFile& file, const ResetOptions& options) {
  crypto::SystemRandom random;
  SALLYPORT_TRY(const auto user, directory::choose_user(*file.store, options.name));
  std::string password;
  if (options.read_password) std::getline(std::cin, password);
  const bool made_up = password.empty();
  if (made_up) password = base64url_encode(random.bytes(9));
  const std::string hash = crypto::hash_password(Secret(password), random);
  const UnixTime now = SystemClock().now();
  SALLYPORT_CHECK(file.store->change_user(user.id, [&](entra::User& to) -> Result<void> {
    directory::set_password(to, hash, now);
    to.must_change_password = options.must_change;
    return {};
  }));
  json::Object told{{"id", user.id.value}, {"user_principal_name", user.user_principal_name}};
  if (made_up) told.set("password", password);
  return told;
}

Result<json::Object> revoke_sessions(DirectoryFile& file, const std::string& name) {
  SALLYPORT_TRY(const auto user, directory::choose_user(*file.store, name));
  const UnixTime now = SystemClock().now();
  SALLYPORT_CHECK(file.store->change_user(user.id, [&](entra::User& to) -> Result<void> {
    directory::end_sessions(to, now);
    return {};
  }));
  return json::Object{};
}

Result<json::Object> delete_user(DirectoryFile& file, const std::string& name) {
  SALLYPORT_TRY(const auto user, directory::choose_user(*file.store, name));
  SALLYPORT_CHECK(directory::delete_user(*file.store, user.id, SystemClock().now()));
  return json::Object{{"id", user.id.value}};
}

// A command that does something with the person whom its first word names.
void add_person_command(const DirectoryChanges& user, const std::string& name, const std::string& meaning,
                        Result<json::Object> (*act)(DirectoryFile&, const std::string&)) {
  const auto who = std::make_shared<std::string>();
  user.change(name, meaning, [who, act](DirectoryFile& file) { return act(file, *who); })
      .add_option("name", *who, "User principal name")
      .required();
}

}  // namespace

void add_user_change_commands(const DirectoryChanges& user) {
  const auto options = std::make_shared<ResetOptions>();
  const Command reset =
      user.change("reset-password", "Give a person a new password, which ends their sessions; made up and shown once",
                  [options](DirectoryFile& file) { return reset_password(file, *options); });
  reset.add_option("name", options->name, "User principal name").required();
  reset.add_flag("--password-stdin", options->read_password, "Read the password from standard input");
  reset.add_flag("--must-change", options->must_change, "The person has to choose another one at the next sign-in");
  add_person_command(user, "revoke-sessions", "End a person's sessions and refresh tokens: AADSTS50173",
                     revoke_sessions);
  add_person_command(user, "delete", "Delete a person, with memberships, assignments and consents", delete_user);
}

}  // namespace sallyport::app
