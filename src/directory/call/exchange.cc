#include "directory/call/exchange.h"

#include <algorithm>
#include <array>

#include "base/characters.h"
#include "base/json_print.h"
#include "base/text.h"
#include "directory/call/sent_parameters.h"
#include "entra/aadsts.h"
#include "entra/cloud.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kNowhere = "There is no such endpoint.";
constexpr std::string_view kServerError = "The directory's store did not answer. Try again.";

// For example "2026-01-09 02:02:12Z".
std::string entra_timestamp(UnixTime time) {
  std::string text = print_rfc3339(time);
  if (const auto t = text.find('T'); t != std::string::npos) text[t] = ' ';
  return text;
}

std::vector<std::string> ids(const Exchange& exchange) {
  return {"Trace ID: " + exchange.trace_id, "Correlation ID: " + exchange.correlation_id,
          "Timestamp: " + entra_timestamp(exchange.now)};
}

std::string with_ids(const Exchange& exchange, std::string text) {
  for (const std::string& id : ids(exchange)) text += " " + id;
  return text;
}

json::Object error_body(const Exchange& exchange, std::string_view error, const std::string& description, int code) {
  json::Array codes;
  if (code != 0) codes.emplace_back(code);
  json::Object body;
  body.set("error", error);
  body.set("error_description", description);
  body.set("error_codes", std::move(codes));
  body.set("timestamp", entra_timestamp(exchange.now));
  body.set("trace_id", exchange.trace_id);
  body.set("correlation_id", exchange.correlation_id);
  return body;
}

std::string error_uri(const Exchange& exchange, const Refused& refused) {
  return exchange.origin + "/error?code=" + std::to_string(refused.code());
}

// The sentence without the code. The row must be set.
std::string sentence(const Refused& refused) {
  entra::Refusal row = *refused.row;
  if (!refused.text.empty()) row.text = refused.text;
  return entra::fill(row, refused.values);
}

// The entry of this request, with what every attempt has. Null if nobody logs this request.
entra::SignInAttempt* begin_attempt(const Exchange& exchange, std::string_view endpoint) {
  entra::SignInAttempt* attempt = exchange.attempt.get();
  if (attempt == nullptr) return nullptr;
  attempt->endpoint = endpoint;
  attempt->id = exchange.trace_id;
  attempt->correlation_id = exchange.correlation_id;
  attempt->time = exchange.now;
  attempt->tenant = exchange.audience == Audience::one_tenant ? exchange.tenant.id : TenantId();
  attempt->address = exchange.request.peer != nullptr ? exchange.request.peer->address : std::string();
  static const http::Form none;
  const auto query = http::Form::parse(exchange.request.query());
  attempt->sent = sent_parameters(query ? *query : none, exchange.posted ? *exchange.posted : none);
  if (const auto origin = exchange.request.header("Origin"))
    attempt->sent.push_back({"Origin", std::string(*origin), true});
  if (exchange.request.header("Authorization")) attempt->sent.push_back({"Authorization", "", false});
  for (const entra::SentParameter& parameter : attempt->sent)
    if (parameter.name == "grant_type") attempt->grant_type = parameter.value;
  return attempt;
}

// The endpoints whose refusals are attempts to sign in or to get a token, and their names in the sign-in log.
struct AttemptEndpoint {
  std::string_view endpoint;
  std::string_view name;
};
constexpr std::array kAttemptEndpoints{
    AttemptEndpoint{"authorize", "authorize"},   AttemptEndpoint{"sign_in", "authorize"},
    AttemptEndpoint{"token", "token"},           AttemptEndpoint{"devicecode", "devicecode"},
    AttemptEndpoint{"devicelogin", "authorize"},
};
constexpr int kTransient = 90033;  // "A transient error has occurred": a store did not answer
constexpr int kPending = 70016;    // a client that waits for a device asks every few seconds

// Notes for the sign-in log that an endpoint refused the attempt.
void note_refusal(const Exchange& exchange, std::string_view endpoint, const Refused& refused) {
  const auto row = std::ranges::find(kAttemptEndpoints, endpoint, &AttemptEndpoint::endpoint);
  if (row == kAttemptEndpoints.end() || refused.code() == kPending) return;
  entra::SignInAttempt* attempt = begin_attempt(exchange, row->name);
  if (attempt == nullptr) return;
  attempt->code = refused.code();
  attempt->error = refused.error_word();
  if (refused.row == nullptr) {
    attempt->code = kTransient;
    attempt->reason = kServerError;
    return;
  }
  attempt->reason = sentence(refused);
  attempt->fix =
      std::string(refused.row->where) + (refused.row->where.empty() ? "" : ": ") + std::string(refused.row->todo);
}

}  // namespace

std::string_view Refused::error_word() const {
  if (!error.empty()) return error;
  return row == nullptr ? "temporarily_unavailable" : row->error;
}

Refused to_refused(const Error& error) {
  return {nullptr, {}, {}, std::string(error.reason) + " " + error.detail};
}

