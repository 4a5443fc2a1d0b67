#include "app/config/directory_seed.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <iterator>

#include "base/text.h"

namespace sallyport::app::config {
namespace {

using directory::Seed;
using directory::SeedApp;
using directory::SeedAssignment;
using directory::SeedGroup;
using directory::SeedTenant;
using directory::SeedUser;

// A node with its way through the file. The first thing that is wrong is kept, and everything after it is empty.
class Place {
 public:
  Place(const YAML::Node& node, std::string key, std::string_view file, Result<void>& state)
      : node_(node), key_(std::move(key)), file_(file), state_(state) {}

  void allow(std::initializer_list<std::string_view> names) {
    if (!node_.IsMap()) return wrong("seed_value", "must be a mapping of keys to values");
    for (const auto& entry : node_) {
      const std::string name = entry.first.Scalar();
      if (std::ranges::find(names, name) != names.end()) continue;
      std::string known;
      for (const std::string_view each : names) known += (known.empty() ? "" : ", ") + std::string(each);
      Place(entry.first, join(name), file_, state_).wrong("seed_key", "is not known here; known are " + known);
    }
  }

  std::string text(const char* name) {
    const YAML::Node value = child(name);
    if (!value || value.IsNull()) return "";
    if (!value.IsScalar()) at(name).wrong("seed_value", "must be a text");
    return value.IsScalar() ? value.Scalar() : "";
  }
  std::string required(const char* name) {
    std::string value = text(name);
    if (value.empty()) wrong("seed_missing", std::string("needs \"") + name + "\"");
    return value;
  }
  bool flag(const char* name, bool fallback = false) {
    const std::string value = text(name);
    if (value.empty()) return fallback;
    if (value != "true" && value != "false") at(name).wrong("seed_value", "must be true or false");
    return value == "true";
  }
  std::vector<std::string> texts(const char* name) {
    std::vector<std::string> all;
    each(name, [&](Place& place) { all.push_back(place.scalar()); });
    return all;
  }
  void each(const char* name, const std::function<void(Place&)>& read) {
    const YAML::Node list = child(name);
    if (!list || list.IsNull()) return;
    if (!list.IsSequence()) return at(name).wrong("seed_value", "must be a list");
    for (std::size_t i = 0; i < list.size(); ++i) {
      Place place(list[i], join(name) + "[" + std::to_string(i) + "]", file_, state_);
      read(place);
    }
  }
  std::string scalar() {
    if (!node_.IsScalar()) wrong("seed_value", "must be a text");
    return node_.IsScalar() ? node_.Scalar() : "";
  }
  template <class T>
  T one_of(const char* name, T fallback, std::initializer_list<std::pair<std::string_view, T>> values) {
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
  Place at(const char* name) { return Place(child(name), join(name), file_, state_); }

  void wrong(std::string_view reason, const std::string& what) {
    if (!state_) return;
    const int line = node_ ? node_.Mark().line + 1 : 0;
    state_ = failure(Kind::rejected, reason, "",
                     std::string(file_) + ":" + std::to_string(line) + ": " + key_ + ": " + what);
  }

 private:
  YAML::Node child(const char* name) const { return node_.IsMap() ? node_[name] : YAML::Node(YAML::NodeType::Null); }
  std::string join(const std::string& name) const { return key_.empty() ? name : key_ + "." + name; }

  YAML::Node node_;
  std::string key_;
  std::string_view file_;
  Result<void>& state_;
};

SeedUser read_user(Place& place) {
  place.allow({"userPrincipalName", "displayName", "email", "password", "passwordHash", "id", "enabled"});
  SeedUser user;
  user.user_principal_name = place.required("userPrincipalName");
  user.display_name = place.text("displayName");
  user.email = place.text("email");
  user.password = Secret(place.text("password"));
  user.password_hash = place.text("passwordHash");
  user.id = place.text("id");
  user.enabled = place.flag("enabled", true);
  return user;
}

SeedGroup read_group(Place& place) {
  place.allow({"name", "id", "members"});
  return {place.required("name"), place.text("id"), place.texts("members")};
}

void read_redirect_uris(Place& app, const char* key, entra::Platform platform, SeedApp& seed) {
  app.each(key, [&](Place& place) {
    const entra::RedirectUri uri{place.scalar(), platform};
    if (const auto good = entra::check_redirect_uri(uri); !good)
      place.wrong("seed_value", "is no redirect URI that Entra would take (" + std::string(good.error().reason) + ")");
    seed.redirect_uris.push_back(uri);
  });
}

SeedApp read_app(Place& place) {
  place.allow({"name", "clientId", "web", "spa", "publicClient", "logoutUrl", "roles", "assignments", "optionalClaims",
               "groupMembershipClaims", "signInAudience", "assignmentRequired", "idTokenImplicit",
               "accessTokenImplicit", "secret", "makeSecret"});
  SeedApp app;
  app.name = place.required("name");
  app.client_id = place.text("clientId");
  if (!app.client_id.empty() && !is_guid(app.client_id)) place.at("clientId").wrong("seed_value", "must be a GUID");
  read_redirect_uris(place, "web", entra::Platform::web, app);
  read_redirect_uris(place, "spa", entra::Platform::spa, app);
  read_redirect_uris(place, "publicClient", entra::Platform::public_client, app);
  app.logout_url = place.text("logoutUrl");
  app.roles = place.texts("roles");
  place.each("assignments", [&](Place& each) {
    each.allow({"principal", "role"});
    app.assignments.push_back({each.required("principal"), each.text("role")});
  });
  app.optional_claims = place.texts("optionalClaims");
  using entra::GroupClaims;
  app.group_claims = place.one_of<GroupClaims>("groupMembershipClaims", GroupClaims::none,
                                               {{"None", GroupClaims::none},
                                                {"SecurityGroup", GroupClaims::security_group},
                                                {"ApplicationGroup", GroupClaims::application_group}});
  using entra::SignInAudience;
  app.audience = place.one_of<SignInAudience>(
      "signInAudience", SignInAudience::my_org,
      {{"AzureADMyOrg", SignInAudience::my_org}, {"AzureADMultipleOrgs", SignInAudience::multiple_orgs}});
  app.assignment_required = place.flag("assignmentRequired");
  app.id_token_implicit = place.flag("idTokenImplicit");
  app.access_token_implicit = place.flag("accessTokenImplicit");
  app.secret = Secret(place.text("secret"));
  app.with_secret = place.flag("makeSecret");
  return app;
}

SeedTenant read_tenant(Place& place) {
  place.allow({"id", "name", "domains", "users", "groups", "apps"});
  SeedTenant tenant;
  tenant.id = place.text("id");
  if (!tenant.id.empty() && !is_guid(tenant.id)) place.at("id").wrong("seed_value", "must be a GUID");
  tenant.name = place.required("name");
  tenant.domains = place.texts("domains");
  place.each("users", [&](Place& each) { tenant.users.push_back(read_user(each)); });
  place.each("groups", [&](Place& each) { tenant.groups.push_back(read_group(each)); });
  place.each("apps", [&](Place& each) { tenant.apps.push_back(read_app(each)); });
  return tenant;
}

constexpr std::string_view kExample =
    R"(# What the directory holds at its first start. Passwords and secrets that are left out are made up and shown once.
tenants:
  - name: Contoso
    id: 6f1a4c52-3a0e-4b7e-9d5f-0c1d2e3f4a5b   # a GUID; left out: a new one
    domains: [contoso.example]
    users:
      - userPrincipalName: alice@contoso.example
        displayName: Alice Adams
        email: alice@contoso.example
    groups:
      - name: Staff
        members: [alice@contoso.example]
    apps:
      - name: My application
        web: [http://localhost:8585/callback]  # also: spa, publicClient
        logoutUrl: ""                          # front-channel
        roles: [Admin, Viewer]
        assignments:
          - {principal: alice@contoso.example, role: Admin}   # a user or a group
        optionalClaims: [email, sid, login_hint]
        groupMembershipClaims: SecurityGroup   # None, SecurityGroup, ApplicationGroup
        signInAudience: AzureADMyOrg           # or AzureADMultipleOrgs
        assignmentRequired: false
        idTokenImplicit: false
        makeSecret: true
)";

}  // namespace

Result<Seed> parse_directory_seed(std::string_view text, std::string_view file) {
  Result<void> state;
  Seed seed;
  try {
    Place root(YAML::Load(std::string(text)), "", file, state);
    root.allow({"tenants"});
    root.each("tenants", [&](Place& place) { seed.tenants.push_back(read_tenant(place)); });
    if (seed.tenants.empty()) root.wrong("seed_missing", "needs \"tenants\" with at least one");
  } catch (const YAML::Exception& error) {
    return failure(Kind::rejected, "seed_syntax", "",
                   std::string(file) + ":" + std::to_string(error.mark.line + 1) + ": " + error.msg);
  }
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
