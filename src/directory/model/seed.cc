#include "directory/model/seed.h"

#include <algorithm>
#include <map>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "directory/call/limits.h"
#include "directory/model/access.h"
#include "directory/model/administration.h"
#include "entra/graph_application.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kDemoSecretName = "demo";

// An app of the seed with what was made of it.
struct PlantedApp {
  const SeedApp* seed;
  entra::AppRegistration app;
  entra::ServicePrincipal principal;
};

// One tenant while it is planted, with the ids that its names stand for. What is made is added at the end, at once.
struct Bed {
  TenantId tenant;
  UnixTime now;
  Random& random;
  entra::Batch batch;
  std::map<std::string, entra::ObjectId> users;   // by lower-case name
  std::map<std::string, entra::ObjectId> groups;  // by name
  std::vector<PlantedApp> apps;
};

Result<void> plant_user(Bed& bed, const SeedUser& seed, Planted& planted) {
  Secret password = seed.password;
  if (seed.make_password && password.empty() && seed.password_hash.empty()) {
    password = Secret(base64url_encode(bed.random.bytes(9)));
    planted.passwords.push_back({seed.user_principal_name, password});
  }
  SALLYPORT_TRY(auto user,
                make_user({bed.tenant, seed.user_principal_name, seed.display_name, seed.email, password, seed.id},
                          bed.now, bed.random));
  user.enabled = seed.enabled;
  user.directory_role = seed.directory_role;
  if (!seed.password_hash.empty()) user.password_hash = seed.password_hash;
  bed.users[ascii_lower(user.user_principal_name)] = user.id;
  bed.batch.users.push_back(std::move(user));
  return {};
}

Result<void> plant_group(Bed& bed, const SeedGroup& seed) {
  SALLYPORT_TRY(auto group, make_group({bed.tenant, seed.name, seed.id}, bed.now, bed.random));
  for (const std::string& member : seed.members) {
    if (const auto user = bed.users.find(ascii_lower(member)); user != bed.users.end())
      bed.batch.members.push_back({group.id, user->second});
    else if (const auto inner = bed.groups.find(member); inner != bed.groups.end())
      bed.batch.members.push_back({group.id, inner->second});
    else
      return failure(Kind::rejected, "seed_member", "", seed.name + ": " + member);
  }
  bed.groups[seed.name] = group.id;
  bed.batch.groups.push_back(std::move(group));
  return {};
}

NewSecret given_secret(const Secret& value, const Bed& bed) {
  return {{random_uuid(bed.random), "seed", std::string(value.reveal().substr(0, 3)),
           hex_encode(crypto::view(crypto::sha256(value.reveal()))), bed.now, bed.now + limits::kClientSecretOfSeed},
          value};
}

// The app's secret, if it has one. Tells it if it was generated.
void plant_secret(Bed& bed, const SeedApp& seed, entra::AppRegistration& app, Planted::App& told) {
  if (!seed.secret.empty()) {
    app.secrets.push_back(given_secret(seed.secret, bed).credential);
  } else if (seed.with_secret) {
    auto secret = make_secret(kDemoSecretName, limits::kClientSecretOfSeed, bed.now, bed.random);
    app.secrets.push_back(secret.credential);
    told.secret = secret.value;
  }
}

Result<void> plant_app(Bed& bed, const SeedApp& seed, Planted& planted) {
  SALLYPORT_TRY(auto app,
                make_app({bed.tenant, seed.name, seed.redirect_uris, seed.roles, seed.client_id, seed.audience},
                         bed.now, bed.random));
  app.requested_access_token_version = seed.requested_access_token_version;
  app.logout_url = seed.logout_url;
  for (const std::string& claim : seed.optional_claims) app.id_token_claims.push_back({.name = claim});
  for (const std::string& value : seed.scopes) SALLYPORT_CHECK(add_scope(app, {.value = value}, bed.random));
  app.group_claims = seed.group_claims;
  app.id_token_implicit = seed.id_token_implicit;
  app.access_token_implicit = seed.access_token_implicit;
  SALLYPORT_CHECK(check_app(app));
  Planted::App told{seed.name, bed.tenant, app.client_id, std::nullopt};
  plant_secret(bed, seed, app, told);
  planted.apps.push_back(std::move(told));
  auto principal = make_principal(app, bed.tenant, bed.now, bed.random);
  principal.assignment_required = seed.assignment_required;
  bed.batch.apps.push_back(app);
  bed.batch.principals.push_back(principal);
  bed.apps.push_back({&seed, std::move(app), std::move(principal)});
  return {};
}

