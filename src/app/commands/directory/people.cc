#include <iostream>

#include "app/commands/directory/changes.h"
#include "base/encoding.h"
#include "crypto/system_random.h"
#include "directory/model/access.h"
#include "directory/model/administration.h"
#include "directory/model/authenticator.h"
#include "directory/model/deletion.h"
#include "directory/model/lookup.h"

namespace sallyport::app {
namespace {

constexpr const char* kIdMeaning = "A GUID of your own choice";

Result<json::Object> create_tenant(DirectoryFile& file, const directory::NewTenant& asked) {
  crypto::SystemRandom random;
  SALLYPORT_TRY(const auto tenant, directory::make_tenant(asked, random));
  SALLYPORT_CHECK(file.store->add_tenant(tenant));
  return json::Object{{"tenant", tenant.id.value}};
}

Result<Listed> list_tenants(DirectoryFile& file) {
  SALLYPORT_TRY(const auto tenants, file.store->tenants());
  Listed listed;
  for (const entra::Tenant& tenant : tenants) {
    json::Array domains;
    listed.lines += tenant.id.value + "  " + tenant.name;
    for (const std::string& domain : tenant.domains) {
      listed.lines += "  " + domain;
      domains.emplace_back(domain);
    }
    listed.lines += "\n";
    listed.rows.emplace_back(
        json::Object{{"tenant", tenant.id.value}, {"name", tenant.name}, {"domains", std::move(domains)}});
  }
  return listed;
}

struct UserOptions {
  std::string tenant;
  directory::NewUser user;
  std::string role;
  std::string app;
  std::string directory_role;
  bool read_password = false;
};

Result<entra::DirectoryRole> read_directory_role(const std::string& name) {
  const auto role = entra::parse_directory_role(name == "none" ? "" : name);
  if (role) return *role;
  return failure(Kind::rejected, "directory_role", "",
                 name + ": write Global Administrator, Application Administrator, User Administrator or none");
}

// The assignment of a new person to the app that the options name.
Result<entra::AppRoleAssignment> assignment_of(DirectoryFile& file, const UserOptions& options, const entra::User& user,
                                               Random& random) {
  SALLYPORT_TRY(const auto app, directory::choose_app(*file.store, options.app));
  SALLYPORT_TRY(const auto resource, directory::choose_service_principal(*file.store, user.tenant, app.client_id));
  entra::AppRoleAssignment assignment;
  SALLYPORT_TRY(assignment.role_id, directory::role_id(app, options.role));
  assignment.id = random_uuid(random);
  assignment.principal = user.id;
  assignment.resource = resource.id;
  assignment.created = user.created;
  return assignment;
}

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
  SALLYPORT_TRY(auto user, directory::make_user(asked, SystemClock().now(), random));
  SALLYPORT_TRY(user.directory_role, read_directory_role(options.directory_role));
  entra::Batch batch;
  batch.users = {user};
  if (!options.app.empty()) {
    SALLYPORT_TRY(auto assignment, assignment_of(file, options, user, random));
    batch.assignments.push_back(std::move(assignment));
  }
  SALLYPORT_CHECK(file.store->add(batch));
  json::Object told{
      {"tenant", tenant.id.value}, {"id", user.id.value}, {"user_principal_name", user.user_principal_name}};
  if (made_up) told.set("password", password);
  return told;
}

std::string line_of(const entra::User& user) {
  std::string line = user.id.value + "  " + user.user_principal_name + "  " + user.display_name;
  if (user.directory_role != entra::DirectoryRole::none)
    line += "  (" + std::string(name_of(user.directory_role)) + ")";
  if (user.type == entra::UserType::guest) line += "  (guest)";
  return line + (user.enabled ? "\n" : "  (disabled)\n");
}

json::Object row_of(const entra::User& user) {
  return {{"id", user.id.value},
          {"user_principal_name", user.user_principal_name},
          {"display_name", user.display_name},
          {"email", user.email},
          {"type", name_of(user.type)},
          {"directory_role", name_of(user.directory_role)},
          {"enabled", user.enabled}};
}

Result<Listed> list_users(DirectoryFile& file, const std::string& tenant_name) {
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, tenant_name));
  Listed listed;
  SALLYPORT_CHECK(entra::for_each_row<entra::User>(
      [&](const entra::PageRequest& request) { return file.store->users(tenant.id, request); },
      [&](const entra::User& user) -> Result<void> {
        listed.lines += line_of(user);
        listed.rows.emplace_back(row_of(user));
        return {};
      }));
  return listed;
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
  SALLYPORT_TRY(const auto group, directory::make_group(asked, SystemClock().now(), random));
  entra::Batch batch;
  batch.groups = {group};
  for (const std::string& name : options.members) {
    SALLYPORT_TRY(const auto member, directory::choose_principal(*file.store, tenant.id, name));
    batch.members.push_back({group.id, member.id});
  }
  SALLYPORT_CHECK(file.store->add(batch));
  return json::Object{{"tenant", tenant.id.value}, {"id", group.id.value}};
}

