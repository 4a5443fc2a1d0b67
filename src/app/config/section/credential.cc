#include "app/config/section/credential_file.h"
#include "app/config/section/section.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kSecret = "authenticationConfiguration.oidcConfiguration.secret";
constexpr std::string_view kSecretFile = "authenticationConfiguration.oidcConfiguration.secretFile";
constexpr std::string_view kCertificateFile =
    "authenticationConfiguration.oidcConfiguration.clientCertificate.certificateFile";
constexpr std::string_view kKeyFile = "authenticationConfiguration.oidcConfiguration.clientCertificate.keyFile";
constexpr std::string_view kFederated = "authenticationConfiguration.oidcConfiguration.federatedTokenFile";
constexpr std::string_view kMethod = "authenticationConfiguration.oidcConfiguration.clientAuthenticationMethod";

// A credential in the file takes precedence over one that only the environment names. Platforms set
// AZURE_FEDERATED_TOKEN_FILE for every program, so it gives way to any other credential in the environment.
std::vector<std::string_view> given_credentials(const Values& values) {
  std::vector<std::string_view> in_file;
  std::vector<std::string_view> in_environment;
  const auto add = [&](std::string_view key) {
    if (values.given(key)) (values.in_file(key) ? in_file : in_environment).push_back(key);
  };
  add(kSecret);
  add(kSecretFile);
  add(values.given(kCertificateFile) ? kCertificateFile : kKeyFile);
  add(kFederated);
  if (!in_file.empty()) return in_file;
  if (in_environment.size() > 1) std::erase(in_environment, kFederated);
  return in_environment;
}

bool any_broken(const Values& values) {
  for (const auto key : {kSecret, kSecretFile, kCertificateFile, kKeyFile, kFederated})
    if (values.broken(key)) return true;
  return false;
}

void check_public(const Context& context) {
  for (const auto key : {kSecret, kSecretFile, kCertificateFile, kKeyFile, kFederated}) {
    if (!context.values.given(key) || (key == kFederated && !context.values.in_file(key))) continue;
    context.add(
        rule("public_client_with_secret"), key,
        "a public client (Single-page application) must not have a credential; Entra would answer AADSTS700025: "
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented",
        "no " + std::string(key.substr(key.rfind('.') + 1)) +
            "; or clientType: confidential, with the redirect URI registered under the platform Web");
  }
}

void check_secret_value(const Context& context, std::string_view key, std::string_view secret) {
  if (is_azure(context.values) && trim(secret).find(' ') != std::string_view::npos)
    context.add(rule("odd_character"), key, "holds a blank, which no secret of Entra ID has",
                "the Value as the portal shows it");
  if (is_guid(secret))
    context.add(rule("secret_is_id"), key,
                "is a GUID: probably the Secret ID; Entra would answer AADSTS7000215: Invalid client secret provided",
                "the Value, which the portal shows once, when the secret is made");
}

oidc::rp::Credential secret_credential(const Context& context, std::string text, std::string_view key) {
  text = without_line_end(std::move(text));
  check_secret_value(context, key, text);
  const auto method = context.values.text(kMethod);
  if (method == "private_key_jwt" || method == "client_secret_jwt")
    context.add(rule("client_auth_method"), kMethod, "`" + method + "` does not work with a secret",
                "clientAuthenticationMethod: client_secret_post");
  if (key == kSecretFile) check_one_line(context, key, text, "the secret", "the Value");
  return oidc::rp::ClientSecret{Secret(std::move(text)), method == "client_secret_basic"
                                                             ? oidc::rp::ClientSecret::Method::basic
                                                             : oidc::rp::ClientSecret::Method::post};
}

void report_unusable(const Context& context, std::string_view key, const Error& error) {
  context.add(rule("credential_file"), key,
              "`" + context.values.text(key) + "` cannot be used: " + std::string(error.reason),
              "a PEM file without a passphrase");
}

oidc::rp::Credential certificate_credential(const Context& context) {
  for (const auto& [one, other] : {std::pair{kCertificateFile, kKeyFile}, std::pair{kKeyFile, kCertificateFile}}) {
    if (context.values.given(one)) continue;
    context.add(rule("pair_incomplete"), other, "a certificate and its key work only together",
                std::string(one.substr(one.rfind('.') + 1)) + ": PATH");
    return oidc::rp::PublicClient{};
  }
  const auto certificate_text = read_credential_file(context, kCertificateFile, Holds::public_);
  const auto key_text = read_credential_file(context, kKeyFile, Holds::secret);
  if (!certificate_text || !key_text) return oidc::rp::PublicClient{};
  auto certificate = crypto::Certificate::from_pem(*certificate_text);
  auto key = crypto::PrivateKey::from_pem(Secret(*key_text));
  if (!certificate) report_unusable(context, kCertificateFile, certificate.error());
  if (!key) report_unusable(context, kKeyFile, key.error());
  if (!certificate || !key) return oidc::rp::PublicClient{};
  const auto certified = certificate->public_key();
  if (!certified || certified->to_der() != key->public_key().to_der())
    context.add(rule("credential_file"), kKeyFile, "is not the key of the certificate",
                "keyFile: the key that the certificate was made for");
  if (certified && certified->type() != crypto::KeyType::rsa)
    context.add(rule("credential_file"), kCertificateFile, "is not of an RSA key, as PS256 needs",
                "an RSA certificate");
  return oidc::rp::ClientCertificate{*std::move(key), *std::move(certificate)};
}

void report_missing(const Context& context) {
  if (any_broken(context.values)) return;
  context.add(
      rule("confidential_client_without_credential"), kSecret,
      "a confidential client (Web) needs a secret, a certificate or a federated token; Entra would answer "
      "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'",
      "secret: ${OIDC_CLIENT_SECRET}, the Value from Certificates & secrets > New client secret; or clientType: "
      "public, with the platform Single-page application");
}

}  // namespace

void build_credential(const Context& context, LoadedConfig& out, gateway::ProviderSettings& provider) {
  if (!provider.confidential) return check_public(context);
  const auto given = given_credentials(context.values);
  if (given.empty()) return report_missing(context);
  if (given.size() > 1)
    context.add(rule("two_credentials"), given[1], "a credential is given by " + std::string(given[0]) + " already",
                "one of the two");
  const auto key = given.front();
  out.credential_place = context.values.place(key);
  if (key == kSecret) {
    provider.client.credential = secret_credential(context, context.values.text(kSecret), key);
  } else if (key == kSecretFile) {
    if (auto text = read_credential_file(context, kSecretFile, Holds::secret))
      provider.client.credential = secret_credential(context, *std::move(text), key);
  } else if (key == kFederated) {
    provider.client.credential = oidc::rp::FederatedToken{context.values.text(kFederated)};
  } else {
    provider.client.credential = certificate_credential(context);
  }
}

}  // namespace sallyport::app::config
