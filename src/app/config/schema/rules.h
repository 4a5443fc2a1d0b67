// The table of everything that a finding can say about a configuration. Code names a row by its word, and a word
// without a row does not compile. The reference prints the table, and a test provokes each row.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "app/config/schema/finding.h"

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
    Rule{"placeholder", Severity::refused,
         "The value still holds a placeholder: {Tenant ID}, <secret>, YOUR_CLIENT_SECRET, your.host, a GUID of one "
         "digit."},
    Rule{"odd_character", Severity::refused,
         "The value holds a character that it cannot have: a typographic quotation mark, a blank, a byte-order mark."},
    Rule{"trailing_comment", Severity::corrected,
         "A comment stands behind the value of a variable: read without it, as OpenMetadata does."},
    Rule{"missing_blank", Severity::refused, "A key on the next line lacks the blank behind its colon."},
    Rule{"wrong_section", Severity::refused,
         "The key belongs into another section: most often it is indented wrongly."},
    Rule{"list_of_one", Severity::corrected, "A single value stands where a list belongs: read as a list of one."},
    Rule{"section_skipped", Severity::notice, "Sections of OpenMetadata's that mean nothing here were skipped."},
    Rule{"key_ignored", Severity::notice, "A key of OpenMetadata's that has no effect here, with the reason."},
    // The provider and the gateway's registration there.
    Rule{"provider_unsupported", Severity::refused, "saml and ldap are not spoken here."},
    Rule{"public_client_with_secret", Severity::refused, "A public client with a secret: Entra answers AADSTS700025."},
    Rule{"confidential_client_without_credential", Severity::refused,
         "A confidential client without a secret, certificate or federated token: Entra answers AADSTS7000218."},
    Rule{"two_credentials", Severity::refused, "More than one credential is given: which one counts is not said."},
    Rule{"client_auth_method", Severity::refused, "The authentication method does not fit the credential."},
    Rule{"credential_file", Severity::refused, "The file of a secret, certificate or key cannot be read or used."},
    Rule{"secret_file_open", Severity::warning, "Others on the machine can read a file or folder that holds a secret."},
    Rule{"store_unproven", Severity::warning,
         "The database is on another machine, and need not prove who it is (sslmode): it may be somebody else's."},
    Rule{"store_in_memory", Severity::warning, "store.url is memory:, for tests: nothing survives a restart."},
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
    Rule{"custom_parameter_moved", Severity::corrected,
         "A custom parameter has a key of its own: read as that key, where the key is not set."},
    Rule{"prompt_consent", Severity::warning,
         "prompt: consent asks everybody at each sign-in, and ends at \"Need admin approval\" where users may not "
         "consent."},
    Rule{"provider_host", Severity::refused, "A URL of ours names the provider's host."},
    // Who may sign in, and with which rights.
    Rule{"authorizer_noop", Severity::refused, "A class that lets everybody in."},
    Rule{"admin_default", Severity::warning, "adminPrincipals is the published default: [admin]."},
    Rule{"admin_with_password", Severity::refused, "name:password: passwords do not belong into the configuration."},
    Rule{"claims_mapping", Severity::refused, "jwtPrincipalClaimsMapping needs username and email, each once."},
    Rule{"domain_lists_differ", Severity::refused, "Two lists of domains that cannot both hold."},
    Rule{"principal_domain_default", Severity::warning,
         "The principal domain is enforced and is the published default."},
    Rule{"domain_without_address", Severity::warning,
         "Domains are compared, and none of the principal claims holds an address."},
    Rule{"admin_by_role", Severity::notice, "The app role Admin makes a full administrator of whoever holds it."},
    Rule{"role_rule", Severity::refused, "A rule of roleMapping needs a role and exactly one of its claims."},
    Rule{"role_without_rule", Severity::warning, "A route asks for a role that no rule can give."},
    // The gateway's own tokens, its server, sessions and routes.
    Rule{"published_key_id", Severity::refused, "OpenMetadata's quick-start key: its private half is public."},
    Rule{"public_url_insecure", Severity::refused, "http for a public URL that is not on this machine."},
    Rule{"public_url_derived", Severity::notice, "server.publicUrl is absent: taken from OpenMetadata's keys."},
    Rule{"tls_ends_nowhere", Severity::warning,
         "The public URL is https, and TLS ends neither here nor in a trusted proxy."},
    Rule{"branding_logo", Severity::refused,
         "The logo cannot be read, is over 64 kB, or is no PNG, JPEG or plain SVG."},
    Rule{"trusted_proxy", Severity::refused, "Not an address or network, or one that holds everybody."},
    Rule{"pair_incomplete", Severity::refused, "Two keys that only work together."},
    Rule{"same_port", Severity::refused, "Both listeners are on one address and port."},
    Rule{"cookie_name", Severity::refused, "Not a cookie name, or without the prefix __Host-."},
    Rule{"session_limits", Severity::refused, "Limits that contradict each other."},
    Rule{"route_path", Severity::refused, "Not a canonical path, or one of our own endpoints."},
    Rule{"policy_resource", Severity::refused,
         "A resource of the policies has a wrong name, or one that there is already, or too much is registered."},
    Rule{"route_operation", Severity::refused,
         "A route requires an operation that the policies do not know, or names an object that they cannot have."},
    Rule{"route_duplicate", Severity::refused, "Two routes for one host and path."},
    Rule{"route_upstream", Severity::refused, "Not http://HOST:PORT, https://HOST or unix:/PATH."},
    Rule{"no_routes", Severity::warning, "People can sign in, and no application stands behind the sign-in."},
    Rule{"pattern", Severity::refused,
         "A value that looks like a pattern: paths, hosts, names and URLs are compared as they stand."},
    Rule{"route_host", Severity::refused, "The host of a route is none of ours, so that no request can match."},
    Rule{"route_loop", Severity::refused, "The upstream is this gateway itself."},
    Rule{"audience_shared", Severity::warning, "Two upstreams get tokens with one audience."},
    Rule{"method_unknown", Severity::refused, "No registered HTTP method, or CONNECT or TRACE, which never pass."},
    Rule{"route_access", Severity::refused, "Roles on a route that also lets in people who are not signed in."},
    // The version of the configuration in the store.
    Rule{"version_key", Severity::refused,
         "The version in the store sets a key that only the file may set, refers to a variable, or is no map of keys."},
    Rule{"version_overruled", Severity::notice,
         "The version in the store sets a key that the file or a variable sets too: that one counts."},
    // Rules about the machine and the network: `config check` looks at files, `--online` sends requests.
    Rule{"start_would_fail", Severity::refused, "A file or folder that a start needs is not as it must be."},
    Rule{"provider_unreachable", Severity::refused, "The provider does not answer at its discovery URI."},
    Rule{"provider_metadata", Severity::refused,
         "The provider's documents are not those of the provider that is named."},
    Rule{"clock_differs", Severity::refused, "Our clock and the provider's differ by more than the tokens allow."},
    Rule{"client_refused", Severity::refused, "The provider refuses our client id or credential."},
    Rule{"client_not_checked", Severity::notice, "The provider does not tell whether the credential is right."},
    Rule{"upstream_unreachable", Severity::warning, "An upstream does not answer."},
};

// The row with this word. An unknown word does not compile.
consteval const Rule& rule(std::string_view word) {
  return *std::ranges::find(kRules, word, &Rule::word);
}

}  // namespace sallyport::app::config
