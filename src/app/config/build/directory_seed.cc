#include "app/config/build/directory_seed.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <iterator>

#include "app/config/syntax/yaml.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

using directory::Seed;
using directory::SeedApp;
using directory::SeedAssignment;
using directory::SeedGroup;
using directory::SeedTenant;
using directory::SeedUser;

const Node kAbsent = make_node(Node::Kind::null, 0);

// A node and its position in the file. `state` keeps the first error. After an error, every value is empty.
class SeedPlace {
 public:
  SeedPlace(const Node& node, int line, std::string key, std::string_view file, Result<void>& state)
      : node_(node), line_(line), key_(std::move(key)), file_(file), state_(state) {}

  // Refuses unknown keys and keys that appear twice.
  void allow(std::initializer_list<std::string_view> names) {
    if (node_.kind != Node::Kind::map) return wrong("seed_value", "must be a mapping of keys to values");
    for (const Entry& entry : node_.entries) {
      SeedPlace at_key(entry.value, entry.line, join(entry.key), file_, state_);
      if (std::ranges::count(node_.entries, entry.key, &Entry::key) > 1)
        at_key.wrong("seed_key", "stands twice");
      else if (std::ranges::find(names, entry.key) == names.end())
        at_key.wrong("seed_key", "is not known here; known are " + listed(names));
    }
  }

  std::string text(std::string_view name) const {
    const SeedPlace place = at(name);
    if (place.node_.kind == Node::Kind::null) return "";
    if (place.node_.kind != Node::Kind::scalar) place.wrong("seed_value", "must be a text");
    return place.node_.text;
  }
  std::string required(std::string_view name) const {
    std::string value = text(name);
    if (value.empty()) wrong("seed_missing", "needs \"" + std::string(name) + "\"");
    return value;
  }
  bool flag(std::string_view name, bool fallback = false) const {
    const std::string value = text(name);
    if (value.empty()) return fallback;
    if (value != "true" && value != "false") at(name).wrong("seed_value", "must be true or false");
    return value == "true";
  }
  std::vector<std::string> texts(std::string_view name) const {
    std::vector<std::string> all;
    each(name, [&](SeedPlace& place) { all.push_back(place.scalar()); });
    return all;
  }
  void each(std::string_view name, const std::function<void(SeedPlace&)>& read) const {
    const SeedPlace list = at(name);
    if (list.node_.kind == Node::Kind::null) return;
    if (list.node_.kind != Node::Kind::sequence) return list.wrong("seed_value", "must be a list");
    for (std::size_t i = 0; i < list.node_.items.size(); ++i) {
      const Node& item = list.node_.items[i];
      SeedPlace place(item, item.line, join(name) + "[" + std::to_string(i) + "]", file_, state_);
      read(place);
    }
  }
  std::string scalar() const {
    if (node_.kind != Node::Kind::scalar) wrong("seed_value", "must be a text");
    return node_.text;
  }
  template <class T>
  T one_of(std::string_view name, T fallback, std::initializer_list<std::pair<std::string_view, T>> values) const {
    const std::string value = text(name);
    if (value.empty()) return fallback;
    std::string known;
    for (const auto& [word, meaning] : values) {
      if (word == value) return meaning;
      known += (known.empty() ? "" : ", ") + std::string(word);
    }
    at(name).wrong("seed_value", "must be one of " + known);
    return fallback;
  }
  SeedPlace at(std::string_view name) const {
    const auto entry = std::ranges::find(node_.entries, name, &Entry::key);
    const bool there = entry != node_.entries.end();
    return SeedPlace(there ? entry->value : kAbsent, there ? entry->line : line_, join(name), file_, state_);
  }

  void wrong(std::string_view reason, const std::string& what) const {
    if (!state_) return;
    state_ = failure(Kind::rejected, reason, "",
                     std::string(file_) + ":" + std::to_string(line_) + ": " + key_ + ": " + what);
  }

 private:
  static std::string listed(std::initializer_list<std::string_view> names) {
    std::string all;
    for (const std::string_view name : names) all += (all.empty() ? "" : ", ") + std::string(name);
    return all;
  }
  std::string join(std::string_view name) const {
    return key_.empty() ? std::string(name) : key_ + "." + std::string(name);
  }

  const Node& node_;
  int line_;
  std::string key_;
  std::string_view file_;
  Result<void>& state_;
};

SeedUser read_user(SeedPlace& place) {
  place.allow({"userPrincipalName", "displayName", "email", "password", "passwordHash", "makePassword", "id", "enabled",
               "directoryRole"});
  SeedUser user;
  user.user_principal_name = place.required("userPrincipalName");
  user.display_name = place.text("displayName");
  user.email = place.text("email");
  user.password = Secret(place.text("password"));
  user.password_hash = place.text("passwordHash");
  user.id = place.text("id");
  user.enabled = place.flag("enabled", true);
  user.make_password = place.flag("makePassword");
  using entra::DirectoryRole;
  user.directory_role =
      place.one_of<DirectoryRole>("directoryRole", DirectoryRole::none,
                                  {{"Global Administrator", DirectoryRole::global_administrator},
                                   {"Application Administrator", DirectoryRole::application_administrator},
                                   {"User Administrator", DirectoryRole::user_administrator}});
  return user;
}

