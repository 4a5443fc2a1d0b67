// What the directory needs to know.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"

namespace sallyport::directory {

struct Settings {
  void be_strict();  // every rule that is stricter than Entra

  std::string http_address = "127.0.0.1";
  int http_port = 8080;                 // 0: any free one; -1: no http
  int https_port = 8443;                // 0: any free one; -1: no https
  bool reachable_from_outside = false;  // --listen-on-every-address: then http_address is not loopback
  std::vector<std::string> host_names;  // under which it is reached besides localhost
  std::string data_dir;                 // SQLite, signing keys, local authority
  std::string seed_file;                // YAML; read into an empty directory; may be empty
  bool account_picker = false;          // demo: choose a person without a password
  // Stricter than Entra, each for itself; Entra's own rule where false.
  bool rotate_refresh_tokens = false;      // reuse of a code or of a refresh token revokes the family
  bool strict_origin = false;              // compares Origin with the registered SPA origins, at every endpoint
  bool strict_pkce = false;                // native applications need PKCE too (RFC 9700 2.1.1)
  bool strict_loopback_port = false;       // the port of localhost is ignored for public clients alone (RFC 8252 7.3)
  bool iss_parameter = false;              // iss in authorization responses, and advertised (RFC 9207)
  Seconds code_lifetime{600};              // RFC 9700 would have 60
  bool strict_assertion_audience = false;  // the issuer alone; Entra documents the token endpoint
  bool concrete_common_issuer = false;     // /common names the home tenant instead of {tenantid}
};

inline void Settings::be_strict() {
  rotate_refresh_tokens = strict_origin = strict_loopback_port = iss_parameter = strict_assertion_audience = true;
  strict_pkce = true;
  code_lifetime = Seconds(60);
}

}  // namespace sallyport::directory
