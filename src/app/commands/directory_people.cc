#include <iostream>

#include "app/commands/directory_changes.h"
#include "base/encoding.h"
#include "crypto/system_random.h"
#include "directory/model/administration.h"

namespace sallyport::app {
namespace {

constexpr const char* kTenantMeaning = "Tenant: GUID or domain; the first one where left out";
constexpr const char* kIdMeaning = "A GUID of your own choice";

Result<json::Object> create_tenant(DirectoryFile& file, const directory::NewTenant& asked) {
  crypto::SystemRandom random;
  SALLYPORT_TRY(const auto tenant, directory::make_tenant(asked, random));
  SALLYPORT_CHECK(file.store->add_tenant(tenant));
  return json::Object{{"tenant", tenant.id.value}};
}

Result<std::string> list_tenants(DirectoryFile& file) {
  SALLYPORT_TRY(const auto tenants, file.store->tenants());
  std::string lines;
  for (const entra::Tenant& tenant : tenants) {
    lines += tenant.id.value + "  " + tenant.name;
    for (const std::string& domain : tenant.domains) lines += "  " + domain;
    lines += "\n";
  }
  return lines;
}

struct UserOptions {
  std::string tenant;
  directory::NewUser user;
  std::string role;
  std::string app;
  bool read_password = false;
};

Result<json::Object> add_user(DirectoryFile& file, const UserOptions& options) {
  crypto::SystemRandom random;
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, options.tenant));
  std::string password;
  if (options.read_password) std::getline(std::cin, password);
  const bool made_up = password.empty();
  if (made_up) password = base64url_encode(random.bytes(9));
  directory::NewUser asked = options.user;
  asked.tenant = tenant.id;
  asked.password = Secret(password);
  SALLYPORT_TRY(const auto user, directory::make_user(asked, SystemClock().now(), random));
  const auto assign = [&](entra::AppRegistration& app) { return directory::assign(app, user.id, options.role); };
  std::optional<entra::AppRegistration> app;
  if (!options.app.empty()) {  // try it on a copy before anything is written
    SALLYPORT_TRY(app, directory::choose_app(*file.store, options.app));
    SALLYPORT_CHECK(assign(*app));
  }
  SALLYPORT_CHECK(file.store->add_user(user));
  if (app) SALLYPORT_CHECK(file.store->change_app(app->client_id, assign));
  json::Object told{
      {"tenant", tenant.id.value}, {"id", user.id.value}, {"user_principal_name", user.user_principal_name}};
  if (made_up) told.set("password", password);
  return told;
}

Result<std::string> list_users(DirectoryFile& file, const std::string& tenant_name) {
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, tenant_name));
  SALLYPORT_TRY(const auto users, file.store->users(tenant.id));
  std::string lines;
  for (const entra::User& user : users)
    lines += user.id.value + "  " + user.user_principal_name + "  " + user.display_name +
             (user.enabled ? "\n" : "  (disabled)\n");
  return lines;
}

Result<json::Object> set_enabled(DirectoryFile& file, const std::string& name, bool enabled) {
  SALLYPORT_TRY(const auto user, directory::choose_user(*file.store, name));
  SALLYPORT_CHECK(file.store->change_user(user.id, [&](entra::User& to) -> Result<void> {
    to.enabled = enabled;
    return {};
  }));
  return json::Object{};
}

struct GroupOptions {
  std::string tenant;
  directory::NewGroup group;
  std::vector<std::string> members;
};

Result<json::Object> create_group(DirectoryFile& file, const GroupOptions& options) {
  crypto::SystemRandom random;
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, options.tenant));
  directory::NewGroup asked = options.group;
  asked.tenant = tenant.id;
  SALLYPORT_TRY(auto group, directory::make_group(asked, random));
  for (const std::string& name : options.members) {
    SALLYPORT_TRY(const auto user, directory::choose_user(*file.store, name));
    SALLYPORT_CHECK(directory::add_member(group, user));
  }
  SALLYPORT_CHECK(file.store->add_group(group));
  return json::Object{{"tenant", tenant.id.value}, {"id", group.id.value}};
}

Result<std::string> list_groups(DirectoryFile& file, const std::string& tenant_name) {
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, tenant_name));
  SALLYPORT_TRY(const auto groups, file.store->groups(tenant.id));
  std::string lines;
  for (const entra::Group& group : groups) {
    lines += group.id.value + "  " + group.display_name + "\n";
    for (const entra::ObjectId& member : group.members) {
      SALLYPORT_TRY(const auto user, file.store->find_user(member));
      lines += "    " + (user ? user->user_principal_name : member.value) + "\n";
    }
  }
  return lines;
}

