// The configuration of a gateway, checked and complete. app/config makes it from the YAML file. The gateway never
// changes it, so any thread may read it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "base/tagged.h"
#include "crypto/password.h"
#include "entra/authority.h"
#include "gateway/call/provider_traits.h"
#include "http/upstream.h"
#include "identity/policy/operation_requirement.h"
#include "identity/policy/vocabulary.h"
#include "identity/requirement.h"
#include "identity/role_mapping.h"
#include "oidc/rp/authorization.h"
#include "oidc/rp/client.h"
#include "oidc/rp/provider.h"
#include "session/session.h"

namespace sallyport::gateway {

enum class Provisioning { off, allowed_domains, on };  // may a first sign-in create the person?

// The identity provider: from authenticationConfiguration.
struct ProviderSettings {
  std::string name;          // "azure", "custom-oidc"
  std::string display_name;  // providerName
  ProviderTraits traits = kEntraTraits;
  entra::Authority authority;           // meaningless for a provider without tenants
  oidc::rp::ProviderSettings metadata;  // discovery URI, expectation, timings
  std::vector<TenantId> allowed_tenants;
  bool confidential = false;  // true: authorization code flow; false: MSAL in the browser, or id_token by form_post
  oidc::rp::Client client;
  oidc::rp::ResponseType response_type = oidc::rp::ResponseType::code;
  oidc::rp::ResponseMode response_mode = oidc::rp::ResponseMode::query;
  std::vector<std::string> audiences;  // of bearer tokens: the client id, api://client id, and those configured
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
  std::vector<std::string> jwt_principal_claims;  // the first of these that the token has is used
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
  Seconds identity_lifetime{300};   // of each token that we mint, for an upstream or for our API
  bool unlimited_personal = false;  // may people make personal access tokens that never expire?

  bool operator==(const OwnTokenSettings&) const = default;
};

enum class IdentityForm { headers, jwt };
enum class RouteAccess { required, optional, public_ };
enum class AmbiguousSegments { refuse, pass };  // "a%2Fb", "50%25", "x;v=1", "a//b"

// Whose bearer token a request to this route carries.
enum class BearerOwner {
  ours,         // we check it, and it decides who the caller is
  application,  // we pass it on untouched, and the session cookie decides
  both,         // ours if we or our provider issued it; any other token is the application's
};

enum class Preflight { check, pass };  // judge a CORS preflight like any request, or let the application answer it
enum class Frames { refuse, allow };   // may another site show the application in a frame?

// How a name or an address with characters beyond ASCII travels in an identity header.
enum class HeaderText { utf8, percent_encoded, rfc8187 };

// What the policies must allow the caller of a route. Its segments are those of the path below the route's own.
using identity::AttributeSource;
using identity::AttributeSources;
using identity::OperationRequirement;

struct Route {
  std::string path;  // prefix at a '/' boundary, canonical
  std::string host;  // empty: every host of ours
  std::shared_ptr<const http::Upstream> upstream;
  bool strip_prefix = false;
  identity::Requirement requirement;
  std::optional<OperationRequirement> operation;
  RouteAccess access = RouteAccess::required;
  IdentityForm identity = IdentityForm::headers;
  std::size_t max_body = 0;  // bytes; 0: no limit
  AmbiguousSegments ambiguous_segments = AmbiguousSegments::refuse;
  BearerOwner bearer = BearerOwner::ours;
  Preflight preflight = Preflight::check;
  Frames frames = Frames::refuse;
  HeaderText header_text = HeaderText::utf8;
  std::vector<std::string> methods;  // registered HTTP methods that pass; empty: see gateway/access/decision.cc
  std::string audience;              // `aud` of the token for `identity: jwt`; no two upstreams share one
};

// What an operator adds to our pages. Every field may be empty.
struct Branding {
  std::string name;          // of the application that people sign in to
  std::string company;       // that owns the application
  std::string logo;          // the image itself, as a data: URL
  std::string accent;        // "#0f62fe"
  std::string support_link;  // https: or mailto:

