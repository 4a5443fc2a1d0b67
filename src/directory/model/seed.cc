#include "directory/model/seed.h"

#include <map>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "directory/call/limits.h"
#include "directory/model/administration.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kDemoSecretName = "demo";

// One tenant while it is planted, with the ids that its names stand for.
struct Bed {
  entra::DirectoryStore& store;
  TenantId tenant;
  UnixTime now;
  Random& random;
  std::map<std::string, entra::ObjectId> users;   // by lower-case name
  std::map<std::string, entra::ObjectId> groups;  // by name
};

Result<void> plant_user(Bed& bed, const SeedUser& seed, Planted& planted) {
  Secret password = seed.password;
  if (password.empty() && seed.password_hash.empty()) {
    password = Secret(base64url_encode(bed.random.bytes(9)));
    planted.passwords.push_back({seed.user_principal_name, password});
  }
  SALLYPORT_TRY(auto user,
                make_user({bed.tenant, seed.user_principal_name, seed.display_name, seed.email, password, seed.id},
                          bed.now, bed.random));
  user.enabled = seed.enabled;
  if (!seed.password_hash.empty()) user.password_hash = seed.password_hash;
  bed.users[ascii_lower(user.user_principal_name)] = user.id;
  return bed.store.add_user(user);
}

Result<void> plant_group(Bed& bed, const SeedGroup& seed) {
  SALLYPORT_TRY(auto group, make_group({bed.tenant, seed.name, seed.id}, bed.random));
  for (const std::string& member : seed.members) {
    const auto user = bed.users.find(ascii_lower(member));
    if (user == bed.users.end()) return failure(Kind::rejected, "seed_member", "", seed.name + ": " + member);
    group.members.push_back(user->second);
  }
  bed.groups[seed.name] = group.id;
  return bed.store.add_group(group);
}

Result<entra::ObjectId> find_principal(const Bed& bed, const std::string& name) {
  if (const auto user = bed.users.find(ascii_lower(name)); user != bed.users.end()) return user->second;
  if (const auto group = bed.groups.find(name); group != bed.groups.end()) return group->second;
  return failure(Kind::rejected, "seed_principal", "", name);
}

NewSecret given_secret(const Secret& value, const Bed& bed) {
  return {{random_uuid(bed.random), "seed", std::string(value.reveal().substr(0, 3)),
           hex_encode(crypto::view(crypto::sha256(value.reveal()))), bed.now, bed.now + limits::kClientSecretOfSeed},
          value};
}

Result<void> plant_app(Bed& bed, const SeedApp& seed, Planted& planted) {
  SALLYPORT_TRY(auto app,
                make_app({bed.tenant, seed.name, seed.redirect_uris, seed.roles, seed.client_id}, bed.random));
  app.logout_url = seed.logout_url;
  app.optional_claims = seed.optional_claims;
  app.group_claims = seed.group_claims;
  app.audience = seed.audience;
  app.assignment_required = seed.assignment_required;
  app.id_token_implicit = seed.id_token_implicit;
  app.access_token_implicit = seed.access_token_implicit;
  for (const SeedAssignment& assignment : seed.assignments) {
    SALLYPORT_TRY(const auto principal, find_principal(bed, assignment.principal));
    SALLYPORT_CHECK(assign(app, principal, assignment.role));
  }
  Planted::App told{seed.name, bed.tenant, app.client_id, std::nullopt};
  if (!seed.secret.empty()) {
    app.secrets.push_back(given_secret(seed.secret, bed).credential);
  } else if (seed.with_secret) {
    auto secret = make_secret(kDemoSecretName, limits::kClientSecretOfSeed, bed.now, bed.random);
    app.secrets.push_back(secret.credential);
    told.secret = secret.value;
  }
  planted.apps.push_back(std::move(told));
  return bed.store.add_app(app);
}

Result<void> plant_tenant(entra::DirectoryStore& store, const SeedTenant& seed, Planted& planted, UnixTime now,
                          Random& random) {
  SALLYPORT_TRY(const auto tenant, make_tenant({seed.name, seed.domains, seed.id}, random));
  SALLYPORT_CHECK(store.add_tenant(tenant));
  Bed bed{store, tenant.id, now, random, {}, {}};
  for (const SeedUser& user : seed.users) SALLYPORT_CHECK(plant_user(bed, user, planted));
  for (const SeedGroup& group : seed.groups) SALLYPORT_CHECK(plant_group(bed, group));
  for (const SeedApp& app : seed.apps) SALLYPORT_CHECK(plant_app(bed, app, planted));
  return {};
}

SeedUser demo_user(std::string name, std::string display_name) {
  return {name + "@contoso.example", std::move(display_name), name + "@contoso.example", Secret(), "", true, ""};
}

}  // namespace

Result<Planted> plant(entra::DirectoryStore& store, const Seed& seed, UnixTime now, Random& random) {
  SALLYPORT_TRY(const auto there, store.tenants());
  if (!there.empty()) return failure(Kind::conflict, "directory_not_empty");
  Planted planted;
  for (const SeedTenant& tenant : seed.tenants) SALLYPORT_CHECK(plant_tenant(store, tenant, planted, now, random));
  return planted;
}

Seed demo_seed() {
  using entra::Platform;
  SeedTenant contoso{std::string(kDemoTenant), "Contoso (demo)", {"contoso.example"}, {}, {}, {}};
  contoso.users = {demo_user("alice", "Alice Adams"), demo_user("bob", "Bob Baker"), demo_user("carol", "Carol Chen"),
                   demo_user("dave", "Dave Diaz")};
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
