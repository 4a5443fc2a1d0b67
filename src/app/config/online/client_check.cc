#include "app/config/online/client_check.h"

#include "app/config/schema/schema.h"
#include "base/json.h"
#include "entra/aadsts.h"
#include "http/form.h"
#include "oidc/rp/client.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kNoCode = "sallyport-config-check";

struct Answer {
  int status = 0;
  std::string error;
  std::string description;
};

std::string text_of(const json::Object& members, std::string_view name) {
  const auto* value = members.find(name);
  const auto* text = value == nullptr ? nullptr : value->as_string();
  return text == nullptr ? std::string() : std::string(*text);
}

// The first line; the lines after it are trace ids.
std::string first_line(const std::string& text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

Answer read_answer(const http::ClientResponse& response) {
  Answer answer{response.status, {}, {}};
  if (const auto members = json::parse_object(response.body)) {
    answer.error = text_of(*members, "error");
    answer.description = first_line(text_of(*members, "error_description"));
  }
  return answer;
}

http::Form question(const gateway::ProviderSettings& provider) {
  http::Form form;
  if (provider.traits.has_tenants) {
    form.add("grant_type", "client_credentials");
    form.add("scope", provider.client.id.value + "/.default");
  } else {
    form.add("grant_type", "authorization_code");
    form.add("code", kNoCode);
    form.add("redirect_uri", provider.client.redirect_uri);
  }
  return form;
}

Result<Answer> ask(const gateway::ProviderSettings& provider, const std::string& endpoint, http::HttpClient& client,
                   UnixTime now, Random& random) {
  auto form = question(provider);
  http::ClientRequest request;
  request.method = "POST";
  request.url = endpoint;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
  SALLYPORT_CHECK(oidc::rp::authenticate(provider.client, endpoint, now, random, form, request.headers));
  request.body = form.print();
  SALLYPORT_TRY(const auto response, client.send(request));
  return read_answer(response);
}

// Entra ID's refusals of the application or its tenant, rather than of the credential.
bool is_about_application(int code) {
  return code == 700016 || code == 90002 || code == 900023;
}

std::string what_to_write(const Answer& answer, std::string_view key) {
  const int code = entra::find_code(answer.description);
  const auto* refusal = code == 0 ? nullptr : entra::find_refusal(code);
  if (refusal != nullptr && !refusal->todo.empty())
    return std::string(refusal->todo) + (refusal->where.empty() ? "" : " (" + std::string(refusal->where) + ")");
  return std::string(last_word(key)) + ": what the provider gave out for this client";
}

bool refuses_client(const Answer& answer) {
  return answer.error == "invalid_client" || answer.status == 401 ||
         is_about_application(entra::find_code(answer.description));
}

bool took_client(const Answer& answer) {
  return answer.status == 200 || answer.error == "invalid_grant";
}

}  // namespace

void check_client(const LoadedConfig& config, const oidc::rp::ProviderMetadata& metadata, http::HttpClient& client,
                  UnixTime now, Random& random, Report& report) {
  const auto& provider = config.settings->provider;
  const auto& place = config.credential_place;
  if (std::holds_alternative<oidc::rp::PublicClient>(provider.client.credential)) return;
  const auto answer = ask(provider, metadata.token_endpoint, client, now, random);
  if (!answer)
    return report.add(rule("client_not_checked"), place,
                      "could not be presented: " + std::string(answer.error().reason) + " " + answer.error().detail);
  const std::string said = answer->description.empty() ? answer->error : answer->description;
  if (refuses_client(*answer))
    return report.add(rule("client_refused"), place, "the provider refuses it: " + said,
                      what_to_write(*answer, place.key));
  if (!took_client(*answer))
    report.add(rule("client_not_checked"), place,
               "the provider does not tell whether it is right: " + std::to_string(answer->status) + " " + said);
}

}  // namespace sallyport::app::config
