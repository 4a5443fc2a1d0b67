// The first content of an empty directory: tenants with their people, groups and apps. It comes from a file, or is the
// demo's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/secret.h"
#include "directory/model/policy_words.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

struct SeedUser {
  std::string user_principal_name;
  std::string display_name;
  std::string email;
  Secret password;  // without password, hash and make_password, the person cannot sign in with a password
  std::string id;
  bool enabled = true;
  std::string password_hash;   // "$argon2id$…" instead of a password, which the file then need not hold
  bool make_password = false;  // a random one is generated and told
  entra::DirectoryRole directory_role = entra::DirectoryRole::none;
};

struct SeedGroup {
  std::string name;
  std::string id;
  std::vector<std::string> members;  // user principal names, or names of groups of this tenant that come before
};

struct SeedAssignment {
  std::string principal;  // user principal name, or name of a group or of an app
  std::string role;       // value of an app role; if empty, access alone
};

// Consent to scopes of an API.
struct SeedConsent {
  std::string resource;   // name or client id of an app of this tenant; if empty, Microsoft Graph
  std::string principal;  // user principal name; if empty, an administrator's consent for everybody
  std::vector<std::string> scopes;
};

struct SeedApp {
  std::string name;
  std::string client_id;
  std::vector<entra::RedirectUri> redirect_uris;
  std::string logout_url;
  std::vector<std::string> roles;
  std::vector<SeedAssignment> assignments;
  std::vector<std::string> scopes;  // values of the scopes that the app exposes
  std::vector<SeedConsent> consents;
  std::vector<std::string>
      graph_permissions;                     // application permissions of Microsoft Graph, granted by an administrator
  std::vector<std::string> optional_claims;  // of the ID token
  entra::GroupClaims group_claims = entra::GroupClaims::none;
  entra::SignInAudience audience = entra::SignInAudience::my_org;
  bool assignment_required = false;
  bool id_token_implicit = false;
  bool access_token_implicit = false;
  // Apps that are made later have Entra's default, which is absent. Seeds keep the 2 that they always meant.
  std::optional<int> requested_access_token_version = 2;
  bool with_secret = false;  // a secret is generated and shown
  Secret secret;             // the secret, if it is not generated
};

struct SeedTenant {
  std::string id;
  std::string name;
  std::vector<std::string> domains;
  std::vector<SeedUser> users;
  std::vector<SeedGroup> groups;
  std::vector<SeedApp> apps;
  std::vector<LocationWords> locations = {};
  std::vector<PolicyWords> policies = {};
};

struct Seed {
  std::vector<SeedTenant> tenants;
};

// What was generated while the seed was planted. The caller shows it once, because the store keeps only hashes of the
// secrets.
struct Planted {
  struct App {
    std::string name;
    TenantId tenant;
    ClientId client_id;
    std::optional<Secret> secret;
  };
  struct Password {
    std::string user_principal_name;
    Secret value;
  };
  std::vector<App> apps;
  std::vector<Password> passwords;
};

// Adds the seed to an empty directory, each tenant within one write. If it fails, what it added before stays.
// Errors: conflict/"directory_not_empty"; rejected/"seed_member" (a group names a member that the seed does not have),
// "seed_principal" (an assignment or a consent does), "no_scope", "no_role"; those of administration.h, of access.h, of
// policy_words.h and of the store. The detail names the entry. Policies and locations come after everything else.
Result<Planted> plant(entra::DirectoryStore& store, const Seed& seed, UnixTime now, Random& random);

inline constexpr std::string_view kDemoTenant = "6f1a4c52-3a0e-4b7e-9d5f-0c1d2e3f4a5b";
inline constexpr std::string_view kDemoWebApp = "0b9a7d3e-5c41-4f86-8a27-1e6d4c3b2a19";
inline constexpr std::string_view kDemoSpaApp = "4d2f8c6a-7e13-4a95-b0c8-2f5e6d7c8b91";
inline constexpr std::string_view kDemoAdministrator = "alice@contoso.example";
inline constexpr std::string_view kDemoWebName = "Sallyport demo (web)";

// The demo's people are Alice Adams (Admin), Bob Baker (Viewer), Carol Chen (no role) and Dave Diaz (Viewer, 250
// groups). It has a web and a SPA app, for which an administrator has consented. `administrator` is the user principal
// name of the person who is Global Administrator; empty: nobody is.
Seed demo_seed(std::string_view administrator = {});

// Gives the demo's web app a new secret in place of the old one, of which only a hash is stored. Returns the new
// secret. Errors: rejected/"demo_app" if the demo did not make this directory.
Result<Secret> renew_demo_secret(entra::AppStore& apps, UnixTime now, Random& random);

}  // namespace sallyport::directory
