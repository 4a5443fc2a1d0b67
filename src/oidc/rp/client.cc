#include "oidc/rp/client.h"

#include <filesystem>
#include <fstream>

#include "base/encoding.h"
#include "http/url.h"
#include "jose/sign.h"

namespace sallyport::oidc::rp {
namespace {

constexpr Seconds kAssertionLifetime{300};
constexpr std::size_t kMaxFederatedToken = 64 * 1024;  // bytes
constexpr std::string_view kAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

Failure no_federated_token(std::string_view why) {
  return failure(Kind::unavailable, "federated_token_file", "RFC 7521 4.2", std::string(why));
}

std::string_view strip(std::string_view text) {
  constexpr std::string_view kWhiteSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kWhiteSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhiteSpace) - first + 1);
}

// Reads the file for each use, because the platform replaces it before the token in it expires.
Result<Secret> read_federated_token(const std::string& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return no_federated_token("no file");  // a pipe would block
  std::ifstream in(file, std::ios::binary);
  std::string text(kMaxFederatedToken + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || (in.fail() && !in.eof())) return no_federated_token("not readable");
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kMaxFederatedToken) return no_federated_token("too large");
  const auto token = strip(text);
  if (token.empty() || token.find_first_of(" \t\r\n") != std::string_view::npos) return no_federated_token("no token");
  return Secret(token);
}

// A visitor with one overload for each kind of credential.
struct Authenticator {
  const Client& client;
  std::string_view token_endpoint;
  UnixTime now;
  Random& random;
  http::Form& body;
  std::vector<http::Header>& headers;

  Result<void> operator()(const PublicClient&) const {
    body.add("client_id", client.id.value);
    return {};
  }

  Result<void> operator()(const ClientSecret& credential) const {
    if (credential.method == ClientSecret::Method::basic) {  // the header has the client_id (RFC 6749 4.1.3)
      const auto pair = http::percent_encode(client.id.value) + ":" + http::percent_encode(credential.secret.reveal());
      headers.push_back({"Authorization", "Basic " + base64_encode(pair)});
      return {};
    }
    body.add("client_id", client.id.value);
    body.add("client_secret", credential.secret.reveal());
    return {};
  }

  Result<void> operator()(const ClientCertificate& credential) const {
    const jose::SigningKey key{credential.key, crypto::SignatureAlgorithm::ps256, ""};
    const json::Object header{{"typ", "JWT"},
                              {"x5t#S256", base64url_encode(credential.certificate.sha256_thumbprint())}};
    const json::Object claims{{"aud", credential.audience.empty() ? std::string(token_endpoint) : credential.audience},
                              {"iss", client.id.value},
                              {"sub", client.id.value},
                              {"jti", random_uuid(random)},
                              {"nbf", now.seconds},
                              {"iat", now.seconds},
                              {"exp", (now + kAssertionLifetime).seconds}};
    SALLYPORT_TRY(const auto assertion, jose::sign_compact(key, header, claims));
    return add_assertion(assertion);
  }

  Result<void> operator()(const FederatedToken& credential) const {
    SALLYPORT_TRY(const auto token, read_federated_token(credential.file));
    return add_assertion(token.reveal());
  }

 private:
  Result<void> add_assertion(std::string_view assertion) const {
    body.add("client_id", client.id.value);
    body.add("client_assertion_type", kAssertionType);
    body.add("client_assertion", assertion);
    return {};
  }
};

}  // namespace

Result<void> authenticate(const Client& client, std::string_view token_endpoint, UnixTime now, Random& random,
                          http::Form& body, std::vector<http::Header>& headers) {
  return std::visit(Authenticator{client, token_endpoint, now, random, body, headers}, client.credential);
}

}  // namespace sallyport::oidc::rp
