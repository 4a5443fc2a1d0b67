#include "directory/exchange.h"

#include "base/text.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kServerError = "The directory's store did not answer. Try again.";

// "2026-01-09 02:02:12Z".
std::string entra_timestamp(UnixTime time) {
  std::string text = print_rfc3339(time);
  if (const auto t = text.find('T'); t != std::string::npos) text[t] = ' ';
  return text;
}

std::string error_uri(const Exchange& exchange, const Refused& refused) {
  return exchange.origin + "/error?code=" + std::to_string(refused.code());
}

}  // namespace

std::string_view Refused::error_word() const {
  if (!error.empty()) return error;
  return row == nullptr ? "temporarily_unavailable" : row->error;
}

Refused to_refused(const Error& error) {
  return {nullptr, {}, {}, std::string(error.reason) + " " + error.detail};
}

std::string issuer_of(const Exchange& exchange, const TenantId& tenant) {
  return exchange.origin + "/" + tenant.value + "/v2.0";
}

std::string describe(const Exchange& exchange, const Refused& refused) {
  const std::string text = refused.row == nullptr ? std::string(kServerError)
                                                  : "AADSTS" + std::to_string(refused.row->code) + ": " +
                                                        entra::fill(*refused.row, refused.values);
  return text + " Trace ID: " + exchange.trace_id + " Correlation ID: " + exchange.correlation_id +
         " Timestamp: " + entra_timestamp(exchange.now);
}

http::Response json_refusal(const Exchange& exchange, const Refused& refused) {
  json::Object body;
  body.set("error", refused.error_word());
  body.set("error_description", describe(exchange, refused));
  body.set("error_codes", json::Array{json::Value(refused.code())});
  body.set("timestamp", entra_timestamp(exchange.now));
  body.set("trace_id", exchange.trace_id);
  body.set("correlation_id", exchange.correlation_id);
  body.set("error_uri", error_uri(exchange, refused));
  if (refused.row != nullptr && !refused.row->suberror.empty()) body.set("suberror", refused.row->suberror);
  const int status = refused.row == nullptr                     ? 503
                     : refused.error_word() == "invalid_client" ? 401
                                                                : 400;  // entra.md 6.1
  return json_answer(status, body);
}

http::Form redirect_refusal(const Exchange& exchange, const Refused& refused) {
  http::Form fields;
  fields.add("error", refused.error_word());
  fields.add("error_description", describe(exchange, refused));
  fields.add("error_uri", error_uri(exchange, refused));
  return fields;
}

http::Response json_answer(int status, const json::Value& body) {
  http::Response response(status);
  response.add("Content-Type", "application/json; charset=utf-8");
  response.add("X-Content-Type-Options", "nosniff");
  response.body = json::print(body);
  return response;
}

void log_refusal(const Exchange& exchange, std::string_view endpoint, const Refused& refused) {
  exchange.services.log.write(refused.row == nullptr ? Level::error : Level::audit, "directory_refused",
                              {{"endpoint", std::string(endpoint)},
                               {"code", std::to_string(refused.code())},
                               {"error", std::string(refused.error_word())},
                               {"detail", refused.detail},
                               {"trace_id", exchange.trace_id},
                               {"correlation_id", exchange.correlation_id}});
}

Result<http::Form> body_form(const http::Request& request) {
  const auto type = request.header("Content-Type");
  const std::string_view media = type ? trim(type->substr(0, type->find(';'))) : std::string_view();
  if (!ascii_iequals(media, "application/x-www-form-urlencoded")) return http::Form();
  return http::Form::parse(request.body);
}

}  // namespace sallyport::directory
