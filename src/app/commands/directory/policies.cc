// policy create | list | state | remove | location …: conditional access of a tenant.
#include "app/commands/directory/changes.h"
#include "base/text.h"
#include "crypto/system_random.h"
#include "directory/model/lookup.h"
#include "directory/model/policy_words.h"

namespace sallyport::app {
namespace {

struct PolicyOptions {
  std::string tenant;
  directory::PolicyWords words;
};

Result<json::Object> create_policy(DirectoryFile& file, const PolicyOptions& options) {
  crypto::SystemRandom random;
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, options.tenant));
  SALLYPORT_TRY(const auto policy,
                directory::make_policy(*file.store, tenant.id, options.words, SystemClock().now(), random));
  SALLYPORT_CHECK(file.store->add_policy(policy));
  return json::Object{{"id", policy.id.value}};
}

Result<std::string> list_policies(DirectoryFile& file, const std::string& name) {
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, name));
  SALLYPORT_TRY(const auto policies, file.store->policies(tenant.id));
  std::string lines;
  for (const entra::ConditionalAccessPolicy& policy : policies)
    lines += policy.id.value + "  " + std::string(directory::word_of(policy.state)) + "  " + policy.display_name + "\n";
  return lines;
}

entra::ObjectId id_of(const std::string& text) {
  return entra::ObjectId(ascii_lower(text));
}

Result<json::Object> set_state(DirectoryFile& file, const std::string& id, const std::string& word) {
  SALLYPORT_TRY(const auto state, directory::read_policy_state(word));
  SALLYPORT_CHECK(file.store->change_policy(id_of(id), [&](entra::ConditionalAccessPolicy& policy) -> Result<void> {
    policy.state = state;
    policy.modified = SystemClock().now();
    return {};
  }));
  return json::Object{};
}

Result<json::Object> remove_policy(DirectoryFile& file, const std::string& id) {
  SALLYPORT_TRY(const bool removed, file.store->remove_policy(id_of(id)));
  if (!removed) return failure(Kind::rejected, "no_policy", "", id);
  return json::Object{};
}

void add_create_command(const DirectoryChanges& policy) {
  const auto options = std::make_shared<PolicyOptions>();
  directory::PolicyWords& words = options->words;
  const Command create =
      policy.change("create", "Make a policy; without --user, --group and --role it is for everybody",
                    [options](DirectoryFile& file) { return create_policy(file, *options); });
  create.add_option("--name", words.name, "Display name").required();
  create.add_option("--state", words.state, "enabled, disabled or report-only").show_default();
  create.add_option("--user", words.users, "all, guests, or a user principal name; more than once");
  create.add_option("--exclude-user", words.exclude_users, "guests, or a user principal name; more than once");
  create.add_option("--group", words.groups, "Name or id; more than once");
  create.add_option("--exclude-group", words.exclude_groups, "Name or id; more than once");
  create.add_option("--role", words.roles, "Global Administrator, …; more than once");
  create.add_option("--exclude-role", words.exclude_roles, "Global Administrator, …; more than once");
  create.add_option("--app", words.apps, "all, graph, portal, a client id or a name; all where left out");
  create.add_option("--exclude-app", words.exclude_apps, "graph, portal, a client id or a name; more than once");
  create.add_option("--context", words.contexts, "Authentication context c1 to c99, instead of applications");
  create.add_option("--location", words.locations, "all, trusted, or a location's name; everywhere where left out");
  create.add_option("--exclude-location", words.exclude_locations, "trusted, or a location's name; more than once");
  create.add_option("--client", words.clients, "browser or program; both where left out");
  create.add_option("--require", words.require,
                    "mfa, password-change, compliant-device, joined-device or block; one of several is enough");
  create.add_flag("--require-all", words.require_all, "Every one of --require is needed");
  create.add_option("--frequency", words.frequency, "How long a sign-in is good for: 8h, 30d or every-time");
  create.add_option("--tenant", options->tenant, kWhichTenant);
}

struct LocationOptions {
  std::string tenant;
  directory::LocationWords words;
};

Result<json::Object> add_location(DirectoryFile& file, const LocationOptions& options) {
  crypto::SystemRandom random;
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, options.tenant));
  SALLYPORT_TRY(const auto location, directory::make_location(tenant.id, options.words, SystemClock().now(), random));
  SALLYPORT_CHECK(file.store->add_location(location));
  return json::Object{{"id", location.id.value}};
}

Result<std::string> list_locations(DirectoryFile& file, const std::string& name) {
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, name));
  SALLYPORT_TRY(const auto locations, file.store->locations(tenant.id));
  std::string lines;
  for (const entra::NamedLocation& location : locations) {
    lines += location.id.value + "  " + location.display_name + (location.trusted ? "  trusted" : "");
    for (const http::IpNetwork& network : location.networks) lines += "  " + network.print();
    lines += "\n";
  }
  return lines;
}

Result<json::Object> remove_location(DirectoryFile& file, const LocationOptions& options) {
  SALLYPORT_TRY(const auto tenant, directory::choose_tenant(*file.store, options.tenant));
  SALLYPORT_TRY(const auto location, directory::choose_location(*file.store, tenant.id, options.words.name));
  SALLYPORT_CHECK(file.store->remove_location(location.id));
  return json::Object{};
}

void add_location_commands(const DirectoryChanges& policy) {
  const DirectoryChanges location = policy.group("location", "Networks that policies name");
  const auto made = std::make_shared<LocationOptions>();
  const Command add =
      location.change("add", "Name networks", [made](DirectoryFile& file) { return add_location(file, *made); });
  add.add_option("--name", made->words.name, "Head office").required();
  add.add_option("--network", made->words.networks, "192.0.2.0/24; more than once").required();
  add.add_flag("--trusted", made->words.trusted, "Policies may name all trusted locations at once");
  add.add_option("--tenant", made->tenant, kWhichTenant);
  const auto whose = std::make_shared<std::string>();
  location
      .list("list", "List the locations of a tenant",
            [whose](DirectoryFile& file) { return list_locations(file, *whose); })
      .add_option("--tenant", *whose, kWhichTenant);
  const auto gone = std::make_shared<LocationOptions>();
  const Command remove = location.change("remove", "Forget networks that no policy names",
                                         [gone](DirectoryFile& file) { return remove_location(file, *gone); });
  remove.add_option("location", gone->words.name, "Name or id").required();
  remove.add_option("--tenant", gone->tenant, kWhichTenant);
}

}  // namespace

void add_policy_commands(const DirectoryChanges& directory) {
  const DirectoryChanges policy = directory.group("policy", "Conditional access: who has to prove what, and where");
  add_create_command(policy);
  const auto whose = std::make_shared<std::string>();
  policy
      .list("list", "List the policies of a tenant",
            [whose](DirectoryFile& file) { return list_policies(file, *whose); })
      .add_option("--tenant", *whose, kWhichTenant);
  const auto id = std::make_shared<std::string>();
  const auto word = std::make_shared<std::string>();
  const Command state = policy.change("state", "Switch a policy on or off, or let it report only",
                                      [id, word](DirectoryFile& file) { return set_state(file, *id, *word); });
  state.add_option("policy", *id, "Id of the policy").required();
  state.add_option("state", *word, "enabled, disabled or report-only").required();
  const auto gone = std::make_shared<std::string>();
  policy.change("remove", "Remove a policy", [gone](DirectoryFile& file) { return remove_policy(file, *gone); })
      .add_option("policy", *gone, "Id of the policy")
      .required();
  add_location_commands(policy);
}

}  // namespace sallyport::app
