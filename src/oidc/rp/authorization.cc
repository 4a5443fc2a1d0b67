#include "oidc/rp/authorization.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "crypto/hmac.h"
#include "oidc/common/token_response.h"

namespace sallyport::oidc::rp {
namespace {

constexpr std::size_t kTransactionMembers = 8;
constexpr Seconds kClockSlack{60};  // allows for a clock that is set back a little during the sign-in

std::string_view name_of(ResponseType type) {
  return type == ResponseType::code ? "code" : "id_token";
}
std::string_view name_of(ResponseMode mode) {
  return mode == ResponseMode::query ? "query" : "form_post";
}

Failure bad_transaction(std::string_view member) {
  return failure(Kind::malformed, "transaction", {}, std::string(member));
}

Result<std::string> text_of(const json::Object& members, std::string_view name) {
  const auto* value = members.find(name);
  if (value == nullptr || value->as_string() == nullptr) return bad_transaction(name);
  return *value->as_string();
}

Result<ResponseType> parse_response_type(std::string_view name) {
  for (const auto type : {ResponseType::code, ResponseType::id_token})
    if (name == name_of(type)) return type;
  return bad_transaction("response_type");
}

Result<ResponseMode> parse_response_mode(std::string_view name) {
  for (const auto mode : {ResponseMode::query, ResponseMode::form_post})
    if (name == name_of(mode)) return mode;
  return bad_transaction("response_mode");
}

std::string join(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

// Adds the configuration's customParams, except those that would replace a parameter or change the meaning of the
// request (RP-15).
void add_extra(http::Form& form, const Client& client) {
  const auto ours = form.fields();
  const auto is_ours = [&](const std::string& name) {
    constexpr std::string_view kReserved[] = {"request",          "request_uri",    "client_secret",
                                              "client_assertion", "code_challenge", "code_challenge_method",
                                              "code_verifier"};
    return name.empty() || std::ranges::find(kReserved, std::string_view(name)) != std::end(kReserved) ||
           std::ranges::any_of(ours, [&](const auto& field) { return field.first == name; });
  };
  for (const auto& [name, value] : client.extra)
    if (!is_ours(name)) form.add(name, value);
}

http::Form parameters(const Client& client, const AuthorizationOptions& options, const Transaction& transaction) {
  http::Form form;
  form.add("client_id", client.id.value);
  form.add("response_type", name_of(transaction.response_type));
  form.add("redirect_uri", transaction.redirect_uri);
  form.add("response_mode", name_of(transaction.response_mode));
  form.add("scope", join(client.scopes));
  form.add("state", transaction.state);
  form.add("nonce", transaction.nonce);
  if (transaction.response_type == ResponseType::code) {  // RFC 9700 2.1.1
    form.add("code_challenge", challenge_of(transaction.verifier).value);
    form.add("code_challenge_method", "S256");
  }
  const auto& prompt = options.prompt.empty() ? client.prompt : options.prompt;
  if (!prompt.empty()) form.add("prompt", prompt);
  if (client.max_age) form.add("max_age", std::to_string(client.max_age->count()));
  if (!options.login_hint.empty()) form.add("login_hint", options.login_hint);
  add_extra(form, client);
  return form;
}

Failure rejected(std::string_view reason, std::string_view rule) {
  return failure(Kind::rejected, reason, rule);
}

Result<void> check_state(const http::Form& response, const Transaction& transaction) {
  SALLYPORT_TRY(const auto state, response.one("state"));
  if (!state || state->empty() || transaction.state.empty()) return rejected("state_missing", "RFC 9700 4.7.1");
  if (!crypto::constant_time_equal(*state, transaction.state)) return rejected("state_mismatch", "RFC 9700 4.7.1");
  return {};
}

Result<void> check_age(const Transaction& transaction, Seconds lifetime, UnixTime now) {
  if (now >= transaction.started + lifetime || transaction.started > now + kClockSlack)
    return rejected("transaction_expired", "RFC 9700 4.7.1");
  return {};
}

// Whether `iss` names the issuer. If the issuer is a template, `iss` must have a GUID in the place of {tenantid}.
bool is_issuer(std::string_view iss, std::string_view issuer) {
  const auto at = issuer.find(kTenantPlaceholder);
  if (at == std::string_view::npos) return iss == issuer;
  const auto before = issuer.substr(0, at);
  const auto after = issuer.substr(at + kTenantPlaceholder.size());
  return iss.size() > before.size() + after.size() && iss.starts_with(before) && iss.ends_with(after) &&
         is_guid(iss.substr(before.size(), iss.size() - before.size() - after.size()));
}

Result<void> check_issuer(const http::Form& response, const ProviderMetadata& provider) {
  SALLYPORT_TRY(const auto iss, response.one("iss"));
  const bool fits = iss ? is_issuer(*iss, provider.issuer) : !provider.iss_parameter;
  if (!fits) return rejected("response_iss", "RFC 9207 2.4");
  return {};
}

bool holds(const http::Form& form, std::string_view name) {
  return std::ranges::any_of(form.fields(), [&](const auto& field) { return field.first == name; });
}

Result<AuthorizationResult> refusal(const http::Form& response) {
  SALLYPORT_TRY(const auto error, response.one("error"));
  SALLYPORT_TRY(const auto description, response.one("error_description"));
  SALLYPORT_TRY(const auto subcode, response.one("error_subcode"));
  auto clean = clean_oauth_error(error.value_or(""), description.value_or(""));
  return AuthorizationResult(AuthorizationRefusal{std::move(clean.error), std::move(clean.description), clean.aadsts,
                                                  subcode.value_or("") == "cancel"});
}

Result<AuthorizationResult> success(const http::Form& response, ResponseType asked) {
  SALLYPORT_TRY(const auto value, response.one(name_of(asked)));
  if (!value || value->empty()) return rejected("response_incomplete", "OIDC Core 3.1.2.5");
  if (asked == ResponseType::code) return AuthorizationResult(AuthorizationCode{Secret(std::string_view(*value))});
  return AuthorizationResult(ImplicitIdToken{Secret(std::string_view(*value))});
}

}  // namespace

std::string Transaction::print() const {
  return json::print(json::Object{{"state", state},
                                  {"nonce", nonce},
                                  {"verifier", verifier.value},
                                  {"response_type", name_of(response_type)},
                                  {"response_mode", name_of(response_mode)},
                                  {"redirect_uri", redirect_uri},
                                  {"return_to", return_to},
                                  {"started", started.seconds}});
}

Result<Transaction> Transaction::parse(std::string_view text) {
  const auto members = json::parse_object(text);
  if (!members || members->size() != kTransactionMembers) return bad_transaction("members");
  Transaction out;
  SALLYPORT_TRY(out.state, text_of(*members, "state"));
  SALLYPORT_TRY(out.nonce, text_of(*members, "nonce"));
  SALLYPORT_TRY(const auto verifier, text_of(*members, "verifier"));
  auto parsed_verifier = CodeVerifier::parse(verifier);
  if (!parsed_verifier || out.state.empty() || out.nonce.empty()) return bad_transaction("verifier");
  out.verifier = *std::move(parsed_verifier);
  SALLYPORT_TRY(const auto type, text_of(*members, "response_type"));
  SALLYPORT_TRY(out.response_type, parse_response_type(type));
  SALLYPORT_TRY(const auto mode, text_of(*members, "response_mode"));
  SALLYPORT_TRY(out.response_mode, parse_response_mode(mode));
  SALLYPORT_TRY(out.redirect_uri, text_of(*members, "redirect_uri"));
  SALLYPORT_TRY(out.return_to, text_of(*members, "return_to"));
  const auto* started = members->find("started");
  if (started == nullptr || started->as_integer() == nullptr) return bad_transaction("started");
  out.started = UnixTime{*started->as_integer()};
  return out;
}

AuthorizationStart build_authorization(const ProviderMetadata& provider, const Client& client,
                                       const AuthorizationOptions& options, std::string return_to, UnixTime now,
                                       Random& random) {
  Transaction transaction;
  transaction.state = options.state.empty() ? random_token(random) : options.state;
  transaction.nonce = random_token(random);
  transaction.verifier = CodeVerifier::make(random);
  transaction.response_type = options.response_type;
  transaction.response_mode =
      options.response_type == ResponseType::id_token ? ResponseMode::form_post : options.response_mode;
  transaction.redirect_uri = client.redirect_uri;
  transaction.return_to = std::move(return_to);
  transaction.started = now;
  auto url = http::with_query(provider.authorization_endpoint, parameters(client, options, transaction));
  return {std::move(url), std::move(transaction)};
}

Result<AuthorizationResult> check_authorization(const http::Form& response, ResponseMode arrived_by,
                                                const Transaction& transaction, const ProviderMetadata& provider,
                                                Seconds lifetime, UnixTime now) {
  if (response.has_duplicate()) return rejected("response_duplicate_parameter", "RFC 6749 3.1");
  if (arrived_by != transaction.response_mode)
    return rejected("response_mode", "OAuth 2.0 Multiple Response Types 2.1");
  SALLYPORT_CHECK(check_state(response, transaction));
  SALLYPORT_CHECK(check_age(transaction, lifetime, now));
  SALLYPORT_CHECK(check_issuer(response, provider));

  const bool is_code = transaction.response_type == ResponseType::code;
  const bool has_error = holds(response, "error");
  const bool has_asked = holds(response, name_of(transaction.response_type));
  const bool has_other = holds(response, is_code ? "id_token" : "code") || holds(response, "access_token");
  if (has_other || (has_error && has_asked)) return rejected("response_ambiguous", "RFC 6749 4.1.2");
  return has_error ? refusal(response) : success(response, transaction.response_type);
}

}  // namespace sallyport::oidc::rp
