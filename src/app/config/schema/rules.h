// Everything that may be said about a configuration, as rows. The code names a row by its word; a word without a row
// does not compile. The configuration guide prints the table, and a test provokes each row.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "app/config/finding.h"

namespace sallyport::app::config {

struct Rule {
  std::string_view word;
  Severity severity;
  std::string_view meaning;
};

inline constexpr std::array kRules{
    // The file itself.
    Rule{"file_unreadable", Severity::refused, "The file cannot be read, or is no regular file of at most 1 MiB."},
    Rule{"yaml", Severity::refused,
         "The text is not YAML, or goes beyond the limits (1 MiB, 32 levels, 20,000 values)."},
    Rule{"duplicate_key", Severity::refused, "A key stands twice in one map: readers disagree on which one counts."},
    Rule{"unknown_key", Severity::refused, "A key that nothing reads, most often a misspelling."},
    Rule{"wrong_type", Severity::refused, "The value is not of the key's type."},
    Rule{"not_a_choice", Severity::refused, "The value is not one of those that the key may have."},
    Rule{"bad_value", Severity::refused, "The value is of the right type, and of a form that cannot work."},
    Rule{"missing_key", Severity::refused, "A key that is needed with the other values is absent or empty."},
    Rule{"variable", Severity::refused, "${NAME} names a variable that is not set, or is written wrongly."},
    Rule{"stray_quote", Severity::refused, "The value begins or ends in a quotation mark that has no partner."},
    Rule{"placeholder", Severity::refused, "The value still holds a placeholder of a guide, such as {Tenant ID}."},
    Rule{"list_of_one", Severity::corrected, "A single value stands where a list belongs: read as a list of one."},
    Rule{"section_skipped", Severity::notice, "Sections of OpenMetadata's that mean nothing here were skipped."},
    Rule{"key_ignored", Severity::notice, "A key of OpenMetadata's that has no effect here, with the reason."},
    // The provider and our registration there.
    Rule{"provider_unsupported", Severity::refused, "saml and ldap are not spoken here."},
    Rule{"public_client_with_secret", Severity::refused, "A public client with a secret: Entra answers AADSTS700025."},
    Rule{"confidential_client_without_credential", Severity::refused,
         "A confidential client without a secret, certificate or federated token: Entra answers AADSTS7000218."},
    Rule{"two_credentials", Severity::refused, "More than one credential is given: which one counts is not said."},
    Rule{"client_auth_method", Severity::refused, "The authentication method does not fit the credential."},
    Rule{"credential_file", Severity::refused, "The file of a secret, certificate or key cannot be read or used."},
    Rule{"secret_file_open", Severity::warning, "Others on the machine can read the file of a secret."},
    Rule{"secret_is_id", Severity::warning, "The secret is a GUID: probably the Secret ID instead of the Value."},
    Rule{"client_ids_differ", Severity::warning, "clientId and oidcConfiguration.id name two registrations."},
    Rule{"authority_invalid", Severity::refused, "The authority or discovery URI cannot be read."},
    Rule{"authority_not_entra", Severity::refused, "The host belongs to no cloud of Entra ID."},
    Rule{"authority_put_right", Severity::corrected, "An authority, tenant or discovery URI with one certain meaning."},
    Rule{"discovery_without_tenant", Severity::refused, "The discovery URI or authority does not name a tenant."},
    Rule{"tenant_conflict", Severity::refused, "authority, discoveryUri and tenant name different tenants."},
    Rule{"common_narrowed", Severity::corrected,
         "The discovery URI is of `common` while a tenant is named: read as the tenant's."},
    Rule{"tenants_not_listed", Severity::refused,
         "`common` or `organizations` without allowedTenants would admit everybody."},
    Rule{"callback_not_ours", Severity::refused, "The callback is not the public URL followed by /callback."},
    Rule{"response_type", Severity::refused, "The response type does not fit the kind of client."},
    Rule{"offline_access_missing", Severity::corrected, "Without offline_access Entra gives no refresh token: added."},
    Rule{"scope_commas", Severity::corrected, "Scopes are separated by blanks: the commas were read as such."},
    Rule{"openid_missing", Severity::corrected, "Without openid there is no ID token: added."},
    Rule{"keys_of_common", Severity::corrected, "Key URLs of `common` serve every tenant: the tenant's own are used."},
    Rule{"key_url_unused", Severity::notice, "Keys come from the discovery document; further URLs are not fetched."},
    Rule{"custom_parameter", Severity::refused, "A custom parameter would replace one that protects the sign-in."},
    // Who may enter, and as what.
    Rule{"authorizer_noop", Severity::refused, "A class that lets everybody in."},
    Rule{"admin_default", Severity::warning, "adminPrincipals is the published default: [admin]."},
    Rule{"admin_with_password", Severity::refused, "name:password: passwords do not belong into the configuration."},
    Rule{"claims_mapping", Severity::refused, "jwtPrincipalClaimsMapping needs username and email, each once."},
    Rule{"domain_lists_differ", Severity::refused, "Two lists of domains that cannot both hold."},
    Rule{"principal_domain_default", Severity::warning,
         "The principal domain is enforced and is the published default."},
    Rule{"role_rule", Severity::refused, "A rule of roleMapping needs a role and exactly one of its claims."},
    Rule{"role_without_rule", Severity::warning, "A route asks for a role that no rule can give."},
    // Our own tokens, server, sessions, routes.
    Rule{"published_key_id", Severity::refused, "OpenMetadata's quick-start key: its private half is public."},
    Rule{"public_url_insecure", Severity::refused, "http for a public URL that is not on this machine."},
    Rule{"public_url_derived", Severity::notice, "server.publicUrl is absent: taken from OpenMetadata's keys."},
    Rule{"trusted_proxy", Severity::refused, "Not an address or network, or one that holds everybody."},
    Rule{"pair_incomplete", Severity::refused, "Two keys that only work together."},
    Rule{"same_port", Severity::refused, "Both listeners are on one address and port."},
    Rule{"cookie_name", Severity::refused, "Not a cookie name, or without the prefix __Host-."},
    Rule{"session_limits", Severity::refused, "Limits that contradict each other."},
    Rule{"route_path", Severity::refused, "Not a canonical path, or one of our own endpoints."},
    Rule{"route_duplicate", Severity::refused, "Two routes for one host and path."},
    Rule{"route_upstream", Severity::refused, "Not http://HOST:PORT, https://HOST or unix:/PATH."},
    Rule{"route_access", Severity::refused, "Roles on a route that also lets in people who are not signed in."},
};

// The row of a word. A word without one does not compile.
consteval const Rule& rule(std::string_view word) {
  return *std::ranges::find(kRules, word, &Rule::word);
}

}  // namespace sallyport::app::config
