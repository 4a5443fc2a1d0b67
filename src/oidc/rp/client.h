// Our registration at the provider, and the credentials that authenticate us at its token endpoint. Source: RFC 6749
// 2.3, RFC 7521, RFC 7523.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

struct PublicClient {};  // has no credential; sends only its client_id

struct ClientSecret {
  Secret secret;
  enum class Method { post, basic } method = Method::post;
};

// The key that signs client assertions (private_key_jwt) with PS256, and the certificate that they name by x5t#S256.
// The audience should be the issuer, so that no other server can use an assertion that was made for this one (attack
// RP-25). For Entra ID it is the token endpoint, as Entra documents.
struct ClientCertificate {
  crypto::PrivateKey key;
  crypto::Certificate certificate;
  std::string audience{};  // empty: the token endpoint
};

// A token that the platform writes to a file (workload identity). The file is read again for each use.
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
  std::vector<std::pair<std::string, std::string>> extra;  // the configuration's customParams
};

// Adds client_id and the credential to `body` or `headers` of a token request. For HTTP Basic, both parts are
// form-urlencoded first (RFC 6749 2.3.1), and client_id is only in the header. A certificate needs an RSA key. A
// FederatedToken reads its file, so the call may block. Errors: unavailable/"federated_token_file"; internal/"sign".
Result<void> authenticate(const Client& client, std::string_view token_endpoint, UnixTime now, Random& random,
                          http::Form& body, std::vector<http::Header>& headers);

}  // namespace sallyport::oidc::rp
