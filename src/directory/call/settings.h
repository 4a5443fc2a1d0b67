// What an operator may choose about the directory. Fixed lifetimes and limits are in limits.h. If Entra ID is laxer
// than the RFCs, the directory follows Entra ID. Each stricter rule is a switch here, off by default.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "directory/call/limits.h"

namespace sallyport::directory {

struct Settings {
  void be_strict();  // switches on every stricter rule; not concrete_common_issuer and graph_scope_addresses

  std::string http_address = "127.0.0.1";
  int http_port = 8080;                 // 0 takes any free port; -1 means no http
  int https_port = 8443;                // 0 takes any free port; -1 means no https
  bool reachable_from_outside = false;  // --listen-on-every-address: http_address is not loopback
  std::vector<std::string> host_names;  // names of the directory besides localhost
  std::string data_dir;                 // SQLite, signing keys, local authority
  std::string seed_file;                // YAML that fills an empty directory; empty: no file
  bool password_grant = false;          // the password grant, which Entra has and Microsoft advises against
  std::string managed_identity;         // client id of the app that callers of the managed-identity endpoints are
  std::string identity_header;          // what callers of the App Service endpoint must send; empty: nobody may
  std::string demo_administrator;       // who of the demo's people is Global Administrator; empty: nobody
  bool account_picker = false;          // demo: sign in by picking an account, without a password
  std::optional<UnixTime> start_at;     // the time that the clock shows at the start; absent: the real time
  bool control = false;                 // a test may move the clock, break answers and forge tokens
  std::string control_token_file;       // holds the control token; empty: one is made up and told
  std::size_t groups_in_token = limits::kGroupsInToken;  // more are an overage; a test may want three
  std::size_t groups_in_url = limits::kGroupsInUrl;
  std::vector<std::string> federated_issuers;  // whose keys may be fetched for federated credentials; nobody else's
  std::string issuer_ca_file;                  // PEM of the authorities that they may have besides the system's
  bool detect_loops = true;                    // 50196 for a client that repeats a request 15 times in five minutes
  int token_requests_per_minute = 0;           // of one client; more are answered with 429; 0: no limit
  std::string opener_policy;                   // Cross-Origin-Opener-Policy of sign-in pages; empty: none
  Seconds sign_in_frequency{0};                // how long a sign-in is good for, as a policy would say; 0: no limit
  // The stricter rules. Each has its own switch.
  bool rotate_refresh_tokens = false;      // reuse of a code or of a refresh token revokes its family
  bool strict_origin = false;              // compares Origin with the registered SPA origins, at every endpoint
  bool strict_pkce = false;                // native applications need PKCE too (RFC 9700 2.1.1)
  bool strict_loopback_port = false;       // ignores the port of localhost for public clients only (RFC 8252 7.3)
  bool tokens_in_urls = true;              // strict: no access token leaves the authorization endpoint (RFC 9700 2.1.2)
  bool iss_parameter = false;              // adds iss to authorization responses, and advertises it (RFC 9207)
  Seconds code_lifetime{600};              // strict: 60 (RFC 9700)
  bool strict_assertion_audience = false;  // accepts the issuer only; Entra documents the token endpoint
  bool single_use_assertions = false;      // a client assertion is accepted once (RFC 7523 3 (7))
  bool graph_scope_addresses = false;      // `scope` of an answer always has Graph's scopes with Graph's address
  bool concrete_common_issuer = false;     // the issuer of /common names the first tenant instead of {tenantid}
};

inline void Settings::be_strict() {
  rotate_refresh_tokens = strict_origin = strict_loopback_port = iss_parameter = strict_assertion_audience = true;
  strict_pkce = single_use_assertions = true;
  tokens_in_urls = false;
  code_lifetime = Seconds(60);
}

}  // namespace sallyport::directory
