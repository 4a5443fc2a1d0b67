// One bad file for each rule, with the line and key that it must name: the finding, and no other.
#include <gtest/gtest.h>

#include <set>

#include "app/config/load_fixture.h"
#include "app/config/rules.h"

namespace sallyport::app::config {
namespace {

struct Case {
  std::string_view rule;
  std::string_view base;  // kConfidential, kPublic or ""
  int replaced;           // the line that `with` stands for; 0: at the end
  std::string_view with;
  int line;  // that the finding must name
  std::string_view key;
  std::string_view write = {};  // what it must propose, or a part of it
};

constexpr std::string_view kNothing = "";

const Case kCases[] = {
    // The file.
    {"yaml", kNothing, 0, "server: [unclosed", 2, ""},
    {"yaml", kNothing, 0, "- a list", 1, ""},
    {"yaml", kNothing, 0, "server:\n\tport: 1", 2, ""},
    {"yaml", kNothing, 0, "server:\n  port: 1\n  \tloops: 1", 3, ""},
    {"duplicate_key", kNothing, 0, "server:\n  port: 1\n  port: 2", 3, "server.port"},
    {"duplicate_key", kConfidential, 0, "server:\n  port: 1", 14, "server"},  // a section twice
    {"unknown_key", kNothing, 0, "route: []", 1, "route", "routes"},
    {"unknown_key", kNothing, 0, "something: 1", 1, "something", "one of: server, store"},
    {"unknown_key", kPublic, 9, "  clientID: x\n  clientId: bbbbbbbb-0000-4000-8000-000000000002", 9,
     "authenticationConfiguration.clientID", "clientId"},
    {"unknown_key", kConfidential, 0, "    secrt: x", 14, "authenticationConfiguration.oidcConfiguration.secrt",
     "secret"},
    {"unknown_key", kNothing, 0, "routes:\n  - path: /\n    upstream: http://h:1\n    role: x", 4, "routes[0].role",
     "roles"},
    {"wrong_type", kNothing, 0, "server:\n  port: eighty", 2, "server.port", "port: 8585"},
    {"wrong_type", kNothing, 0, "server:\n  port: -1", 2, "server.port"},
    {"wrong_type", kNothing, 0, "server:\n  port: [1]", 2, "server.port"},
    {"wrong_type", kNothing, 0, "server: 8585", 1, "server"},
    {"wrong_type", kNothing, 0, "routes:\n  path: /", 1, "routes"},
    {"wrong_type", kNothing, 0, "routes: [x]", 1, "routes[0]"},
    {"wrong_type", kNothing, 0, "sessions:\n  idle: soon", 2, "sessions.idle"},
    {"wrong_type", kPublic, 0, "  enableSelfSignup: yes", 11, "authenticationConfiguration.enableSelfSignup",
     "enableSelfSignup: true"},
    {"wrong_type", kNothing, 0, "server:\n  trustedProxies: 10.0.0.1,10.0.0.2", 2, "server.trustedProxies"},
    {"wrong_type", kConfidential, 10, "    secret: [a]", 10, "authenticationConfiguration.oidcConfiguration.secret"},
    {"not_a_choice", kPublic, 7, "  clientType: confidental", 7, "authenticationConfiguration.clientType",
     "clientType: confidential"},
    {"not_a_choice", kPublic, 0, "  responseType: token", 11, "authenticationConfiguration.responseType",
     "responseType: id_token"},
    {"not_a_choice", kPublic, 6, "  provider: entra", 6, "authenticationConfiguration.provider", "provider: azure"},
    {"not_a_choice", kPublic, 6, "  provider: OIDC", 6, "authenticationConfiguration.provider",
     "provider: custom-oidc"},
    {"not_a_choice", kPublic, 6, "  provider: banana", 6, "authenticationConfiguration.provider"},
    {"not_a_choice", kConfidential, 0, "    prompt: none", 14, "authenticationConfiguration.oidcConfiguration.prompt"},
    {"variable", kConfidential, 10, "    secret: ${UNSET}", 10, "authenticationConfiguration.oidcConfiguration.secret",
     "export UNSET=…"},
    {"variable", kPublic, 9, "  clientId: ${UNSET}", 9, "authenticationConfiguration.clientId", "${UNSET:-DEFAULT}"},
    {"variable", kPublic, 9, "  clientId: ${OPEN", 9, "authenticationConfiguration.clientId", "${NAME:-DEFAULT}"},
    {"stray_quote", kPublic, 9, "  clientId: b2\"", 9, "authenticationConfiguration.clientId", "clientId: b2"},
    {"stray_quote", kPublic, 8, "  authority: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001\"",
     8, "authenticationConfiguration.authority"},
    {"placeholder", kConfidential, 11,
     "    discoveryUri: https://login.microsoftonline.com/{tenantid}/v2.0/.well-known/openid-configuration", 11,
     "authenticationConfiguration.oidcConfiguration.discoveryUri"},
    {"placeholder", kPublic, 8, "  authority: https://login.microsoftonline.com/{Tenant ID}", 8,
     "authenticationConfiguration.authority"},
    {"placeholder", kPublic, 9, "  clientId: \"{Application (client) ID}\"", 9, "authenticationConfiguration.clientId"},
    {"list_of_one", kPublic, 4, "  adminPrincipals: ann@example.com", 4, "authorizerConfiguration.adminPrincipals",
     "adminPrincipals: [ann@example.com]"},
    {"missing_key", kPublic, 9, "", 5, "authenticationConfiguration.clientId"},
    {"missing_key", kPublic, 8, "", 5, "authenticationConfiguration.authority",
     "https://login.microsoftonline.com/TENANT-ID"},
    {"missing_key", kConfidential, 9, "", 8, "authenticationConfiguration.oidcConfiguration.id"},
    {"missing_key", kNothing, 0, "routes:\n  - upstream: http://h:1", 2, "routes[0].path"},
    {"missing_key", kNothing, 0, "routes:\n  - path: /", 2, "routes[0].upstream"},
    {"missing_key", kConfidential, 11, "", 8, "authenticationConfiguration.oidcConfiguration.discoveryUri"},
    {"bad_value", kPublic, 9, "  clientId: \"a\\nb\"", 9, "authenticationConfiguration.clientId"},
    {"bad_value", kPublic, 9, "  clientId: 22222222-2222-4222-8222-22222222222", 9,
     "authenticationConfiguration.clientId", "clientId: Application (client) ID"},
    {"bad_value", kConfidential, 9, "    id: my-app", 9, "authenticationConfiguration.oidcConfiguration.id"},

    // Clients and credentials.
    {"provider_unsupported", kNothing, 0, "authenticationConfiguration:\n  provider: saml", 2,
     "authenticationConfiguration.provider"},
    {"provider_unsupported", kNothing, 0, "authenticationConfiguration:\n  provider: ldap", 2,
     "authenticationConfiguration.provider"},
    {"public_client_with_secret", kPublic, 0, "  oidcConfiguration:\n    secret: x", 12,
     "authenticationConfiguration.oidcConfiguration.secret", "clientType: confidential"},
    {"public_client_with_secret", kPublic, 0, "  oidcConfiguration:\n    secretFile: /s", 12,
     "authenticationConfiguration.oidcConfiguration.secretFile"},
    {"confidential_client_without_credential", kConfidential, 10, "", 8,
     "authenticationConfiguration.oidcConfiguration.secret", "secret: ${OIDC_CLIENT_SECRET}"},
    {"confidential_client_without_credential", kConfidential, 10, "    secret: \"\"", 10,
     "authenticationConfiguration.oidcConfiguration.secret"},
    {"two_credentials", kConfidential, 0, "    secretFile: /secret", 14,
     "authenticationConfiguration.oidcConfiguration.secretFile"},
    {"two_credentials", kConfidential, 0, "    federatedTokenFile: /token", 14,
     "authenticationConfiguration.oidcConfiguration.federatedTokenFile"},
    {"client_auth_method", kConfidential, 0, "    clientAuthenticationMethod: private_key_jwt", 14,
     "authenticationConfiguration.oidcConfiguration.clientAuthenticationMethod", "client_secret_post"},
    {"client_auth_method", kConfidential, 0, "    clientAuthenticationMethod: client_secret_jwt", 14,
     "authenticationConfiguration.oidcConfiguration.clientAuthenticationMethod"},
    {"credential_file", kConfidential, 10, "    secretFile: /nowhere", 10,
     "authenticationConfiguration.oidcConfiguration.secretFile"},
    {"credential_file", kConfidential, 10, "    secretFile: /empty", 10,
     "authenticationConfiguration.oidcConfiguration.secretFile"},
    {"credential_file", kConfidential, 10, "    secretFile: /two-lines", 10,
     "authenticationConfiguration.oidcConfiguration.secretFile"},
    {"pair_incomplete", kConfidential, 10, "    clientCertificate:\n      certificateFile: /c.pem", 11,
     "authenticationConfiguration.oidcConfiguration.clientCertificate.certificateFile", "keyFile: PATH"},
    {"pair_incomplete", kConfidential, 10, "    clientCertificate:\n      keyFile: /k.pem", 11,
     "authenticationConfiguration.oidcConfiguration.clientCertificate.keyFile", "certificateFile: PATH"},
    {"secret_file_open", kConfidential, 10, "    secretFile: /open", 10,
     "authenticationConfiguration.oidcConfiguration.secretFile", "chmod 600 /open"},
    {"secret_is_id", kConfidential, 10, "    secret: dddddddd-0000-4000-8000-000000000004", 10,
     "authenticationConfiguration.oidcConfiguration.secret"},
    {"client_ids_differ", kConfidential, 0, "  clientId: dddddddd-0000-4000-8000-000000000004", 14,
     "authenticationConfiguration.clientId"},

    // Authorities.
    {"authority_invalid", kPublic, 8,
     "  authority: http://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001", 8,
     "authenticationConfiguration.authority"},
    {"authority_invalid", kConfidential, 11,
     "    discoveryUri: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/v2.0", 11,
     "authenticationConfiguration.oidcConfiguration.discoveryUri"},
    {"authority_not_entra", kPublic, 8, "  authority: https://login.example.com/aaaaaaaa-0000-4000-8000-000000000001",
     8, "authenticationConfiguration.authority",
     "https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001"},
    {"authority_not_entra", kPublic, 8,
     "  authority: https://login.microsoftonline.com.evil.example/aaaaaaaa-0000-4000-8000-000000000001", 8,
     "authenticationConfiguration.authority"},
    {"authority_not_entra", kPublic, 8, "  authority: https://accounts.google.com", 8,
     "authenticationConfiguration.authority"},
    {"authority_put_right", kPublic, 8,
     "  authority: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/oauth2/v2.0/authorize", 8,
     "authenticationConfiguration.authority",
     "authority: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001"},
    {"authority_put_right", kPublic, 8,
     "  authority: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/v2.0", 8,
     "authenticationConfiguration.authority",
     "authority: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001"},
    {"authority_put_right", kPublic, 8,
     "  authority: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/", 8,
     "authenticationConfiguration.authority"},
    {"authority_put_right", kConfidential, 0,
     "    tenant: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001", 14,
     "authenticationConfiguration.oidcConfiguration.tenant", "tenant: aaaaaaaa-0000-4000-8000-000000000001"},
    {"discovery_without_tenant", kConfidential, 11,
     "    discoveryUri: https://login.microsoftonline.com/v2.0/.well-known/openid-configuration", 11,
     "authenticationConfiguration.oidcConfiguration.discoveryUri",
     "https://login.microsoftonline.com/TENANT-ID/v2.0/.well-known/openid-configuration"},
    {"discovery_without_tenant", kConfidential, 11,
     "    tenant: aaaaaaaa-0000-4000-8000-000000000001\n"
     "    discoveryUri: https://login.microsoftonline.com/v2.0/.well-known/openid-configuration",
     12, "authenticationConfiguration.oidcConfiguration.discoveryUri",
     "https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/v2.0/.well-known/openid-configuration"},
    {"discovery_without_tenant", kPublic, 8, "  authority: https://login.microsoftonline.com", 8,
     "authenticationConfiguration.authority"},
    {"authority_invalid", kPublic, 8, "  authority: https://login.microsoftonline.com/tenant", 8,
     "authenticationConfiguration.authority"},
    {"authority_put_right", kPublic, 8, "  authority: login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001",
     8, "authenticationConfiguration.authority"},
    {"tenant_conflict", kConfidential, 0, "    tenant: dddddddd-0000-4000-8000-000000000004", 14,
     "authenticationConfiguration.oidcConfiguration.tenant", "tenant: aaaaaaaa-0000-4000-8000-000000000001"},
    {"tenant_conflict", kConfidential, 0,
     "  authority: https://login.microsoftonline.us/aaaaaaaa-0000-4000-8000-000000000001", 14,
     "authenticationConfiguration.authority"},
    {"tenant_conflict", kPublic, 0, "  allowedTenants: [dddddddd-0000-4000-8000-000000000004]", 11,
     "authenticationConfiguration.allowedTenants"},
    {"common_narrowed", kConfidential, 11,
     "    discoveryUri: https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration\n"
     "    tenant: aaaaaaaa-0000-4000-8000-000000000001",
     11, "authenticationConfiguration.oidcConfiguration.discoveryUri"},
    {"tenants_not_listed", kPublic, 8, "  authority: https://login.microsoftonline.com/common", 8,
     "authenticationConfiguration.authority", "allowedTenants: [TENANT-ID]"},
    {"tenants_not_listed", kPublic, 8, "  authority: https://login.microsoftonline.com/organizations", 8,
     "authenticationConfiguration.authority"},
    {"bad_value", kPublic, 8, "  authority: https://login.microsoftonline.com/common\n  allowedTenants: [contoso.com]",
     9, "authenticationConfiguration.allowedTenants"},
    {"keys_of_common", kPublic, 0, "  publicKeyUrls: [https://login.microsoftonline.com/common/discovery/keys]", 11,
     "authenticationConfiguration.publicKeyUrls",
     "https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/discovery/v2.0/keys"},
    {"bad_value", kPublic, 0, "  publicKeyUrls: [keys]", 11, "authenticationConfiguration.publicKeyUrls"},

    // The sign-in.
    {"callback_not_ours", kPublic, 10, "  callbackUrl: https://data.example.com/auth/callback", 10,
     "authenticationConfiguration.callbackUrl", "callbackUrl: https://data.example.com/callback"},
    {"callback_not_ours", kConfidential, 13, "    callbackUrl: http://localhost:8585/callback", 13,
     "authenticationConfiguration.oidcConfiguration.callbackUrl", "https://data.example.com/callback"},
    {"callback_not_ours", kConfidential, 13, "    callbackUrl: https://data.example.com/callback/", 13,
     "authenticationConfiguration.oidcConfiguration.callbackUrl"},
    {"response_type", kConfidential, 0, "    responseType: id_token", 14,
     "authenticationConfiguration.oidcConfiguration.responseType"},
    {"offline_access_missing", kConfidential, 12, "    scope: openid email", 12,
     "authenticationConfiguration.oidcConfiguration.scope", "scope: openid email offline_access"},
    {"scope_commas", kConfidential, 12, "    scope: openid,email, offline_access", 12,
     "authenticationConfiguration.oidcConfiguration.scope", "scope: openid email offline_access"},
    {"openid_missing", kConfidential, 12, "    scope: email offline_access", 12,
     "authenticationConfiguration.oidcConfiguration.scope", "scope: openid email offline_access"},
    {"custom_parameter", kConfidential, 0, "    customParams: {redirect_uri: https://evil.example}", 14,
     "authenticationConfiguration.oidcConfiguration.customParams"},
    {"custom_parameter", kConfidential, 0, "    customParams: {customParamKey1: state, customParamValue1: x}", 14,
     "authenticationConfiguration.oidcConfiguration.customParams"},

    // Authorization.
    {"authorizer_noop", kNothing, 0,
     "authorizerConfiguration:\n  className: org.openmetadata.service.security.NoopAuthorizer", 2,
     "authorizerConfiguration.className"},
    {"authorizer_noop", kNothing, 0,
     "authorizerConfiguration:\n  containerRequestFilter: org.openmetadata.service.security.NoopFilter", 2,
     "authorizerConfiguration.containerRequestFilter"},
    {"admin_default", kPublic, 4, "  adminPrincipals: [admin]", 4, "authorizerConfiguration.adminPrincipals"},
    {"admin_default", kPublic, 4, "", 3, "authorizerConfiguration.adminPrincipals"},
    {"admin_with_password", kPublic, 4, "  adminPrincipals: [\"ann:hunter2\"]", 4,
     "authorizerConfiguration.adminPrincipals", "ann"},
    {"bad_value", kPublic, 4, "  adminPrincipals: [\"oid:ann\"]", 4, "authorizerConfiguration.adminPrincipals"},
    {"claims_mapping", kPublic, 0, "  jwtPrincipalClaimsMapping: [\"email:email\", \"name:name\"]", 11,
     "authenticationConfiguration.jwtPrincipalClaimsMapping", "username:preferred_username"},
    {"claims_mapping", kPublic, 0, "  jwtPrincipalClaimsMapping: [\"email:email\"]", 11,
     "authenticationConfiguration.jwtPrincipalClaimsMapping"},
    {"claims_mapping", kPublic, 0, "  jwtPrincipalClaimsMapping: [\"email:email\", username]", 11,
     "authenticationConfiguration.jwtPrincipalClaimsMapping"},
    {"domain_lists_differ", kPublic, 4,
     "  adminPrincipals: [ann]\n  enforcePrincipalDomain: true\n  allowedDomains: [a.com]\n  "
     "allowedEmailRegistrationDomains: [b.com]",
     7, "authorizerConfiguration.allowedEmailRegistrationDomains"},
    {"principal_domain_default", kPublic, 4, "  adminPrincipals: [ann]\n  enforcePrincipalDomain: true", 5,
     "authorizerConfiguration.enforcePrincipalDomain"},
    {"bad_value", kNothing, 0, "authorizerConfiguration:\n  allowedDomains: [\"@example.com\"]", 2,
     "authorizerConfiguration.allowedDomains"},
    {"role_rule", kNothing, 0, "roleMapping:\n  - role: A", 2, "roleMapping[0]"},
    {"role_rule", kNothing, 0, "roleMapping:\n  - appRole: a", 2, "roleMapping[0]"},
    {"role_rule", kNothing, 0, "roleMapping:\n  - {role: A, appRole: a, group: g}", 2, "roleMapping[0]"},
    {"role_rule", kNothing, 0, "roleMapping:\n  - {role: A, everyone: false}", 2, "roleMapping[0]"},
    {"bad_value", kPublic, 0, "roleMapping:\n  - {role: A, group: Stewards}", 12, "roleMapping[0].group"},
    {"role_without_rule", kNothing, 0, "routes:\n  - {path: /, upstream: \"http://h:1\", roles: [A]}", 2,
     "routes[0].roles"},

    // Our own tokens, server, sessions.
    {"published_key_id", kNothing, 0, "jwtTokenConfiguration:\n  keyId: Gb389a-9f76-gdjs-a92j-0242bk94356", 2,
     "jwtTokenConfiguration.keyId"},
    {"bad_value", kNothing, 0, "jwtTokenConfiguration:\n  rsaprivateKeyFilePath: k\n  rsapublicKeyFilePath: k", 3,
     "jwtTokenConfiguration.rsapublicKeyFilePath"},
    {"bad_value", kNothing, 0, "jwtTokenConfiguration:\n  identityTokenLifetime: 1d", 2,
     "jwtTokenConfiguration.identityTokenLifetime"},
    {"public_url_insecure", kNothing, 0, "server:\n  publicUrl: http://data.example.com", 2, "server.publicUrl",
     "publicUrl: https://data.example.com"},
    {"bad_value", kNothing, 0, "server:\n  publicUrl: https://data.example.com/app", 2, "server.publicUrl",
     "publicUrl: https://data.example.com"},
    {"bad_value", kNothing, 0, "server:\n  publicUrl: data.example.com", 2, "server.publicUrl"},
    {"bad_value", kNothing, 0, "server:\n  port: 65536", 2, "server.port"},
    {"bad_value", kNothing, 0, "server:\n  address: localhost", 2, "server.address"},
    {"bad_value", kNothing, 0, "server:\n  loops: 0", 2, "server.loops"},
    {"bad_value", kNothing, 0, "server:\n  extraHosts: [\"a/b\"]", 2, "server.extraHosts"},
    {"bad_value", kNothing, 0, "server:\n  allowedReturnUrls: [/after]", 2, "server.allowedReturnUrls"},
    {"bad_value", kNothing, 0, "server:\n  allowedReturnUrls: [\"http://app.example.com/\"]", 2,
     "server.allowedReturnUrls"},
    {"trusted_proxy", kNothing, 0, "server:\n  trustedProxies: [proxy.example.com]", 2, "server.trustedProxies"},
    {"trusted_proxy", kNothing, 0, "server:\n  trustedProxies: [0.0.0.0/0]", 2, "server.trustedProxies"},
    {"trusted_proxy", kNothing, 0, "server:\n  trustedProxies: [\"::/0\"]", 2, "server.trustedProxies"},
    {"trusted_proxy", kNothing, 0, "server:\n  trustedProxies: [10.1.2.3/8]", 2, "server.trustedProxies", "10.0.0.0/8"},
    {"trusted_proxy", kNothing, 0, "server:\n  trustedProxies: [10.0.0.0/33]", 2, "server.trustedProxies"},
    {"pair_incomplete", kNothing, 0, "server:\n  tlsCertificateFile: /c", 2, "server.tlsCertificateFile"},
    {"pair_incomplete", kNothing, 0, "server:\n  tlsKeyFile: /k", 2, "server.tlsKeyFile"},
    {"same_port", kNothing, 0, "server:\n  adminPort: 8585", 2, "server.adminPort", "adminPort: 8586"},
    {"cookie_name", kNothing, 0, "sessions:\n  cookieName: sallyport", 2, "sessions.cookieName"},
    {"cookie_name", kNothing, 0, "sessions:\n  cookieName: \"__Host-a b\"", 2, "sessions.cookieName"},
    {"cookie_name", kNothing, 0, "sessions:\n  cookieName: __Host-", 2, "sessions.cookieName"},
    {"session_limits", kNothing, 0, "sessions:\n  idle: 10d", 2, "sessions.idle"},
    {"session_limits", kNothing, 0, "sessions:\n  idle: 5", 2, "sessions.idle"},
    {"session_limits", kNothing, 0, "sessions:\n  renewEvery: 5s", 2, "sessions.renewEvery"},

    // Routes.
    {"route_path", kNothing, 0, "routes:\n  - {path: reports, upstream: \"http://h:1\"}", 2, "routes[0].path"},
    {"route_path", kNothing, 0, "routes:\n  - {path: /a/../b, upstream: \"http://h:1\"}", 2, "routes[0].path"},
    {"route_path", kNothing, 0, "routes:\n  - {path: /a/, upstream: \"http://h:1\"}", 2, "routes[0].path", "path: /a"},
    {"route_path", kNothing, 0, "routes:\n  - {path: /callback, upstream: \"http://h:1\"}", 2, "routes[0].path"},
    {"route_duplicate", kNothing, 0,
     "routes:\n  - {path: /, upstream: \"http://h:1\"}\n  - {path: /, upstream: \"http://h:2\"}", 3, "routes[1].path"},
    {"route_upstream", kNothing, 0, "routes:\n  - {path: /, upstream: h:1}", 2, "routes[0].upstream"},
    {"route_upstream", kNothing, 0, "routes:\n  - {path: /, upstream: \"http://h:1/app\"}", 2, "routes[0].upstream"},
    {"route_upstream", kNothing, 0, "routes:\n  - {path: /, upstream: \"unix:run/app.sock\"}", 2, "routes[0].upstream"},
    {"route_access", kNothing, 0, "routes:\n  - {path: /, upstream: \"http://h:1\", access: public, admin: true}", 2,
     "routes[0].access"},
    {"bad_value", kNothing, 0, "routes:\n  - {path: /, upstream: \"http://h:1\", host: \"a/b\"}", 2, "routes[0].host"},
    {"bad_value", kNothing, 0, "routes:\n  - {path: /, upstream: \"http://h:1\", connectTimeout: 0}", 2,
     "routes[0].connectTimeout"},
    {"pair_incomplete", kNothing, 0, "routes:\n  - {path: /, upstream: \"http://h:1\", caFile: /ca}", 2,
     "routes[0].caFile"},
};

const Files kFiles = {{"/empty", {"", false}},         {"/two-lines", {"a\nb\n", false}}, {"/open", {"value\n", true}},
                      {"/secret", {"value\n", false}}, {"/c.pem", {"", false}},           {"/k.pem", {"", false}}};

const Rule& rule_of(std::string_view word) {
  return *std::ranges::find(kRules, word, &Rule::word);
}

TEST(Refusals, TheBasesThemselvesAreFine) {
  for (const auto base : {kConfidential, kPublic, kNothing}) {
    const auto loaded = load(base);
    EXPECT_TRUE(loaded.settings);
    EXPECT_TRUE(loaded.findings.empty()) << print_all(loaded);
  }
}

TEST(Refusals, EachNamesItsLineAndKeyAndNothingElse) {
  for (const auto& row : kCases) {
    const auto text = edited(row.base, row.replaced, row.with);
    const auto loaded = load(text, {}, kFiles);
    const auto found = beyond_notices(loaded);
    SCOPED_TRACE(text + "\n" + print_all(loaded));
    EXPECT_EQ(found.size(), 1u);
    if (found.empty()) continue;
    EXPECT_EQ(found[0].rule, row.rule);
    EXPECT_EQ(found[0].severity, rule_of(row.rule).severity);
    EXPECT_EQ(found[0].line, row.line);
    EXPECT_EQ(found[0].key, row.key);
    EXPECT_NE(found[0].write.find(row.write), std::string::npos);
    EXPECT_EQ(loaded.settings.has_value(), found[0].severity != Severity::refused);
  }
}

TEST(Refusals, WhatIsCorrectedIsRefusedWhenStrict) {
  for (const auto& row : kCases) {
    if (rule_of(row.rule).severity != Severity::corrected) continue;
    const auto loaded = load(edited(row.base, row.replaced, row.with), {}, kFiles, {.strict = true});
    EXPECT_FALSE(loaded.settings) << row.with;
  }
}

// The notices, and what only a file system can provoke, have tests of their own.
TEST(Refusals, EveryRuleHasARow) {
  std::set<std::string_view> provoked{"file_unreadable", "section_skipped", "key_ignored", "key_url_unused",
                                      "public_url_derived"};
  for (const auto& row : kCases) provoked.insert(row.rule);
  for (const auto& row : kRules) EXPECT_TRUE(provoked.contains(row.word)) << row.word;
}

TEST(Refusals, AllAreReportedAtOnce) {
  const auto loaded = load(
      "server:\n  prot: 1\n  publicUrl: http://x.example\nroutes:\n  - path: reports\n    upstream: nowhere\n"
      "authenticationConfiguration:\n  provider: azure\n  clientType: confidential\n");
  std::string lines;
  for (const auto& finding : beyond_notices(loaded))
    lines += std::to_string(finding.line) + " " + std::string(finding.rule) + "\n";
  EXPECT_EQ(lines,
            "0 admin_default\n2 unknown_key\n3 public_url_insecure\n5 route_path\n6 route_upstream\n7 missing_key\n7 "
            "missing_key\n"
            "7 offline_access_missing\n7 confidential_client_without_credential\n");
}

TEST(Refusals, NoSecretIsRepeated) {
  constexpr std::string_view kCanary = "canary-7f3a";
  const std::string canary(kCanary);
  const std::vector<std::string> texts = {
      edited(kConfidential, 10, "    secret: [" + canary + "]"),
      edited(kConfidential, 10, "    secret: \"" + canary + "\\n\""),
      edited(kConfidential, 10, "    secret: ${X:-" + canary),
      edited(kPublic, 0, "  oidcConfiguration:\n    secret: " + canary),
      edited(kConfidential, 0, "    secret: " + canary),
      edited(kPublic, 4, "  adminPrincipals: [\"ann:" + canary + "\"]"),
      "routes:\n  - {path: /, upstream: \"http://ann:" + canary + "@h:1\"}\n",
      edited(kConfidential, 10, "    secretFile: /canary\n    clientAuthenticationMethod: private_key_jwt"),
  };
  for (const auto& text : texts) {
    const auto loaded = load(text, {}, {{"/canary", {canary + "\n", true}}});
    ASSERT_FALSE(loaded.findings.empty()) << text;
    EXPECT_EQ(print_all(loaded).find(kCanary), std::string::npos) << print_all(loaded);
    EXPECT_EQ(print_json(loaded.findings).find(kCanary), std::string::npos);
  }
}

}  // namespace
}  // namespace sallyport::app::config
