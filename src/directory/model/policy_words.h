// Conditional access as people write it on a command line or in a seed: names instead of ids.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

// Each list may be empty. Without `users`, `groups` and `roles`, everybody is included; without `apps` and `contexts`,
// every application.
struct PolicyWords {
  std::string name;
  std::string state = "enabled";           // "enabled", "disabled", "report-only"
  std::vector<std::string> users;          // "all", "guests", or user principal names
  std::vector<std::string> exclude_users;  // "guests", or user principal names
  std::vector<std::string> groups;         // names or ids
  std::vector<std::string> exclude_groups;
  std::vector<std::string> roles;  // "Global Administrator", …
  std::vector<std::string> exclude_roles;
  std::vector<std::string> apps;  // "all", "graph", "portal", client ids, Application ID URIs, or names
  std::vector<std::string> exclude_apps;
  std::vector<std::string> contexts;   // "c1" to "c99"
  std::vector<std::string> locations;  // "all", "trusted", names or ids
  std::vector<std::string> exclude_locations;
  std::vector<std::string> clients;  // "browser", "program"
  std::vector<std::string> require;  // "mfa", "password-change", "block"
  bool require_all = false;          // every one of them instead of one of them
  std::string frequency;             // "8h", "30d", "every-time"; empty: no limit
};

// Makes a policy of the tenant that is not stored yet. Blocks. Errors: rejected/"policy_state", "policy_client",
// "policy_require", "policy_frequency" or "directory_role" for a word that means nothing, "no_user", "no_group",
// "no_app", "no_location" for a name that the tenant does not have; conflict/"group_ambiguous", "app_ambiguous",
// "location_ambiguous"; those of check_policy and of the store.
Result<entra::ConditionalAccessPolicy> make_policy(entra::DirectoryStore& store, const TenantId& tenant,
                                                   const PolicyWords& words, UnixTime now, Random& random);

// The state that a word means. Errors: rejected/"policy_state".
Result<entra::PolicyState> read_policy_state(std::string_view word);
std::string_view word_of(entra::PolicyState state);

struct LocationWords {
  std::string name;
  std::vector<std::string> networks;  // "192.0.2.0/24"
  bool trusted = false;
};

// Makes a location that is not stored yet. Errors: rejected/"location_networks"; those of check_location.
Result<entra::NamedLocation> make_location(const TenantId& tenant, const LocationWords& words, UnixTime now,
                                           Random& random);

// A location of the tenant by id or name. Errors: rejected/"no_location"; conflict/"location_ambiguous".
Result<entra::NamedLocation> choose_location(entra::PolicyStore& store, const TenantId& tenant, std::string_view name);

}  // namespace sallyport::directory