// How a list shows a member: a person's user name, or the name of a group or an application.
Result<std::string> name_of_member(DirectoryFile& file, const entra::Principal& member) {
  switch (member.kind) {
    case entra::PrincipalKind::user: {
      SALLYPORT_TRY(const auto user, file.store->find_user(member.id));
      return user ? user->user_principal_name : member.id.value;
    }
    case entra::PrincipalKind::group: {
      SALLYPORT_TRY(const auto group, file.store->find_group(member.id));
      return group ? group->display_name : member.id.value;
    }
    case entra::PrincipalKind::service_principal:
      break;
  }
  SALLYPORT_TRY(const auto principal, file.store->find_principal(member.id));
  return principal ? principal->display_name : member.id.value;
}

// Adds a group with its members to the list.
Result<void> add_group_row(DirectoryFile& file, const entra::Group& group, Listed& listed) {
  listed.lines += group.id.value + "  " + group.display_name + "\n";
  json::Array members;
  SALLYPORT_CHECK(entra::for_each_row<entra::Principal>(
      [&](const entra::PageRequest& request) { return file.store->members_of(group.id, request); },
      [&](const entra::Principal& member) -> Result<void> {
        SALLYPORT_TRY(const auto name, name_of_member(file, member));
        listed.lines += "    " + name + "\n";
        members.emplace_back(json::Object{{"id", member.id.value}, {"name", name}});
        return {};
      }));
  listed.rows.emplace_back(
      json::Object{{"id", group.id.value}, {"display_name", group.display_name}, {"members", std::move(members)}});
  return {};
}

Result<Listed> list_groups(DirectoryFile& file, const std::string& tenant_name) {
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, tenant_name));
  Listed listed;
  SALLYPORT_CHECK(entra::for_each_row<entra::Group>(
      [&](entra::PageRequest request) {
        request.order = entra::Order::name;
        return file.store->groups(tenant.id, request);
      },
      [&](const entra::Group& group) { return add_group_row(file, group, listed); }));
  return listed;
}

struct MemberOptions {
  std::string tenant;
  std::string group;
  std::string member;
};

Result<json::Object> change_member(DirectoryFile& file, const MemberOptions& options, bool add) {
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, options.tenant));
  SALLYPORT_TRY(const auto group, directory::choose_group(*file.store, tenant.id, options.group));
  SALLYPORT_TRY(const auto member, directory::choose_principal(*file.store, tenant.id, options.member));
  if (add) {
    SALLYPORT_CHECK(file.store->add_member(group.id, member.id));
    return json::Object{};
  }
  SALLYPORT_TRY(const bool was_member, file.store->remove_member(group.id, member.id));
  if (!was_member) return failure(Kind::rejected, "not_a_member", "", options.member);
  return json::Object{};
}

void add_group_removal(const DirectoryChanges& group) {
  struct Options {
    std::string tenant;
    std::string group;
  };
  const auto options = std::make_shared<Options>();
  const Command command = group.change(
      "delete", "Delete a group; its members stay", [options](DirectoryFile& file) -> Result<json::Object> {
        SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, options->tenant));
        SALLYPORT_TRY(const auto found, directory::choose_group(*file.store, tenant.id, options->group));
        SALLYPORT_CHECK(directory::delete_group(*file.store, found.id, SystemClock().now()));
        return json::Object{{"id", found.id.value}};
      });
  command.add_option("group", options->group, "Its name or id").required();
  command.add_option("--tenant", options->tenant, kWhichTenant);
}

void add_member_command(const DirectoryChanges& member, const std::string& name, const std::string& meaning, bool add) {
  const auto options = std::make_shared<MemberOptions>();
  const Command command =
      member.change(name, meaning, [options, add](DirectoryFile& file) { return change_member(file, *options, add); });
  command.add_option("group", options->group, "Its name or id").required();
  command.add_option("member", options->member, "User principal name, a group's name or id, or an app's client id")
      .required();
  command.add_option("--tenant", options->tenant, kWhichTenant);
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

struct GuestOptions {
  std::string tenant;
  directory::NewUser guest;
  std::string home_issuer;
};

Result<json::Object> invite_guest(DirectoryFile& file, const GuestOptions& options) {
  crypto::SystemRandom random;
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, options.tenant));
  SALLYPORT_TRY(const auto guest,
                directory::make_guest(tenant, options.guest, options.home_issuer, SystemClock().now(), random));
  SALLYPORT_CHECK(file.store->add_user(guest));
  return json::Object{
      {"tenant", tenant.id.value}, {"id", guest.id.value}, {"user_principal_name", guest.user_principal_name}};
}

void add_invite_command(const DirectoryChanges& user) {
  const auto options = std::make_shared<GuestOptions>();
  const Command command = user.change("invite", "Add a guest, whose account is at another directory",
                                      [options](DirectoryFile& file) { return invite_guest(file, *options); });
  command.add_option("address", options->guest.user_principal_name, "ann@fabrikam.example").required();
  command.add_option("--home-issuer", options->home_issuer, "Issuer of the home directory").required();
  command.add_option("--display-name", options->guest.display_name, "Ann Abel");
  command.add_option("--tenant", options->tenant, kWhichTenant);
}