SeedGroup read_group(SeedPlace& place) {
  place.allow({"name", "id", "members"});
  return {place.required("name"), place.text("id"), place.texts("members")};
}

void read_redirect_uris(SeedPlace& app, std::string_view key, entra::Platform platform, SeedApp& seed) {
  app.each(key, [&](SeedPlace& place) {
    const entra::RedirectUri uri{place.scalar(), platform};
    if (const auto good = entra::check_redirect_uri(uri); !good)
      place.wrong("seed_value", "is no redirect URI that Entra would take (" + std::string(good.error().reason) + ")");
    seed.redirect_uris.push_back(uri);
  });
}

SeedApp read_app(SeedPlace& place) {
  place.allow({"name",
               "clientId",
               "web",
               "spa",
               "publicClient",
               "logoutUrl",
               "roles",
               "assignments",
               "scopes",
               "consents",
               "graphPermissions",
               "requestedAccessTokenVersion",
               "optionalClaims",
               "groupMembershipClaims",
               "signInAudience",
               "assignmentRequired",
               "idTokenImplicit",
               "accessTokenImplicit",
               "secret",
               "makeSecret"});
  SeedApp app;
  app.name = place.required("name");
  app.client_id = place.text("clientId");
  if (!app.client_id.empty() && !is_guid(app.client_id)) place.at("clientId").wrong("seed_value", "must be a GUID");
  read_redirect_uris(place, "web", entra::Platform::web, app);
  read_redirect_uris(place, "spa", entra::Platform::spa, app);
  read_redirect_uris(place, "publicClient", entra::Platform::public_client, app);
  app.logout_url = place.text("logoutUrl");
  app.roles = place.texts("roles");
  place.each("assignments", [&](SeedPlace& each) {
    each.allow({"principal", "role"});
    app.assignments.push_back({each.required("principal"), each.text("role")});
  });
  app.scopes = place.texts("scopes");
  place.each("consents", [&](SeedPlace& each) {
    each.allow({"api", "principal", "scopes"});
    app.consents.push_back({each.text("api"), each.text("principal"), each.texts("scopes")});
  });
  app.graph_permissions = place.texts("graphPermissions");
  app.requested_access_token_version = place.one_of<int>("requestedAccessTokenVersion", 2, {{"1", 1}, {"2", 2}});
  app.optional_claims = place.texts("optionalClaims");
  using entra::GroupClaims;
  app.group_claims = place.one_of<GroupClaims>("groupMembershipClaims", GroupClaims::none,
                                               {{"None", GroupClaims::none},
                                                {"SecurityGroup", GroupClaims::security_group},
                                                {"ApplicationGroup", GroupClaims::application_group},
                                                {"DirectoryRole", GroupClaims::directory_role},
                                                {"All", GroupClaims::all}});
  using entra::SignInAudience;
  app.audience =
      place.one_of<SignInAudience>("signInAudience", SignInAudience::my_org,
                                   {{"AzureADMyOrg", SignInAudience::my_org},
                                    {"AzureADMultipleOrgs", SignInAudience::multiple_orgs},
                                    {"AzureADandPersonalMicrosoftAccount", SignInAudience::orgs_and_personal},
                                    {"PersonalMicrosoftAccount", SignInAudience::personal_only}});
  app.assignment_required = place.flag("assignmentRequired");
  app.id_token_implicit = place.flag("idTokenImplicit");
  app.access_token_implicit = place.flag("accessTokenImplicit");
  app.secret = Secret(place.text("secret"));
  app.with_secret = place.flag("makeSecret");
  return app;
}

directory::LocationWords read_location(SeedPlace& place) {
  place.allow({"name", "networks", "trusted"});
  return {place.required("name"), place.texts("networks"), place.flag("trusted")};
}

directory::PolicyWords read_policy(SeedPlace& place) {
  place.allow({"name", "state", "users", "excludeUsers", "groups", "excludeGroups", "roles", "excludeRoles", "apps",
               "excludeApps", "contexts", "locations", "excludeLocations", "clients", "require", "requireAll",
               "frequency"});
  directory::PolicyWords policy;
  policy.name = place.required("name");
  if (const std::string state = place.text("state"); !state.empty()) policy.state = state;
  policy.users = place.texts("users");
  policy.exclude_users = place.texts("excludeUsers");
  policy.groups = place.texts("groups");
  policy.exclude_groups = place.texts("excludeGroups");
  policy.roles = place.texts("roles");
  policy.exclude_roles = place.texts("excludeRoles");
  policy.apps = place.texts("apps");
  policy.exclude_apps = place.texts("excludeApps");
  policy.contexts = place.texts("contexts");
  policy.locations = place.texts("locations");
  policy.exclude_locations = place.texts("excludeLocations");
  policy.clients = place.texts("clients");
  policy.require = place.texts("require");
  policy.require_all = place.flag("requireAll");
  policy.frequency = place.text("frequency");
  return policy;
}

