// What the gateway needs to know, checked and complete: app/config makes one from the YAML, nothing else does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "entra/authority.h"
#include "http/upstream.h"
#include "identity/policy.h"
#include "identity/role_mapping.h"
#include "oidc/rp/authorization.h"
#include "oidc/rp/client.h"
#include "oidc/rp/provider.h"
#include "session/session.h"

namespace sallyport::gateway {

enum class Provisioning { off, allowed_domains, on };  // may a first sign-in create the person?

// Upstream identity provider: from authenticationConfiguration.
struct ProviderSettings {
  std::string name;                     // "azure", "custom-oidc"
  std::string display_name;             // providerName
  bool is_entra = true;                 // azure: tenants, overage, AADSTS
  entra::Authority authority;           // meaningless where not is_entra
  oidc::rp::ProviderSettings metadata;  // discovery URI, expectation, timings
  std::vector<TenantId> allowed_tenants;
  bool confidential = false;  // auth code flow; else implicit: the browser's MSAL, or id_token by form_post
  oidc::rp::Client client;
  oidc::rp::ResponseType response_type = oidc::rp::ResponseType::code;
  oidc::rp::ResponseMode response_mode = oidc::rp::ResponseMode::query;
  std::vector<std::string> audiences;  // of bearer tokens: the client id, api://client id, what is configured
  std::vector<crypto::SignatureAlgorithm> algorithms{crypto::SignatureAlgorithm::rs256};
  bool accept_v1_tokens = false;
  std::optional<oidc::rp::Client> graph_client;  // for overage; absent: overage fails closed
};

// From authorizerConfiguration.
struct AuthorizerSettings {
  std::vector<std::string> admin_principals;  // username, e-mail label (only with a verified issuer), or "oid:GUID"
  std::string principal_domain;
  std::vector<std::string> allowed_domains;
  bool enforce_principal_domain = false;
  bool use_roles_from_provider = false;
  std::vector<std::string> jwt_principal_claims;  // ordered
  std::string username_claim;                     // of jwtPrincipalClaimsMapping; empty: not mapped
  std::string email_claim;
  Provisioning provisioning = Provisioning::on;

  bool operator==(const AuthorizerSettings&) const = default;
};

// From jwtTokenConfiguration: our own tokens.
struct OwnTokenSettings {
  std::string issuer;
  std::string key_id;            // empty: the thumbprint of the key
  std::string private_key_file;  // PKCS#8, DER or PEM; made at first start, mode 0600
  std::string public_key_file;
  Seconds identity_lifetime{300};  // of the token that `identity: jwt` sends to an upstream

  bool operator==(const OwnTokenSettings&) const = default;
};

enum class IdentityForm { headers, jwt };
enum class RouteAccess { required, optional, public_ };
enum class AmbiguousSegments { refuse, pass };  // "a%2Fb", "50%25", "x;v=1"

struct Route {
  std::string path;  // prefix at a '/' boundary, canonical
  std::string host;  // empty: every host of ours
  std::shared_ptr<const http::Upstream> upstream;
  bool strip_prefix = false;
  identity::Requirement requirement;
  RouteAccess access = RouteAccess::required;
  IdentityForm identity = IdentityForm::headers;
  std::size_t max_body = 0;  // 0: no limit
  AmbiguousSegments ambiguous_segments = AmbiguousSegments::refuse;
};

// How long a client may take, and we at the stop.
struct ServerTimeouts {
  Seconds header{10};
  Seconds idle{75};
  Seconds body{30};  // for each 4 kB
  Seconds write{30};
  Seconds drain{8};
};

struct ServerSettings {
  std::string public_url;                // "https://data.example.com": decides Secure, redirects, allowed Host
  std::vector<std::string> extra_hosts;  // further values of Host that are ours
  std::string address = "127.0.0.1";
  int port = 8585;
  std::string unix_socket;           // for /check; may be empty
  std::string tls_certificate_file;  // both or none
  std::string tls_key_file;
  std::string admin_address = "127.0.0.1";  // healthz, readyz, metrics
  int admin_port = 8586;
  std::vector<std::string> trusted_proxies;      // addresses or CIDR; empty: X-Forwarded-* is believed from nobody
  std::vector<std::string> allowed_return_urls;  // exact, besides our own origin
  int loops = 1;
  int workers = 32;
  ServerTimeouts timeouts;
  std::string data_dir;  // keys, sealing key, SQLite
};

struct SessionSettings {
  session::SessionLimits limits;
  std::string cookie_name = "__Host-sallyport";
  Seconds renew_every{3600};  // ask the provider anew at least this often, where there is a refresh token

  bool operator==(const SessionSettings&) const = default;
};

// The program itself, for /api/v1/system/version: app/wiring.cc knows it.
struct Program {
  std::string version = "0.1.0";
  std::string revision = "unknown";  // of its source
  UnixTime committed;                // that revision; 0: unknown
};

struct Settings {
  ServerSettings server;
  ProviderSettings provider;
  bool sign_in_configured = false;  // false: provider is basic: only the local admin
  AuthorizerSettings authorizer;
  OwnTokenSettings own_tokens;
  SessionSettings sessions;
  identity::RoleMapping roles;
  std::vector<Route> routes;  // longest path first
  std::string store_path;     // SQLite file
  Seconds store_busy_timeout{5};
  bool demo = false;
  Program program;
};

}  // namespace sallyport::gateway