struct MemberOptions {
  std::string tenant;
  std::string group;
  std::string person;
};

using MemberChange = Result<void> (*)(entra::Group&, const entra::User&);

Result<json::Object> change_member(DirectoryFile& file, const MemberOptions& options, MemberChange change) {
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, options.tenant));
  SALLYPORT_TRY(const auto group, directory::choose_group(*file.store, tenant.id, options.group));
  SALLYPORT_TRY(const auto user, directory::choose_user(*file.store, options.person));
  SALLYPORT_CHECK(file.store->change_group(group.id, [&](entra::Group& to) { return change(to, user); }));
  return json::Object{};
}

void add_member_command(const DirectoryChanges& member, const std::string& name, const std::string& meaning,
                        MemberChange change) {
  const auto options = std::make_shared<MemberOptions>();
  const Command command = member.change(
      name, meaning, [options, change](DirectoryFile& file) { return change_member(file, *options, change); });
  command.add_option("group", options->group, "Its name or id").required();
  command.add_option("person", options->person, "User principal name").required();
  command.add_option("--tenant", options->tenant, kTenantMeaning);
}

// Entra's "Account enabled". Disabling ends the person's sign-ins at once. An application notices when it requests
// tokens the next time.
void add_enable_command(const DirectoryChanges& user, const std::string& name, const std::string& meaning,
                        bool enabled) {
  const auto who = std::make_shared<std::string>();
  user.change(name, meaning, [who, enabled](DirectoryFile& file) { return set_enabled(file, *who, enabled); })
      .add_option("name", *who, "User principal name")
      .required();
}

}  // namespace

void add_tenant_commands(const DirectoryChanges& directory) {
  const DirectoryChanges tenant = directory.group("tenant", "Tenants");
  const auto asked = std::make_shared<directory::NewTenant>();
  const Command create = tenant.first_change("create", "Make a tenant; the first one is the home of /common",
                                             [asked](DirectoryFile& file) { return create_tenant(file, *asked); });
  create.add_option("--name", asked->name, "Contoso").required();
  create.add_option("--domain", asked->domains, "contoso.example; more than once");
  create.add_option("--id", asked->id, kIdMeaning);
  tenant.list("list", "List the tenants", list_tenants);
}

void add_user_commands(const DirectoryChanges& directory) {
  const DirectoryChanges user = directory.group("user", "People");
  const auto options = std::make_shared<UserOptions>();
  const Command add = user.change("add", "Add a person; prints a password that was made up, once",
                                  [options](DirectoryFile& file) { return add_user(file, *options); });
  add.add_option("name", options->user.user_principal_name, "User principal name: alice@contoso.example").required();
  add.add_option("--display-name", options->user.display_name, "Alice Adams");
  add.add_option("--email", options->user.email, "E-mail address");
  add.add_option("--tenant", options->tenant, kTenantMeaning);
  add.add_option("--id", options->user.id, kIdMeaning);
  add.add_option("--app", options->app, "Assign to the app with this client id");
  add.add_option("--role", options->role, "… in this role").needs("--app");
  add.add_flag("--password-stdin", options->read_password, "Read the password from standard input");
  const auto whose = std::make_shared<std::string>();
  user.list("list", "List the people of a tenant", [whose](DirectoryFile& file) { return list_users(file, *whose); })
      .add_option("--tenant", *whose, kTenantMeaning);
  add_enable_command(user, "enable", "Let a person sign in again", true);
  add_enable_command(user, "disable", "Refuse a person: AADSTS50057", false);
}

void add_group_commands(const DirectoryChanges& directory) {
  const DirectoryChanges group = directory.group("group", "Security groups");
  const auto options = std::make_shared<GroupOptions>();
  const Command create =
      group.change("create", "Make a group", [options](DirectoryFile& file) { return create_group(file, *options); });
  create.add_option("--name", options->group.display_name, "Display name").required();
  create.add_option("--member", options->members, "User principal name; more than once");
  create.add_option("--tenant", options->tenant, kTenantMeaning);
  create.add_option("--id", options->group.id, kIdMeaning);
  const auto whose = std::make_shared<std::string>();
  group.list("list", "List the groups of a tenant", [whose](DirectoryFile& file) { return list_groups(file, *whose); })
      .add_option("--tenant", *whose, kTenantMeaning);
  const DirectoryChanges member = group.group("member", "Who is in a group");
  add_member_command(member, "add", "Put a person into a group", directory::add_member);
  add_member_command(member, "remove", "Take a person out of a group", directory::remove_member);
}

}  // namespace sallyport::app