SeedTenant read_tenant(SeedPlace& place) {
  place.allow({"id", "name", "domains", "users", "groups", "apps", "locations", "policies"});
  SeedTenant tenant;
  tenant.id = place.text("id");
  if (!tenant.id.empty() && !is_guid(tenant.id)) place.at("id").wrong("seed_value", "must be a GUID");
  tenant.name = place.required("name");
  tenant.domains = place.texts("domains");
  place.each("users", [&](SeedPlace& each) { tenant.users.push_back(read_user(each)); });
  place.each("groups", [&](SeedPlace& each) { tenant.groups.push_back(read_group(each)); });
  place.each("apps", [&](SeedPlace& each) { tenant.apps.push_back(read_app(each)); });
  place.each("locations", [&](SeedPlace& each) { tenant.locations.push_back(read_location(each)); });
  place.each("policies", [&](SeedPlace& each) { tenant.policies.push_back(read_policy(each)); });
  return tenant;
}

constexpr std::string_view kExample =
    R"(# What the directory holds at its first start. Passwords and secrets that it makes up are shown once.
tenants:
  - name: Contoso
    id: 6f1a4c52-3a0e-4b7e-9d5f-0c1d2e3f4a5b   # a GUID; left out: a new one
    domains: [contoso.example]
    users:
      - userPrincipalName: alice@contoso.example
        displayName: Alice Adams
        email: alice@contoso.example
        makePassword: true                     # or password, or passwordHash; with none of them: no password
        directoryRole: Global Administrator    # also: Application Administrator, User Administrator; left out: none
    groups:
      - name: Staff
        members: [alice@contoso.example]       # people, or groups that come before
    apps:
      - name: My application
        web: [http://localhost:8585/callback]  # also: spa, publicClient
        logoutUrl: ""                          # front-channel
        roles: [Admin, Viewer]
        assignments:
          - {principal: alice@contoso.example, role: Admin}   # a user, a group or an app
        scopes: [access]                       # Expose an API
        consents:                              # left out: each person is asked at the first sign-in
          - {scopes: [openid, profile, email, offline_access, User.Read]}   # an administrator's, to Microsoft Graph
          - {api: My application, principal: alice@contoso.example, scopes: [access]}   # one person's, to an app
        graphPermissions: [User.Read.All]      # application permissions of Microsoft Graph, granted
        requestedAccessTokenVersion: 2         # of access tokens for this app as an API: 1 or 2
        optionalClaims: [email, sid, login_hint]
        groupMembershipClaims: SecurityGroup   # None, SecurityGroup, ApplicationGroup, DirectoryRole, All
        signInAudience: AzureADMyOrg           # AzureADMultipleOrgs, AzureADandPersonalMicrosoftAccount, …
        assignmentRequired: false
        idTokenImplicit: false
        makeSecret: true
    locations:                                 # networks that policies name
      - {name: Office, networks: [192.0.2.0/24], trusted: true}
    policies:                                  # conditional access; what is left out concerns everybody and everything
      - name: Second factor for administrators
        state: report-only                     # enabled, disabled
        roles: [Global Administrator]          # also: users, groups, and excludeUsers, excludeGroups, excludeRoles
        apps: [My application]                 # also: all, graph, portal; and excludeApps, contexts
        excludeLocations: [trusted]            # and locations; clients: [browser, program]
        require: [mfa]                         # also: password-change, compliant-device, joined-device, block; requireAll: true
        frequency: 8h                          # of a sign-in; 30d, every-time
)";

}  // namespace

Result<Seed> parse_directory_seed(std::string_view text, std::string_view file) {
  const ParsedYaml parsed = parse_yaml(text);
  if (!parsed.errors.empty())
    return failure(
        Kind::rejected, "seed_syntax", "",
        std::string(file) + ":" + std::to_string(parsed.errors.front().line) + ": " + parsed.errors.front().what);
  Result<void> state;
  Seed seed;
  SeedPlace root(parsed.root, parsed.root.line, "", file, state);
  root.allow({"tenants"});
  root.each("tenants", [&](SeedPlace& place) { seed.tenants.push_back(read_tenant(place)); });
  if (seed.tenants.empty()) root.wrong("seed_missing", "needs \"tenants\" with at least one");
  SALLYPORT_CHECK(std::move(state));
  return seed;
}

Result<Seed> read_directory_seed(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) return failure(Kind::unavailable, "seed_file", "", path + ": cannot be read");
  return parse_directory_seed(text, path);
}

std::string_view example_directory_seed() {
  return kExample;
}

}  // namespace sallyport::app::config
