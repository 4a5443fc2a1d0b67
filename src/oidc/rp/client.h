// Who we are at the provider, and how we prove it. Source: RFC 6749 2.3, RFC 7521, RFC 7523.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/tagged.h"
#include "crypto/certificate.h"
#include "http/form.h"
#include "http/message.h"

namespace sallyport::oidc::rp {

struct PublicClient {};  // nothing to prove: client_id alone

struct ClientSecret {
  Secret secret;
  enum class Method { post, basic } method = Method::post;
};

// private_key_jwt: PS256 with x5t#S256. Others than Entra get the issuer as audience, so that no other server can use
// what was made for this one (attack RP-25); Entra documents the token endpoint.
struct ClientCertificate {
  crypto::PrivateKey key;
  crypto::Certificate certificate;
  std::string audience{};  // empty: the token endpoint
};

// A token that the platform writes to a file (workload identity): read anew for each use.
struct FederatedToken {
  std::string file;
};

using Credential = std::variant<PublicClient, ClientSecret, ClientCertificate, FederatedToken>;

struct Client {
  ClientId id;
  Credential credential;
  std::string redirect_uri;
  std::vector<std::string> scopes;  // "openid" first
  std::string prompt;               // empty: not sent
  std::optional<Seconds> max_age;
  std::vector<std::pair<std::string, std::string>> extra;  // customParams
};

// Adds client_id and the proof to a token request. Basic: both parts form-urlencoded first (RFC 6749 2.3.1), and
// client_id in the header alone. A certificate needs an RSA key. Errors: unavailable/"federated_token_file";
// internal/"sign".
Result<void> authenticate(const Client& client, std::string_view token_endpoint, UnixTime now, Random& random,
                          http::Form& body, std::vector<http::Header>& headers);

}  // namespace sallyport::oidc::rp
