#include <algorithm>

#include "app/config/section/section.h"
#include "base/text.h"
#include "http/address.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kProvider = "authenticationConfiguration.provider";
constexpr std::string_view kClientId = "authenticationConfiguration.clientId";
constexpr std::string_view kOidcId = "authenticationConfiguration.oidcConfiguration.id";
constexpr std::string_view kScope = "authenticationConfiguration.oidcConfiguration.scope";
constexpr std::string_view kMaxAge = "authenticationConfiguration.oidcConfiguration.maxAge";
constexpr std::string_view kCustom = "authenticationConfiguration.oidcConfiguration.customParams";

// The sign-in itself sets these parameters. Replacing one would remove its protection.
constexpr std::string_view kReserved =
    "client_id client_secret client_assertion redirect_uri response_type response_mode scope state nonce "
    "code_challenge "
    "code_challenge_method request request_uri prompt max_age id_token_hint claims registration";

void check_callback(const Context& context, std::string_view key, const gateway::ServerSettings& server) {
  if (!context.values.given(key) || server.public_url.empty()) return;
  const auto ours = own_url(server) + "/callback";
  const auto text = context.values.text(key);
  if (text == ours) return;
  const auto url = http::Url::parse(text);
  const auto public_url = http::Url::parse(server.public_url);
  if (url && is_provider_host(*url))
    return context.add(rule("provider_host"), key, "`" + text + "` is the provider's host, and sign-ins arrive here",
                       "callbackUrl: " + ours);
  // If the callback is public, but the public URL is still the local default, the callback is probably right.
  const bool is_default = url && public_url && url->path == "/callback" && http::is_loopback_host(public_url->host) &&
                          !http::is_loopback_host(url->host);
  if (is_default)
    return context.add(rule("callback_not_ours"), key,
                       "`" + text + "` is not below the public URL, which is still `" + own_url(server) + "`",
                       "publicUrl: " + url->origin() + ", under server; or OIDC_SERVER_URL=" + url->origin());
  context.add(rule("callback_not_ours"), key, "`" + text + "` is not where sign-ins arrive here",
              "callbackUrl: " + ours + ", and the same in the app registration");
}

void read_client_id(const Context& context, gateway::ProviderSettings& provider) {
  const auto& values = context.values;
  const auto preferred = provider.confidential && values.given(kOidcId) ? kOidcId : kClientId;
  provider.client.id = ClientId(values.text(preferred));
  if (provider.client.id.empty()) {
    const auto key = provider.confidential ? kOidcId : kClientId;
    if (!values.broken(kClientId) && !values.broken(kOidcId))
      context.add(rule("missing_key"), key, "the client id is missing",
                  std::string(key.substr(key.rfind('.') + 1)) + ": Application (client) ID from the Overview page");
  } else if (provider.confidential && values.given(kClientId) &&
             !ascii_iequals(values.text(kClientId), provider.client.id.value)) {
    context.add(rule("client_ids_differ"), kClientId,
                "`" + values.text(kClientId) + "` is not used: oidcConfiguration.id is another one",
                "clientId: " + provider.client.id.value);
  }
  if (!provider.traits.names_api_by_uri || provider.client.id.empty()) return;
  if (!is_guid(provider.client.id.value))
    context.add(
        rule("bad_value"), preferred,
        "`" + provider.client.id.value +
            "` is no Application (client) ID, which is a GUID; Entra would answer AADSTS700038",
        std::string(preferred.substr(preferred.rfind('.') + 1)) + ": Application (client) ID from the Overview page");
  provider.client.id.value = ascii_lower(provider.client.id.value);
}

std::vector<std::string> read_scopes(const Context& context, const gateway::ProviderSettings& provider) {
  auto written = context.values.text(kScope);
  const bool commas =
      provider.traits.has_tenants && written.find(',') != std::string::npos;  // Entra's scopes have none
  if (commas) std::ranges::replace(written, ',', ' ');
  const auto words = split_words(written);
  std::vector<std::string> scopes{"openid"};
  for (const auto word : words)
    if (std::ranges::find(scopes, word) == scopes.end()) scopes.emplace_back(word);
  const auto right = [&scopes] {
    std::string text = "scope:";
    for (const auto& scope : scopes) text += " " + scope;
    return text;
  };
  if (commas) context.add(rule("scope_commas"), kScope, "separates its scopes by commas", right());
  if (std::ranges::find(words, "openid") == words.end())
    context.add(rule("openid_missing"), kScope, "does not hold openid", right());
  if (provider.confidential && provider.traits.asks_for_offline_access &&
      std::ranges::find(scopes, "offline_access") == scopes.end()) {
    scopes.emplace_back("offline_access");
    context.add(rule("offline_access_missing"), kScope,
                "does not hold offline_access: without a refresh token nobody is asked again who still may enter",
                right());
  }
  return scopes;
}