const PlantedApp* find_app(const Bed& bed, const std::string& name) {
  const auto at = std::ranges::find_if(bed.apps, [&](const PlantedApp& each) {
    return each.app.display_name == name || each.app.client_id.value == ascii_lower(name);
  });
  return at == bed.apps.end() ? nullptr : &*at;
}

Result<entra::ObjectId> find_principal(const Bed& bed, const std::string& name) {
  if (const auto user = bed.users.find(ascii_lower(name)); user != bed.users.end()) return user->second;
  if (const auto group = bed.groups.find(name); group != bed.groups.end()) return group->second;
  if (const PlantedApp* app = find_app(bed, name)) return app->principal.id;
  return failure(Kind::rejected, "seed_principal", "", name);
}

Result<void> plant_assignments(Bed& bed, const PlantedApp& to) {
  for (const SeedAssignment& each : to.seed->assignments) {
    entra::AppRoleAssignment assignment;
    SALLYPORT_TRY(assignment.principal, find_principal(bed, each.principal));
    SALLYPORT_TRY(assignment.role_id, role_id(to.app, each.role));
    assignment.id = random_uuid(bed.random);
    assignment.resource = to.principal.id;
    assignment.created = bed.now;
    bed.batch.assignments.push_back(std::move(assignment));
  }
  return {};
}

Result<void> plant_consents(Bed& bed, const PlantedApp& to) {
  for (const SeedConsent& each : to.seed->consents) {
    const PlantedApp* api = each.resource.empty() ? nullptr : find_app(bed, each.resource);
    if (api == nullptr && !each.resource.empty()) return failure(Kind::rejected, "seed_principal", "", each.resource);
    SALLYPORT_CHECK(check_scopes(api == nullptr ? entra::graph_registration() : api->app, each.scopes));
    std::optional<entra::ObjectId> person;
    if (!each.principal.empty()) {
      SALLYPORT_TRY(person, find_principal(bed, each.principal));
    }
    bed.batch.consents.push_back({random_uuid(bed.random), to.principal.id, person,
                                  api == nullptr ? entra::graph_principal(bed.tenant, {}).id : api->principal.id,
                                  each.scopes, bed.now});
  }
  return {};
}

Result<void> plant_graph_permissions(Bed& bed, const PlantedApp& to) {
  for (const std::string& value : to.seed->graph_permissions) {
    entra::AppRoleAssignment assignment;
    SALLYPORT_TRY(assignment.role_id, role_id(entra::graph_registration(), value));
    assignment.id = random_uuid(bed.random);
    assignment.principal = to.principal.id;
    assignment.resource = entra::graph_principal(bed.tenant, {}).id;
    assignment.created = bed.now;
    bed.batch.assignments.push_back(std::move(assignment));
  }
  return {};
}

// Policies name what the tenant has, so they are made after it.
Result<void> plant_policies(entra::DirectoryStore& store, const TenantId& tenant, const SeedTenant& seed, UnixTime now,
                            Random& random) {
  for (const LocationWords& words : seed.locations) {
    SALLYPORT_TRY(const auto location, make_location(tenant, words, now, random));
    SALLYPORT_CHECK(store.add_location(location));
  }
  for (const PolicyWords& words : seed.policies) {
    SALLYPORT_TRY(const auto policy, make_policy(store, tenant, words, now, random));
    SALLYPORT_CHECK(store.add_policy(policy));
  }
  return {};
}

Result<void> plant_tenant(entra::DirectoryStore& store, const SeedTenant& seed, Planted& planted, UnixTime now,
                          Random& random) {
  SALLYPORT_TRY(const auto tenant, make_tenant({seed.name, seed.domains, seed.id}, random));
  Bed bed{tenant.id, now, random, {}, {}, {}, {}};
  for (const SeedUser& user : seed.users) SALLYPORT_CHECK(plant_user(bed, user, planted));
  for (const SeedGroup& group : seed.groups) SALLYPORT_CHECK(plant_group(bed, group));
  for (const SeedApp& app : seed.apps) SALLYPORT_CHECK(plant_app(bed, app, planted));
  for (const PlantedApp& app : bed.apps) {
    SALLYPORT_CHECK(plant_assignments(bed, app));
    SALLYPORT_CHECK(plant_consents(bed, app));
    SALLYPORT_CHECK(plant_graph_permissions(bed, app));
  }
  SALLYPORT_CHECK(store.add_tenant(tenant));
  SALLYPORT_CHECK(store.add(bed.batch));
  return plant_policies(store, tenant.id, seed, now, random);
}

