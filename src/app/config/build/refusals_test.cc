// One bad file for each rule. It must give this one finding, with the right line and key, and no other.
#include <gtest/gtest.h>

#include <set>

#include "app/config/build/load_fixture.h"
#include "app/config/schema/rules.h"

namespace sallyport::app::config {
namespace {

struct Case {
  std::string_view rule;
  std::string_view base;  // kConfidential, kPublic or ""
  int replaced;           // the line that `with` replaces; 0: it is added at the end
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
    {"duplicate_key", kConfidential, 0, "server:\n  port: 1", 15, "server"},  // a section twice
    {"unknown_key", kNothing, 0, "route: []", 1, "route", "routes"},
    {"unknown_key", kNothing, 0, "something: 1", 1, "something", "one of: server, store"},
    {"unknown_key", kPublic, 10, "  clientID: x\n  clientId: bbbbbbbb-0000-4000-8000-000000000002", 10,
     "authenticationConfiguration.clientID", "clientId"},
    {"unknown_key", kConfidential, 0, "    secrt: x", 15, "authenticationConfiguration.oidcConfiguration.secrt",
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
    {"wrong_type", kPublic, 0, "  enableSelfSignup: yes", 12, "authenticationConfiguration.enableSelfSignup",
     "enableSelfSignup: true"},
    {"list_of_one", kNothing, 0, "server:\n  trustedProxies: 10.0.0.1,10.0.0.2", 2, "server.trustedProxies",
     "trustedProxies: [10.0.0.1,10.0.0.2]"},
    {"yaml", kNothing, 0, "server:\n  port:1\n  loops: 1", 2, "", "port: 1"},
    {"yaml", kNothing, 0, "server:\n  dataDir: \"/d\"\"\n  loops: 1", 2, "", "dataDir: \"/d\""},
    {"stray_quote", kNothing, 0, "server:\n  dataDir: \"/d\n  port: 1", 2, "server.dataDir", "dataDir: /d"},
    {"missing_blank", kPublic, 8, "  clientType: public\n    responseType:id_token", 8,
     "authenticationConfiguration.clientType", "responseType: id_token"},
    {"missing_blank", kNothing, 0, "server:\n  dataDir: /d\n    port:1", 2, "server.dataDir", "port: 1"},
    {"wrong_section", kNothing, 0, "publicUrl: http://localhost:8585", 1, "publicUrl", "indented under `server`"},
    {"wrong_section", kNothing, 0, "adminPrincipals: [ann]", 1, "adminPrincipals",
     "indented under `authorizerConfiguration`"},
    {"unknown_key", kNothing, 0, "authorizerConfig:\n  adminPrincipals: [ann]", 1, "authorizerConfig",
     "authorizerConfiguration"},
    {"unknown_key", kNothing, 0, "authenticationConfiguration:\n  oidcConfiguration.scope: openid", 2,
     "authenticationConfiguration.oidcConfiguration.scope", "`scope` indented under `oidcConfiguration`"},
    {"odd_character", kConfidential, 11, "    secret: \" abc\"", 11,
     "authenticationConfiguration.oidcConfiguration.secret"},
    {"odd_character", kConfidential, 11, "    secret: \"ab c\"", 11,
     "authenticationConfiguration.oidcConfiguration.secret"},
    {"odd_character", kConfidential, 11, "    secretFile: /byte-order-mark", 11,
     "authenticationConfiguration.oidcConfiguration.secretFile"},
    {"odd_character", kPublic, 10, "  clientId: \u201Cbbbbbbbb-0000-4000-8000-000000000002\u201D", 10,
     "authenticationConfiguration.clientId", "clientId: bbbbbbbb-0000-4000-8000-000000000002"},
    {"placeholder", kConfidential, 11, "    secret: \"{Client Secret}\"", 11,
     "authenticationConfiguration.oidcConfiguration.secret"},
    {"placeholder", kConfidential, 11, "    secretFile: /placeholder", 11,
     "authenticationConfiguration.oidcConfiguration.secretFile"},
    {"placeholder", kPublic, 10, "  clientId: 00000000-0000-0000-0000-000000000000", 10,
     "authenticationConfiguration.clientId", "Application (client) ID"},
    {"placeholder", kNothing, 0, "server:\n  publicUrl: https://your.host", 2, "server.publicUrl"},
    {"placeholder", kNothing, 0, "authorizerConfiguration:\n  principalDomain: your.company", 2,
     "authorizerConfiguration.principalDomain"},
    {"placeholder", kPublic, 9, "  authority: {Tenant ID}", 9, "authenticationConfiguration.authority"},
    {"wrong_type", kConfidential, 11, "    secret: [a]", 11, "authenticationConfiguration.oidcConfiguration.secret"},
    {"not_a_choice", kPublic, 8, "  clientType: confidental", 8, "authenticationConfiguration.clientType",
     "clientType: confidential"},
    {"not_a_choice", kPublic, 0, "  responseType: token", 12, "authenticationConfiguration.responseType",
     "responseType: id_token"},
    {"not_a_choice", kPublic, 7, "  provider: entra", 7, "authenticationConfiguration.provider", "provider: azure"},
    {"not_a_choice", kPublic, 7, "  provider: OIDC", 7, "authenticationConfiguration.provider",
     "provider: custom-oidc"},
    {"not_a_choice", kPublic, 7, "  provider: banana", 7, "authenticationConfiguration.provider"},
    {"not_a_choice", kConfidential, 0, "    prompt: none", 15, "authenticationConfiguration.oidcConfiguration.prompt"},
    {"variable", kConfidential, 11, "    secret: ${UNSET}", 11, "authenticationConfiguration.oidcConfiguration.secret",
     "export UNSET=…"},
    {"variable", kPublic, 10, "  clientId: ${UNSET}", 10, "authenticationConfiguration.clientId", "${UNSET:-DEFAULT}"},
    {"variable", kPublic, 10, "  clientId: ${OPEN", 10, "authenticationConfiguration.clientId", "${NAME:-DEFAULT}"},
    {"stray_quote", kPublic, 10, "  clientId: b2\"", 10, "authenticationConfiguration.clientId", "clientId: b2"},
    {"stray_quote", kPublic, 9, "  authority: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001\"",
     9, "authenticationConfiguration.authority"},
    {"placeholder", kConfidential, 12,
     "    discoveryUri: https://login.microsoftonline.com/{tenantid}/v2.0/.well-known/openid-configuration", 12,
     "authenticationConfiguration.oidcConfiguration.discoveryUri"},
    {"placeholder", kPublic, 9, "  authority: https://login.microsoftonline.com/{Tenant ID}", 9,
     "authenticationConfiguration.authority"},
    {"placeholder", kPublic, 10, "  clientId: \"{Application (client) ID}\"", 10,
     "authenticationConfiguration.clientId"},
    {"list_of_one", kPublic, 5, "  adminPrincipals: ann@example.com", 5, "authorizerConfiguration.adminPrincipals",
     "adminPrincipals: [ann@example.com]"},
    {"missing_key", kPublic, 10, "", 6, "authenticationConfiguration.clientId"},
    {"missing_key", kPublic, 9, "", 6, "authenticationConfiguration.authority",
     "https://login.microsoftonline.com/TENANT-ID"},
    {"missing_key", kConfidential, 10, "", 9, "authenticationConfiguration.oidcConfiguration.id"},
    {"missing_key", kNothing, 0, "routes:\n  - upstream: http://h:1", 2, "routes[0].path"},
    {"missing_key", kNothing, 0, "routes:\n  - path: /", 2, "routes[0].upstream"},
    {"missing_key", kConfidential, 12, "", 9, "authenticationConfiguration.oidcConfiguration.discoveryUri"},
    {"bad_value", kPublic, 10, "  clientId: \"a\\nb\"", 10, "authenticationConfiguration.clientId"},
    {"bad_value", kPublic, 10, "  clientId: 22222222-2222-4222-8222-22222222222", 10,
     "authenticationConfiguration.clientId", "clientId: Application (client) ID"},
    {"bad_value", kConfidential, 10, "    id: my-app", 10, "authenticationConfiguration.oidcConfiguration.id"},

    // Clients and credentials.
    {"provider_unsupported", kNothing, 0, "authenticationConfiguration:\n  provider: saml", 2,
     "authenticationConfiguration.provider"},
    {"provider_unsupported", kNothing, 0, "authenticationConfiguration:\n  provider: ldap", 2,
     "authenticationConfiguration.provider"},
    {"public_client_with_secret", kPublic, 0, "  oidcConfiguration:\n    secret: x", 13,
     "authenticationConfiguration.oidcConfiguration.secret", "clientType: confidential"},
    {"public_client_with_secret", kPublic, 0, "  oidcConfiguration:\n    secretFile: /s", 13,
     "authenticationConfiguration.oidcConfiguration.secretFile"},
    {"confidential_client_without_credential", kConfidential, 11, "", 9,
     "authenticationConfiguration.oidcConfiguration.secret", "secret: ${OIDC_CLIENT_SECRET}"},
    {"confidential_client_without_credential", kConfidential, 11, "    secret: \"\"", 11,
     "authenticationConfiguration.oidcConfiguration.secret"},
    {"two_credentials", kConfidential, 0, "    secretFile: /secret", 15,
     "authenticationConfiguration.oidcConfiguration.secretFile"},
    {"two_credentials", kConfidential, 0, "    federatedTokenFile: /token", 15,
     "authenticationConfiguration.oidcConfiguration.federatedTokenFile"},
    {"client_auth_method", kConfidential, 0, "    clientAuthenticationMethod: private_key_jwt", 15,
     "authenticationConfiguration.oidcConfiguration.clientAuthenticationMethod", "client_secret_post"},
    {"client_auth_method", kConfidential, 0, "    clientAuthenticationMethod: client_secret_jwt", 15,
     "authenticationConfiguration.oidcConfiguration.clientAuthenticationMethod"},
    {"credential_file", kConfidential, 11, "    secretFile: /nowhere", 11,
     "authenticationConfiguration.oidcConfiguration.secretFile"},
    {"credential_file", kConfidential, 11, "    secretFile: /empty", 11,
     "authenticationConfiguration.oidcConfiguration.secretFile"},
    {"credential_file", kConfidential, 11, "    secretFile: /two-lines", 11,
     "authenticationConfiguration.oidcConfiguration.secretFile"},
    {"pair_incomplete", kConfidential, 11, "    clientCertificate:\n      certificateFile: /c.pem", 12,
     "authenticationConfiguration.oidcConfiguration.clientCertificate.certificateFile", "keyFile: PATH"},
    {"pair_incomplete", kConfidential, 11, "    clientCertificate:\n      keyFile: /k.pem", 12,
     "authenticationConfiguration.oidcConfiguration.clientCertificate.keyFile", "certificateFile: PATH"},
    {"secret_file_open", kConfidential, 11, "    secretFile: /open", 11,
     "authenticationConfiguration.oidcConfiguration.secretFile", "chmod 600 /open"},
    {"store_unproven", kNothing, 0, "store:\n  url: \"postgresql://u@db.example/s?sslmode=require\"", 2, "store.url",
     "no sslmode"},
    {"store_in_memory", kNothing, 0, "store:\n  url: \"memory:\"", 2, "store.url", "no url"},
    {"secret_is_id", kConfidential, 11, "    secret: dddddddd-0000-4000-8000-000000000004", 11,
     "authenticationConfiguration.oidcConfiguration.secret"},
    {"client_ids_differ", kConfidential, 0, "  clientId: dddddddd-0000-4000-8000-000000000004", 15,
     "authenticationConfiguration.clientId"},

    // Authorities.
    {"authority_invalid", kPublic, 9,
     "  authority: http://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001", 9,
     "authenticationConfiguration.authority"},
    {"authority_invalid", kConfidential, 12,
     "    discoveryUri: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/v2.0", 12,
     "authenticationConfiguration.oidcConfiguration.discoveryUri"},
    {"authority_not_entra", kPublic, 9, "  authority: https://login.example.com/aaaaaaaa-0000-4000-8000-000000000001",
     9, "authenticationConfiguration.authority",
     "https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001"},
    {"authority_not_entra", kPublic, 9,
     "  authority: https://login.microsoftonline.com.evil.example/aaaaaaaa-0000-4000-8000-000000000001", 9,
     "authenticationConfiguration.authority"},
    {"authority_not_entra", kPublic, 9, "  authority: https://accounts.google.com", 9,
     "authenticationConfiguration.authority"},
    {"authority_put_right", kPublic, 9,
     "  authority: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/oauth2/v2.0/authorize", 9,
     "authenticationConfiguration.authority",
     "authority: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001"},
    {"authority_put_right", kPublic, 9,
     "  authority: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/v2.0", 9,
     "authenticationConfiguration.authority",
     "authority: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001"},
    {"authority_put_right", kPublic, 9,
     "  authority: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/", 9,
     "authenticationConfiguration.authority"},
    {"authority_put_right", kConfidential, 0,
     "    tenant: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001", 15,
     "authenticationConfiguration.oidcConfiguration.tenant", "tenant: aaaaaaaa-0000-4000-8000-000000000001"},
    {"discovery_without_tenant", kConfidential, 12,
     "    discoveryUri: https://login.microsoftonline.com/v2.0/.well-known/openid-configuration", 12,
     "authenticationConfiguration.oidcConfiguration.discoveryUri",
     "https://login.microsoftonline.com/TENANT-ID/v2.0/.well-known/openid-configuration"},
    {"discovery_without_tenant", kConfidential, 12,
     "    tenant: aaaaaaaa-0000-4000-8000-000000000001\n"
     "    discoveryUri: https://login.microsoftonline.com/v2.0/.well-known/openid-configuration",
     13, "authenticationConfiguration.oidcConfiguration.discoveryUri",
     "https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/v2.0/.well-known/openid-configuration"},
    {"discovery_without_tenant", kPublic, 9, "  authority: https://login.microsoftonline.com", 9,
     "authenticationConfiguration.authority"},
    {"authority_invalid", kPublic, 9, "  authority: https://login.microsoftonline.com/tenant", 9,
     "authenticationConfiguration.authority"},
    {"authority_put_right", kPublic, 9, "  authority: login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001",
     9, "authenticationConfiguration.authority"},
    {"tenant_conflict", kConfidential, 0, "    tenant: dddddddd-0000-4000-8000-000000000004", 15,
     "authenticationConfiguration.oidcConfiguration.tenant", "tenant: aaaaaaaa-0000-4000-8000-000000000001"},
    {"tenant_conflict", kConfidential, 0,
     "  authority: https://login.microsoftonline.us/aaaaaaaa-0000-4000-8000-000000000001", 15,
     "authenticationConfiguration.authority"},
    {"tenant_conflict", kPublic, 0, "  allowedTenants: [dddddddd-0000-4000-8000-000000000004]", 12,
     "authenticationConfiguration.allowedTenants"},
    {"common_narrowed", kConfidential, 12,
     "    discoveryUri: https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration\n"
     "    tenant: aaaaaaaa-0000-4000-8000-000000000001",
     12, "authenticationConfiguration.oidcConfiguration.discoveryUri"},
    {"tenants_not_listed", kPublic, 9, "  authority: https://login.microsoftonline.com/common", 9,
     "authenticationConfiguration.authority", "allowedTenants: [TENANT-ID]"},
    {"tenants_not_listed", kPublic, 9, "  authority: https://login.microsoftonline.com/organizations", 9,
     "authenticationConfiguration.authority"},
    {"bad_value", kPublic, 9, "  authority: https://login.microsoftonline.com/common\n  allowedTenants: [contoso.com]",
     10, "authenticationConfiguration.allowedTenants"},
    {"keys_of_common", kPublic, 0, "  publicKeyUrls: [https://login.microsoftonline.com/common/discovery/keys]", 12,
     "authenticationConfiguration.publicKeyUrls",
     "https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/discovery/v2.0/keys"},
    {"bad_value", kPublic, 0, "  publicKeyUrls: [keys]", 12, "authenticationConfiguration.publicKeyUrls"},

    {"authority_put_right", kConfidential, 12,
     "    discoveryUri: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/v2.0/.well-known/"
     "openid_configuration",
     12, "authenticationConfiguration.oidcConfiguration.discoveryUri",
     "discoveryUri: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/v2.0/.well-known/"
     "openid-configuration"},
    {"authority_put_right", kConfidential, 12,
     "    discoveryUri: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/v2.0/.well_known/"
     "openid-configuration/",
     12, "authenticationConfiguration.oidcConfiguration.discoveryUri"},
    {"provider_host", kConfidential, 0, "    serverUrl: https://login.microsoftonline.com", 15,
     "authenticationConfiguration.oidcConfiguration.serverUrl", "serverUrl: https://HOST of this gateway"},
    {"provider_host", kPublic, 11, "  callbackUrl: https://login.microsoftonline.com/callback", 11,
     "authenticationConfiguration.callbackUrl", "callbackUrl: https://data.example.com/callback"},
    {"provider_host", kNothing, 0, "server:\n  extraHosts: [contoso.okta.com]", 2, "server.extraHosts"},

    // The sign-in.
    {"prompt_consent", kConfidential, 0, "    prompt: consent", 15,
     "authenticationConfiguration.oidcConfiguration.prompt", "prompt: select_account"},
    {"custom_parameter_moved", kConfidential, 0,
     "    customParams: '{\"prompt\":\"select_account\",\"domain_hint\":\"company.com\"}'", 15,
     "authenticationConfiguration.oidcConfiguration.customParams", "prompt: select_account"},
    {"custom_parameter_moved", kConfidential, 0,
     "    customParams: {customParamKey1: prompt, customParamValue1: login}", 15,
     "authenticationConfiguration.oidcConfiguration.customParams", "prompt: login"},
    {"custom_parameter", kConfidential, 0, "    prompt: login\n    customParams: {prompt: select_account}", 16,
     "authenticationConfiguration.oidcConfiguration.customParams"},
    {"callback_not_ours", kPublic, 11, "  callbackUrl: https://data.example.com/auth/callback", 11,
     "authenticationConfiguration.callbackUrl", "callbackUrl: https://data.example.com/callback"},
    {"callback_not_ours", kConfidential, 14, "    callbackUrl: http://localhost:8585/callback", 14,
     "authenticationConfiguration.oidcConfiguration.callbackUrl", "https://data.example.com/callback"},
    {"callback_not_ours", kConfidential, 14, "    callbackUrl: https://data.example.com/callback/", 14,
     "authenticationConfiguration.oidcConfiguration.callbackUrl"},
    {"response_type", kConfidential, 0, "    responseType: id_token", 15,
     "authenticationConfiguration.oidcConfiguration.responseType"},
    {"offline_access_missing", kConfidential, 13, "    scope: openid email", 13,
     "authenticationConfiguration.oidcConfiguration.scope", "scope: openid email offline_access"},
    {"scope_commas", kConfidential, 13, "    scope: openid,email, offline_access", 13,
     "authenticationConfiguration.oidcConfiguration.scope", "scope: openid email offline_access"},
    {"openid_missing", kConfidential, 13, "    scope: email offline_access", 13,
     "authenticationConfiguration.oidcConfiguration.scope", "scope: openid email offline_access"},
    {"custom_parameter", kConfidential, 0, "    customParams: {redirect_uri: https://evil.example}", 15,
     "authenticationConfiguration.oidcConfiguration.customParams"},
    {"custom_parameter", kConfidential, 0, "    customParams: {customParamKey1: state, customParamValue1: x}", 15,
     "authenticationConfiguration.oidcConfiguration.customParams"},

    // Authorization.
    {"authorizer_noop", kNothing, 0,
     "authorizerConfiguration:\n  className: org.openmetadata.service.security.NoopAuthorizer", 2,
     "authorizerConfiguration.className"},
    {"authorizer_noop", kNothing, 0,
     "authorizerConfiguration:\n  containerRequestFilter: org.openmetadata.service.security.NoopFilter", 2,
     "authorizerConfiguration.containerRequestFilter"},
    {"admin_default", kPublic, 5, "  adminPrincipals: [admin]", 5, "authorizerConfiguration.adminPrincipals"},
    {"admin_default", kPublic, 5, "", 4, "authorizerConfiguration.adminPrincipals"},
    {"admin_with_password", kPublic, 5, "  adminPrincipals: [\"ann:hunter2\"]", 5,
     "authorizerConfiguration.adminPrincipals", "ann"},
    {"bad_value", kPublic, 5, "  adminPrincipals: [\"oid:ann\"]", 5, "authorizerConfiguration.adminPrincipals"},
    {"claims_mapping", kPublic, 0, "  jwtPrincipalClaimsMapping: [\"email:email\", \"name:name\"]", 12,
     "authenticationConfiguration.jwtPrincipalClaimsMapping", "username:preferred_username"},
    {"claims_mapping", kPublic, 0, "  jwtPrincipalClaimsMapping: [\"email:email\"]", 12,
     "authenticationConfiguration.jwtPrincipalClaimsMapping"},
    {"claims_mapping", kPublic, 0, "  jwtPrincipalClaimsMapping: [\"email:email\", username]", 12,
     "authenticationConfiguration.jwtPrincipalClaimsMapping"},
    {"domain_lists_differ", kPublic, 5,
     "  adminPrincipals: [ann]\n  enforcePrincipalDomain: true\n  allowedDomains: [a.com]\n  "
     "allowedEmailRegistrationDomains: [b.com]",
     8, "authorizerConfiguration.allowedEmailRegistrationDomains"},
    {"principal_domain_default", kPublic, 5, "  adminPrincipals: [ann]\n  enforcePrincipalDomain: true", 6,
     "authorizerConfiguration.enforcePrincipalDomain"},
    {"bad_value", kNothing, 0, "authorizerConfiguration:\n  allowedDomains: [\"@example.com\"]", 2,
     "authorizerConfiguration.allowedDomains"},
    {"bad_value", kNothing, 0, "authorizerConfiguration:\n  principalDomain: \"@contoso.example\"", 2,
     "authorizerConfiguration.principalDomain", "principalDomain: contoso.example"},
    {"bad_value", kNothing, 0, "authorizerConfiguration:\n  principalDomain: https://contoso.example/", 2,
     "authorizerConfiguration.principalDomain", "principalDomain: contoso.example"},
    {"bad_value", kNothing, 0, "authorizerConfiguration:\n  allowedDomains: [\"*.contoso.example\"]", 2,
     "authorizerConfiguration.allowedDomains", "allowedDomains: [contoso.example]"},
    {"domain_without_address", kNothing, 0,
     "authorizerConfiguration: {enforcePrincipalDomain: true, principalDomain: contoso.example}\n"
     "authenticationConfiguration:\n  jwtPrincipalClaims: [sub, oid]",
     3, "authenticationConfiguration.jwtPrincipalClaims"},
    {"domain_without_address", kNothing, 0,
     "authorizerConfiguration: {allowedEmailRegistrationDomains: [contoso.example]}\n"
     "authenticationConfiguration:\n  jwtPrincipalClaims: [phone_number]",
     3, "authenticationConfiguration.jwtPrincipalClaims"},
    {"role_rule", kNothing, 0, "roleMapping:\n  - role: A", 2, "roleMapping[0]"},
    {"role_rule", kNothing, 0, "roleMapping:\n  - appRole: a", 2, "roleMapping[0]"},
    {"role_rule", kNothing, 0, "roleMapping:\n  - {role: A, appRole: a, group: g}", 2, "roleMapping[0]"},
    {"role_rule", kNothing, 0, "roleMapping:\n  - {role: A, everyone: false}", 2, "roleMapping[0]"},
    {"bad_value", kPublic, 0, "roleMapping:\n  - {role: A, group: Stewards}", 13, "roleMapping[0].group"},
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
    {"bad_value", kNothing, 0, "server:\n  publicUrl: http://localhost:8585/app/", 2, "server.publicUrl",
     "publicUrl: http://localhost:8585/app"},
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
    {"bad_value", kNothing, 0, "rateLimits:\n  signIn: 1000001", 2, "rateLimits.signIn", "signIn: 1200"},
    {"bad_value", kNothing, 0, "rateLimits:\n  refusedCredentials: 9999999999", 2, "rateLimits.refusedCredentials"},
    {"wrong_type", kNothing, 0, "rateLimits:\n  callback: -1", 2, "rateLimits.callback"},
    {"wrong_type", kNothing, 0, "rateLimits:\n  localSignIn: 2 a minute", 2, "rateLimits.localSignIn"},
    {"session_limits", kNothing, 0, "sessions:\n  idle: 10d", 2, "sessions.idle"},
    {"session_limits", kNothing, 0, "sessions:\n  idle: 5", 2, "sessions.idle"},
    {"session_limits", kNothing, 0, "sessions:\n  renewEvery: 5s", 2, "sessions.renewEvery"},

    {"tls_ends_nowhere", kNothing, 0, "server:\n  publicUrl: https://data.example.com", 2, "server.publicUrl",
     "trustedProxies: [127.0.0.1]"},
    {"branding_logo", kNothing, 0, "server:\n  branding: {logoFile: /two-lines}", 2, "server.branding.logoFile"},
    {"bad_value", kNothing, 0, "server:\n  branding: {accent: blue}", 2, "server.branding.accent"},
    {"bad_value", kNothing, 0, "server:\n  stopDelay: 6m", 2, "server.stopDelay", "stopDelay: 5s"},

    // Routes.
    {"pattern", kNothing, 0, "routes:\n  - {path: \"/admin/*\", upstream: \"http://h:1\"}", 2, "routes[0].path",
     "path: /admin"},
    {"route_host", kNothing, 0, "routes:\n  - {path: /, upstream: \"http://h:1\", host: other.example}", 2,
     "routes[0].host", "extraHosts: [other.example]"},
    {"route_loop", kNothing, 0, "routes:\n  - {path: /, upstream: \"http://localhost:8585\"}", 2, "routes[0].upstream"},
    {"method_unknown", kNothing, 0, "routes:\n  - {path: /, upstream: \"http://h:1\", methods: [TRACE]}", 2,
     "routes[0].methods"},
    {"audience_shared", kNothing, 0,
     "routes:\n  - {path: /a, upstream: \"http://h:1\", identity: jwt, audience: x}\n"
     "  - {path: /b, upstream: \"http://h:2\", identity: jwt, audience: x}",
     3, "routes[1].audience"},
    {"route_path", kNothing, 0, "routes:\n  - {path: reports, upstream: \"http://h:1\"}", 2, "routes[0].path"},
    {"route_path", kNothing, 0, "routes:\n  - {path: /a/../b, upstream: \"http://h:1\"}", 2, "routes[0].path"},
    {"route_path", kNothing, 0, "routes:\n  - {path: /a/, upstream: \"http://h:1\"}", 2, "routes[0].path", "path: /a"},
    {"route_path", kNothing, 0, "routes:\n  - {path: /callback, upstream: \"http://h:1\"}", 2, "routes[0].path"},
    {"route_path", kNothing, 0, "routes:\n  - {path: /check/a, upstream: \"http://h:1\"}", 2, "routes[0].path"},
    {"policy_resource", kNothing, 0, "policies:\n  resources:\n    - {name: table, operations: [View]}", 3,
     "policies.resources[0].name"},
    {"route_operation", kNothing, 0,
     "routes:\n  - {path: /, upstream: \"http://h:1\", requires: {operation: Fly, resource: dashboard}}", 2,
     "routes[0].requires.operation"},
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

const Files kFiles = {{"/empty", {"", false}},
                      {"/two-lines", {"a\nb\n", false}},
                      {"/open", {"value\n", true}},
                      {"/byte-order-mark", {"\uFEFFvalue\n", false}},
                      {"/placeholder", {"YOUR_CLIENT_SECRET\n", false}},
                      {"/secret", {"value\n", false}},
                      {"/c.pem", {"", false}},
                      {"/k.pem", {"", false}}};

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
  RecordProperty("covers", "B4, B11, B18, Q1, Q2, Q9, Q13, Q14");
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

// Notices, and rules that only a file system can provoke, have tests of their own.
TEST(Refusals, EveryRuleHasARow) {
  std::set<std::string_view> provoked{
      "file_unreadable", "section_skipped", "key_ignored", "key_url_unused", "public_url_derived",
      // So have rules that need variables, real files or a network.
      "trailing_comment", "admin_by_role", "no_routes", "start_would_fail", "provider_unreachable", "provider_metadata",
      "clock_differs", "client_refused", "client_not_checked", "upstream_unreachable",
      // And these need a version in the store.
      "version_key", "version_overruled"};
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
      edited(kConfidential, 11, "    secret: [" + canary + "]"),
      edited(kConfidential, 11, "    secret: \"" + canary + "\\n\""),
      edited(kConfidential, 11, "    secret: \"" + canary + "\"\""),
      edited(kConfidential, 11, "    secret:" + canary),
      edited(kConfidential, 10, "    id: \"bbbbbbbb\n    secret: " + canary),
      edited(kConfidential, 10, "    id: bbbbbbbb\n      secret:" + canary),
      edited(kConfidential, 11, "    secret: ${X:-" + canary),
      edited(kPublic, 0, "  oidcConfiguration:\n    secret: " + canary),
      edited(kConfidential, 0, "    secret: " + canary),
      edited(kPublic, 5, "  adminPrincipals: [\"ann:" + canary + "\"]"),
      "routes:\n  - {path: /, upstream: \"http://ann:" + canary + "@h:1\"}\n",
      edited(kConfidential, 11, "    secretFile: /canary\n    clientAuthenticationMethod: private_key_jwt"),
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