std::string authority_path(const Exchange& exchange) {
  return "/" + exchange.tenant_name;
}

std::string issuer_of(const Exchange& exchange, const TenantId& tenant) {
  return entra::v2_issuer(exchange.origin, tenant.value);
}

TenantId issuer_tenant(const Exchange& exchange) {
  switch (exchange.audience) {
    case Audience::one_tenant:
      return exchange.tenant.id;
    case Audience::consumers:
      return TenantId(std::string(entra::kPersonalTenant));
    case Audience::common:
    case Audience::organizations:
      break;
  }
  const bool concrete = exchange.settings.concrete_common_issuer && !exchange.published->tenants.empty();
  return concrete ? exchange.published->tenants.front().id : TenantId("{tenantid}");
}

std::string describe(const Exchange& exchange, const Refused& refused) {
  const std::string text = refused.row == nullptr
                               ? std::string(kServerError)
                               : "AADSTS" + std::to_string(refused.row->code) + ": " + sentence(refused);
  return with_ids(exchange, text);
}

std::vector<std::string> describe_in_lines(const Exchange& exchange, const Refused& refused) {
  std::vector<std::string> lines = ids(exchange);
  lines.insert(lines.begin(), refused.row == nullptr ? std::string(kServerError) : sentence(refused));
  return lines;
}

http::Response json_refusal(const Exchange& exchange, const Refused& refused) {
  json::Object body = error_body(exchange, refused.error_word(), describe(exchange, refused), refused.code());
  if (refused.row == nullptr || refused.row->has_error_uri) body.set("error_uri", error_uri(exchange, refused));
  if (refused.row != nullptr && !refused.row->suberror.empty()) body.set("suberror", refused.row->suberror);
  if (!refused.claims.empty()) body.set("claims", refused.claims);
  http::Response response = json_answer(refused.row == nullptr ? 503 : refused.row->status, body);
  response.add("x-ms-clitelem", "1," + std::to_string(refused.code()) + ",0,,");  // MSAL's telemetry
  return response;
}

Refused unknown_tenant_refusal(const Exchange& exchange) {
  const auto is_of_name = [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-'; };
  if (!std::ranges::all_of(exchange.tenant_name, is_of_name)) return refuse<90013>().value();
  return refuse<90002>({exchange.tenant_name}).value();
}

http::Response json_nowhere(const Exchange& exchange) {
  return json_answer(404, error_body(exchange, "invalid_request", with_ids(exchange, std::string(kNowhere)), 0));
}

http::Form redirect_refusal(const Exchange& exchange, const Refused& refused) {
  http::Form fields;
  fields.add("error", refused.error_word());
  fields.add("error_description", describe(exchange, refused));
  fields.add("error_uri", error_uri(exchange, refused));
  if (refused.row != nullptr && !refused.row->suberror.empty()) fields.add("suberror", refused.row->suberror);
  return fields;
}

http::Response json_answer(int status, const json::Object& body) {
  http::Response response(status);
  response.add("Content-Type", "application/json; charset=utf-8");
  response.add("X-Content-Type-Options", "nosniff");
  response.body = json::print_object(body);
  return response;
}

void log_refusal(const Exchange& exchange, std::string_view endpoint, const Refused& refused) {
  exchange.log.write(refused.row == nullptr ? Level::error : Level::audit, "directory_refused",
                     {{"endpoint", std::string(endpoint)},
                      {"code", std::to_string(refused.code())},
                      {"error", std::string(refused.error_word())},
                      {"detail", refused.detail},
                      {"trace_id", exchange.trace_id},
                      {"correlation_id", exchange.correlation_id}});
  note_refusal(exchange, endpoint, refused);
}

void note_success(const Exchange& exchange, const Success& success) {
  entra::SignInAttempt* attempt = begin_attempt(exchange, success.endpoint);
  if (attempt == nullptr) return;
  attempt->code = 0;
  attempt->error.clear();
  if (success.user != nullptr) {
    attempt->user = success.user->id;
    attempt->user_name = success.user->user_principal_name;
    attempt->user_display_name = success.user->display_name;
    if (attempt->tenant.empty()) attempt->tenant = success.user->tenant;
  }
  if (success.client != nullptr) {
    attempt->app = success.client->client_id;
    attempt->app_name = success.client->display_name;
    if (attempt->tenant.empty()) attempt->tenant = success.client->tenant;
  }
  if (success.resource == nullptr) return;
  attempt->resource = success.resource->client_id;
  attempt->resource_name = success.resource->display_name;
}

Result<http::Form> body_form(const http::Request& request) {
  const auto type = request.header("Content-Type");
  const std::string_view media = type ? trim(type->substr(0, type->find(';'))) : std::string_view();
  if (!ascii_iequals(media, "application/x-www-form-urlencoded")) return http::Form();
  return http::Form::parse(request.body);
}

}  // namespace sallyport::directory