  bool operator==(const Branding&) const = default;
};

// How long the server waits for a client, and, when it stops, for open requests.
struct ServerTimeouts {
  Seconds header{10};
  Seconds idle{75};
  Seconds body{30};  // for each 4 kB
  Seconds write{30};
  Seconds drain{8};       // when the server stops
  Seconds stop_delay{0};  // before that, while the server is no longer ready and still serves
};

struct ServerSettings {
  std::string public_url;                // "https://data.example.com": decides Secure, redirects, allowed Host
  std::vector<std::string> extra_hosts;  // further values of Host that are ours
  std::string address = "127.0.0.1";
  int port = 8585;
  std::string unix_socket;           // for /check; may be empty
  std::string operator_socket;       // of the commands of the machine's owner; empty: none
  std::string tls_certificate_file;  // set together with tls_key_file, or both are empty
  std::string tls_key_file;
  std::string admin_address = "127.0.0.1";  // healthz, readyz, metrics
  int admin_port = 8586;
  std::vector<std::string> trusted_proxies;      // addresses or CIDR; empty: no peer's X-Forwarded-* is believed
  bool operations_in_query = false;              // may a trusted proxy ask for an operation in the query of /check?
  std::vector<std::string> allowed_return_urls;  // exact, besides our own origin
  int loops = 1;
  int workers = 32;
  ServerTimeouts timeouts;
  std::string data_dir;   // keys, sealing key, SQLite
  std::string base_path;  // the path of publicUrl: "/tools"; empty if we are at the root of our host
  Branding branding;
  std::string openmetadata_version;  // what OpenMetadata's SDKs are told; empty: the program's own version
};

// The requests that are counted for each client network.
enum class Limited : std::uint8_t { sign_in, callback, local_sign_in, refused_credential, new_token };
inline constexpr std::size_t kLimitedKinds = 5;

// How many of them a network may send in a minute; 0: as many as it likes.
struct RateLimitSettings {
  std::array<int, kLimitedKinds> a_minute{};

  int of(Limited kind) const { return a_minute[static_cast<std::size_t>(kind)]; }
};

// An OpenTelemetry collector.
struct TelemetrySettings {
  std::string endpoint;  // empty: nothing is sent
  Secret headers;        // "name=value,name=value", percent-encoded
  std::string service_name = "sallyport";
  Seconds metrics_every{60};
};

struct SessionSettings {
  session::SessionLimits limits;
  std::string cookie_name = "__Host-sallyport";
  Seconds renew_every{3600};  // if there is a refresh token, ask the provider again at least this often

  bool operator==(const SessionSettings&) const = default;
};

// Where people and sessions are kept: in a SQLite file, or in a PostgreSQL database that several gateways share.
struct StoreSettings {
  std::string path;           // of the SQLite file
  Secret url;                 // of the PostgreSQL database, which may hold a password; empty: the SQLite file
  std::string password_file;  // read before each connection; empty: the URL's password, or libpq's passfile
  Secret key;                 // from store.keyFile; empty: the gateway's keys are files in server.dataDir
  int connections = 10;       // to the PostgreSQL database, at most
  Seconds busy_timeout{5};    // how long a write waits for others
  Seconds stale_after{30};    // how long caches are trusted while other nodes' changes cannot be heard
};

// The version of this program, for /api/v1/system/version. app/run/wiring.cc fills it in.
struct Program {
  std::string version = "unknown";
  std::string revision = "unknown";  // of its source
  UnixTime committed;                // when the revision was committed; 0: unknown
};

struct AuditSettings {
  Seconds keep_for{90 * 86400};  // how long the records of the audit trail are kept

  bool operator==(const AuditSettings&) const = default;
};

// From whom a second factor is asked. Everybody else may set one up, and is then asked for it.
enum class SecondFactorFor { nobody, administrators, everyone };

// From localAccounts: passwords that people have here, and the local administrator's.
struct LocalAccountSettings {
  bool allowed = false;  // whether people sign in with a password of ours: always without a provider, else if chosen
  crypto::PasswordCost hash;
  SecondFactorFor second_factor_for = SecondFactorFor::nobody;
  std::vector<std::string> sign_up_domains{};  // whose people make accounts themselves; in lower case

  bool operator==(const LocalAccountSettings&) const = default;
};

struct Settings {
  ServerSettings server;
  ProviderSettings provider;
  bool sign_in_configured = false;  // false: the provider is "basic", and only the local administrator can sign in
  AuthorizerSettings authorizer;
  LocalAccountSettings local_accounts;
  OwnTokenSettings own_tokens;
  RateLimitSettings rate_limits;
  TelemetrySettings telemetry;
  AuditSettings audit;
  SessionSettings sessions;
  identity::RoleMapping roles;
  std::vector<Route> routes;                                                // longest path first
  identity::Vocabulary vocabulary = identity::Vocabulary::open_metadata();  // with the applications' own resources
  StoreSettings store;
  bool demo = false;
  std::int64_t config_version =
      0;  // of the part of the configuration that is in the store; 0: the file is all there is
  Program program;

  // What the routes ask the policies, each once.
  std::vector<OperationRequirement> required_operations() const {
    std::vector<OperationRequirement> required;
    for (const Route& route : routes)
      if (route.operation && std::ranges::find(required, *route.operation) == required.end())
        required.push_back(*route.operation);
    return required;
  }

  // Whether a route or a query may ask the policies, so that callers have to be prepared for them.
  bool asks_policies() const {
    return server.operations_in_query ||
           std::ranges::any_of(routes, [](const Route& route) { return route.operation.has_value(); });
  }
};

}  // namespace sallyport::gateway