constexpr std::string_view kPrompt = "authenticationConfiguration.oidcConfiguration.prompt";

// Moves `prompt` to its own key, and returns true, if its value is known and that key does not contradict it.
bool move_prompt(const Context& context, const std::string& value, oidc::rp::Client& client) {
  const auto choices = split_words(find_row(kPrompt)->choices);
  const bool known = std::ranges::find(choices, value) != choices.end();
  if (!known || (context.values.given(kPrompt) && client.prompt != value)) return false;
  client.prompt = value;
  context.add(rule("custom_parameter_moved"), kCustom, "`prompt` has a key of its own", "prompt: " + value);
  return true;
}

// Names the key for a parameter that customParams must not set. Empty if there is none.
std::string own_key_of(std::string_view parameter) {
  if (parameter == "prompt") return "; the key for it is prompt";
  if (parameter == "max_age") return "; the key for it is maxAge";
  if (parameter == "scope") return "; the key for it is scope";
  return "";
}

void check_prompt(const Context& context, const oidc::rp::Client& client) {
  if (client.prompt == "consent")
    context.add(rule("prompt_consent"), kPrompt,
                "asks everybody for consent at each sign-in, and ends at \"Need admin approval\" where users may not "
                "consent",
                "prompt: select_account; or the key left out");
}

void read_custom(const Context& context, oidc::rp::Client& client) {
  auto& extra = client.extra;
  const auto pairs = context.values.pairs(kCustom);
  const auto value_of = [&pairs](const std::string& name) {
    const auto found = std::ranges::find(pairs, name, &std::pair<std::string, std::string>::first);
    return found == pairs.end() ? std::string() : found->second;
  };
  for (const auto& [name, value] : pairs) {
    if (name.starts_with("customParamValue")) continue;
    if (name.starts_with("customParamKey"))  // OpenMetadata's own notation
      extra.emplace_back(value, value_of("customParamValue" + name.substr(14)));
    else
      extra.emplace_back(name, value);
  }
  std::erase_if(extra, [](const auto& pair) { return pair.first.empty(); });
  const auto reserved = split_words(kReserved);
  std::erase_if(extra,
                [&](const auto& pair) { return pair.first == "prompt" && move_prompt(context, pair.second, client); });
  for (const auto& [name, value] : extra)
    if (std::ranges::find(reserved, name) != reserved.end())
      context.add(rule("custom_parameter"), kCustom, "`" + name + "` is set by the sign-in itself" + own_key_of(name),
                  "customParams without " + name);
}

void read_algorithms(const Context& context, gateway::ProviderSettings& provider) {
  provider.algorithms.clear();
  for (const std::string_view name : {"tokenValidationAlgorithm", "oidcConfiguration.preferredJwsAlgorithm"}) {
    const auto algorithm = crypto::parse_signature_algorithm(context.values.text(under(kAuthentication, name)));
    if (algorithm && std::ranges::find(provider.algorithms, *algorithm) == provider.algorithms.end())
      provider.algorithms.push_back(*algorithm);
  }
}

void check_response_type(const Context& context, gateway::ProviderSettings& provider) {
  const auto key = under(kOidc, "responseType");
  context.values.text(under(kAuthentication, "responseType"));  // only the browser uses it; reading it checks its value
  if (!provider.confidential) {
    provider.response_type = oidc::rp::ResponseType::id_token;
    provider.response_mode = oidc::rp::ResponseMode::form_post;
  } else if (context.values.text(key) != "code") {
    context.add(rule("response_type"), key, "a confidential client redeems a code",
                "responseType: code; or clientType: public");
  }
}