SeedUser demo_user(std::string name, std::string display_name) {
  SeedUser user;
  user.user_principal_name = name + "@contoso.example";
  user.display_name = std::move(display_name);
  user.email = user.user_principal_name;
  user.make_password = true;
  return user;
}

}  // namespace

Result<Planted> plant(entra::DirectoryStore& store, const Seed& seed, UnixTime now, Random& random) {
  SALLYPORT_TRY(const auto there, store.tenants());
  if (!there.empty()) return failure(Kind::conflict, "directory_not_empty");
  Planted planted;
  for (const SeedTenant& tenant : seed.tenants) SALLYPORT_CHECK(plant_tenant(store, tenant, planted, now, random));
  return planted;
}

Seed demo_seed(std::string_view administrator) {
  using entra::Platform;
  SeedTenant contoso{std::string(kDemoTenant), "Contoso (demo)", {"contoso.example"}, {}, {}, {}};
  contoso.users = {demo_user("alice", "Alice Adams"), demo_user("bob", "Bob Baker"), demo_user("carol", "Carol Chen"),
                   demo_user("dave", "Dave Diaz")};
  for (SeedUser& user : contoso.users)
    if (user.user_principal_name == administrator) user.directory_role = entra::DirectoryRole::global_administrator;
  contoso.groups.push_back(
      {"Everybody",
       "",
       {"alice@contoso.example", "bob@contoso.example", "carol@contoso.example", "dave@contoso.example"}});
  for (int i = 1; i < 250; ++i)
    contoso.groups.push_back({"Project " + std::to_string(i), "", {"dave@contoso.example"}});

  SeedApp web;
  web.name = kDemoWebName;
  web.client_id = kDemoWebApp;
  // The directory ignores the port of localhost, so the demo may listen on any port.
  for (const char* uri :
       {"http://localhost/callback", "https://localhost/callback", "http://127.0.0.1/callback", "http://localhost/",
        "https://localhost/", "http://localhost/signed-out", "https://localhost/signed-out"})
    web.redirect_uris.push_back({uri, Platform::web});
  web.roles = {"Admin", "Viewer"};
  web.assignments = {
      {"alice@contoso.example", "Admin"}, {"bob@contoso.example", "Viewer"}, {"dave@contoso.example", "Viewer"}};
  web.optional_claims = {"email", "sid", "login_hint", "auth_time"};
  web.group_claims = entra::GroupClaims::security_group;
  web.id_token_implicit = true;
  web.with_secret = true;
  web.consents = {{"", "", sign_in_scopes()}};                        // so that a visitor of the demo is asked nothing
  web.graph_permissions = {"User.Read.All", "GroupMember.Read.All"};  // for the groups that do not fit into a token

  SeedApp spa;
  spa.name = "Sallyport demo (single-page application)";
  spa.client_id = kDemoSpaApp;
  for (const char* uri : {"http://localhost/", "https://localhost/", "http://localhost/spa", "http://localhost/spa/",
                          "https://localhost/spa/", "http://localhost/redirect.html", "http://localhost/callback",
                          "https://localhost/callback"})
    spa.redirect_uris.push_back({uri, Platform::spa});
  spa.roles = web.roles;
  spa.assignments = web.assignments;
  spa.optional_claims = web.optional_claims;
  spa.id_token_implicit = true;
  spa.consents = web.consents;
  contoso.apps = {std::move(web), std::move(spa)};
  return {{std::move(contoso)}};
}

Result<Secret> renew_demo_secret(entra::AppStore& apps, UnixTime now, Random& random) {
  const auto secret = make_secret(kDemoSecretName, limits::kClientSecretOfSeed, now, random);
  const auto changed = apps.change_app(ClientId(std::string(kDemoWebApp)), [&](entra::AppRegistration& app) {
    std::erase_if(app.secrets, [](const auto& each) { return each.display_name == kDemoSecretName; });
    app.secrets.push_back(secret.credential);
    return Result<void>();
  });
  if (changed) return secret.value;
  if (changed.error().reason != "no_app") return Failure(changed.error());
  return failure(Kind::rejected, "demo_app", "", "the directory was not made by the demo");
}

}  // namespace sallyport::directory