void add_directory_role_command(const DirectoryChanges& user) {
  struct Options {
    std::string name;
    std::string role;
  };
  const auto options = std::make_shared<Options>();
  const Command command =
      user.change("directory-role", "Let a person administer the tenant, or not",
                  [options](DirectoryFile& file) -> Result<json::Object> {
                    SALLYPORT_TRY(const auto person, directory::choose_user(*file.store, options->name));
                    SALLYPORT_TRY(const auto role, read_directory_role(options->role));
                    SALLYPORT_CHECK(file.store->change_user(person.id, [&](entra::User& to) -> Result<void> {
                      to.directory_role = role;
                      return {};
                    }));
                    return json::Object{};
                  });
  command.add_option("name", options->name, "User principal name").required();
  command
      .add_option("role", options->role, "Global Administrator, Application Administrator, User Administrator or none")
      .required();
}

// The second factor of a person, who has lost the phone.
void add_mfa_commands(const DirectoryChanges& user) {
  const DirectoryChanges mfa = user.group("mfa", "The authenticator app of a person");
  const auto shown = std::make_shared<std::string>();
  mfa.list("show", "Whether a person has an authenticator, and since when",
           [shown](DirectoryFile& file) -> Result<std::string> {
             SALLYPORT_TRY(const auto person, directory::choose_user(*file.store, *shown));
             const std::string id = directory::authenticator_id(person);
             return id.empty() ? std::string("none\n") : id + "  " + print_rfc3339(person.totp_created) + "\n";
           })
      .add_option("name", *shown, "User principal name")
      .required();
  const auto gone = std::make_shared<std::string>();
  mfa.change("remove", "Take the authenticator away; the person sets up another one when a policy asks",
             [gone](DirectoryFile& file) -> Result<json::Object> {
               SALLYPORT_TRY(const auto person, directory::choose_user(*file.store, *gone));
               SALLYPORT_CHECK(file.store->change_user(
                   person.id, [](entra::User& to) { return directory::remove_authenticator(to); }));
               return json::Object{};
             })
      .add_option("name", *gone, "User principal name")
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
  tenant.table("list", "List the tenants", list_tenants);
}

void add_user_commands(const DirectoryChanges& directory) {
  const DirectoryChanges user = directory.group("user", "People");
  const auto options = std::make_shared<UserOptions>();
  const Command add = user.change("add", "Add a person; prints a password that was made up, once",
                                  [options](DirectoryFile& file) { return add_user(file, *options); });
  add.add_option("name", options->user.user_principal_name, "User principal name: alice@contoso.example").required();
  add.add_option("--display-name", options->user.display_name, "Alice Adams");
  add.add_option("--email", options->user.email, "E-mail address");
  add.add_option("--tenant", options->tenant, kWhichTenant);
  add.add_option("--id", options->user.id, kIdMeaning);
  add.add_option("--app", options->app, "Assign to the app with this client id");
  add.add_option("--role", options->role, "… in this role").needs("--app");
  add.add_option("--directory-role", options->directory_role,
                 "Global Administrator, Application Administrator or User Administrator");
  add.add_flag("--password-stdin", options->read_password, "Read the password from standard input");
  const auto whose = std::make_shared<std::string>();
  user.table("list", "List the people of a tenant", [whose](DirectoryFile& file) { return list_users(file, *whose); })
      .add_option("--tenant", *whose, kWhichTenant);
  add_invite_command(user);
  add_directory_role_command(user);
  add_mfa_commands(user);
  add_enable_command(user, "enable", "Let a person sign in again", true);
  add_enable_command(user, "disable", "Refuse a person: AADSTS50057", false);
  add_user_change_commands(user);
}

void add_group_commands(const DirectoryChanges& directory) {
  const DirectoryChanges group = directory.group("group", "Security groups");
  const auto options = std::make_shared<GroupOptions>();
  const Command create =
      group.change("create", "Make a group", [options](DirectoryFile& file) { return create_group(file, *options); });
  create.add_option("--name", options->group.display_name, "Display name").required();
  create.add_option("--member", options->members, "User principal name, group or client id; more than once");
  create.add_option("--tenant", options->tenant, kWhichTenant);
  create.add_option("--id", options->group.id, kIdMeaning);
  const auto whose = std::make_shared<std::string>();
  group.table("list", "List the groups of a tenant", [whose](DirectoryFile& file) { return list_groups(file, *whose); })
      .add_option("--tenant", *whose, kWhichTenant);
  add_group_removal(group);
  const DirectoryChanges member = group.group("member", "Who is in a group");
  add_member_command(member, "add", "Put a person, a group or an application into a group", true);
  add_member_command(member, "remove", "Take a member out of a group", false);
}

}  // namespace sallyport::app