// The place that findings about the provider's answers name: the key that leads to the provider.
Place provider_place(const Context& context) {
  for (const std::string_view key : {"oidcConfiguration.discoveryUri", "authority", "oidcConfiguration.tenant"})
    if (context.values.given(under(kAuthentication, key))) return context.values.place(under(kAuthentication, key));
  return context.values.place(kProvider);
}

}  // namespace

std::string under(std::string_view section, std::string_view key) {
  return std::string(section) + "." + std::string(key);
}

bool is_basic(const Values& values) {
  const auto provider = values.text(kProvider);
  return provider == "basic" || provider == "openmetadata";
}

bool is_azure(const Values& values) {
  return values.text(kProvider) == "azure";
}

bool is_confidential(const Values& values) {
  return values.text(under(kAuthentication, "clientType")) == "confidential";
}

void build_client(const Context& context, const gateway::ServerSettings& server, gateway::ProviderSettings& provider) {
  const auto& values = context.values;
  read_client_id(context, provider);
  check_callback(context, under(kAuthentication, "callbackUrl"), server);
  if (provider.confidential) check_callback(context, under(kOidc, "callbackUrl"), server);
  provider.client.redirect_uri = own_url(server) + "/callback";
  provider.client.scopes = read_scopes(context, provider);
  provider.client.prompt = values.text(under(kOidc, "prompt"));
  const auto max_age = values.seconds(kMaxAge);
  if (values.given(kMaxAge) && max_age == Seconds(0))
    context.add(rule("key_ignored"), kMaxAge, "0 is taken as absent; prompt: login asks for the password each time");
  else if (values.given(kMaxAge))
    provider.client.max_age = max_age;
  read_custom(context, provider.client);
  check_prompt(context, provider.client);
  read_algorithms(context, provider);
  check_response_type(context, provider);
  provider.audiences = values.list(under(kAuthentication, "audiences"));
  for (const auto& audience : provider.audiences)
    check_pattern(context, under(kAuthentication, "audiences"), audience, "each audience in full");
  if (provider.traits.names_api_by_uri)
    provider.audiences.insert(provider.audiences.begin(), "api://" + provider.client.id.value);
  provider.audiences.insert(provider.audiences.begin(), provider.client.id.value);
}

// With more than 60 seconds, a worker thread would still wait after the person has given up. With less than one, nobody
// could sign in.
Seconds read_timeout(const Context& context, std::string_view key) {
  const auto timeout = context.values.seconds(key);
  if (timeout < Seconds(1) || timeout > Seconds(60))
    context.add(rule("bad_value"), key, "must be from 1s to 60s", std::string(key.substr(key.rfind('.') + 1)) + ": 5s");
  return timeout;
}

void build_provider(const Context& context, LoadedConfig& out, gateway::Settings& settings) {
  const auto name = context.values.text(kProvider);
  if (name == "saml" || name == "ldap")
    return context.add(rule("provider_unsupported"), kProvider, "`" + name + "` is not spoken here",
                       "provider: azure, or custom-oidc for another provider of OpenID Connect");
  if (is_basic(context.values) || context.values.broken(kProvider)) return;
  auto& provider = settings.provider;
  settings.sign_in_configured = true;
  provider.name = name;
  provider.display_name = context.values.text(under(kAuthentication, "providerName"));
  if (provider.display_name.empty()) provider.display_name = is_azure(context.values) ? "Microsoft" : name;
  provider.traits = is_azure(context.values) ? gateway::kEntraTraits : gateway::kGenericTraits;
  provider.confidential = is_confidential(context.values);
  if (provider.traits.has_tenants)
    build_entra(context, out, provider);
  else
    build_generic(context, out, provider);
  out.outgoing_timeout = read_timeout(context, under(kAuthentication, "providerTimeout"));
  provider.accept_v1_tokens = context.values.flag(under(kAuthentication, "acceptV1Tokens"));
  build_client(context, settings.server, provider);
  out.provider_place = provider_place(context);
  build_credential(context, out, provider);
  auto* const certificate = std::get_if<oidc::rp::ClientCertificate>(&provider.client.credential);
  if (certificate && provider.traits.certificate_names_issuer) certificate->audience = provider.metadata.expect.issuer;
  if (provider.traits.has_graph && provider.confidential) provider.graph_client = provider.client;
}

}  // namespace sallyport::app::config
