#include "directory/graph/shape/answer.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "directory/call/limits.h"
#include "entra/graph_application.h"

namespace sallyport::directory::graph {
namespace {

constexpr std::string_view kBadValue = "graph_bad_value";

// What the client is told for a reason of a store or of directory/model.
struct ReasonRow {
  std::string_view reason;
  int status;
  std::string_view code;
  std::string_view message;
  std::string_view target = {};
};
constexpr std::string_view kNotFound = "Request_ResourceNotFound";
constexpr std::string_view kBadRequest = "Request_BadRequest";
constexpr std::string_view kSameKey = "Request_MultipleObjectsWithSameKeyValue";
constexpr std::array kReasons{
    ReasonRow{"no_user", 404, kNotFound,
              "Resource does not exist or one of its queried reference-property objects are not present."},
    ReasonRow{"no_group", 404, kNotFound,
              "Resource does not exist or one of its queried reference-property objects are not present."},
    ReasonRow{"no_app", 404, kNotFound,
              "Resource does not exist or one of its queried reference-property objects are not present."},
    ReasonRow{"no_principal", 404, kNotFound,
              "Resource does not exist or one of its queried reference-property objects are not present."},
    ReasonRow{"no_consent", 404, kNotFound,
              "Resource does not exist or one of its queried reference-property objects are not present."},
    ReasonRow{"no_tenant", 404, kNotFound,
              "Resource does not exist or one of its queried reference-property objects are not present."},
    ReasonRow{"no_deleted", 404, kNotFound,
              "Resource does not exist or one of its queried reference-property objects are not present."},
    ReasonRow{"changed", 409, "Request_Conflict", "The object was changed at the same time. Try again."},
    ReasonRow{"client_id_taken", 409, kSameKey, "Another application has the same appId."},
    ReasonRow{"page_after", 400, "BadRequest", "The value of the query option '$skiptoken' is not valid."},
    ReasonRow{"user_name_taken", 400, kBadRequest,
              "Another object with the same value for property userPrincipalName already exists.", "userPrincipalName"},
    ReasonRow{"identifier_taken", 400, kBadRequest,
              "Another object with the same value for property identifierUris already exists.", "identifierUris"},
    ReasonRow{"domain_taken", 400, kBadRequest,
              "Another object with the same value for property verifiedDomains already exists.", "verifiedDomains"},
    ReasonRow{"principal_taken", 409, kSameKey,
              "The service principal cannot be created, updated, or restored because the service principal name is "
              "already in use."},
    ReasonRow{"assignment_taken", 400, kBadRequest, "Permission being assigned already exists on the object"},
    ReasonRow{"assignment_tenant", 400, kBadRequest, "The principal and the resource are not of the same tenant."},
    ReasonRow{"consent_tenant", 400, kBadRequest, "The client and the resource are not of the same tenant."},
    ReasonRow{"member_tenant", 400, kBadRequest, "The member is not of the group's tenant.", "members"},
    ReasonRow{"last_administrator", 400, kBadRequest,
              "The last Global Administrator of a tenant cannot be removed, deleted or disabled."},
    ReasonRow{"member_of_itself", 400, kBadRequest, "A group cannot be a member of itself.", "members"},
};

std::string_view error_text(const Refusal& refusal) {
  return refusal.message;
}

// "2026-11-29T23:00:00", as in Graph's innerError: UTC, without a zone.
std::string inner_date(UnixTime time) {
  std::string text = print_rfc3339(time);
  if (text.ends_with('Z')) text.pop_back();
  return text;
}

}  // namespace

tl::unexpected<Refusal> refuse(int status, std::string_view code, std::string message, std::string target) {
  return tl::unexpected(Refusal{status, code, std::move(message), std::move(target), {}});
}

tl::unexpected<Refusal> bad_value(std::string_view property, std::string_view resource, std::string_view expected) {
  std::string message = "Invalid value specified for property '" + std::string(property) + "' of resource '" +
                        std::string(resource) + "'.";
  if (!expected.empty()) message += " " + std::string(expected);
  return refuse(400, kBadRequest, std::move(message), std::string(property));
}

tl::unexpected<Refusal> not_found(std::string_view id) {
  return refuse(404, kNotFound,
                "Resource '" + std::string(cut_utf8(id, 128)) +
                    "' does not exist or one of its queried reference-property objects are not present.");
}

tl::unexpected<Refusal> denied() {
  return refuse(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}

tl::unexpected<Refusal> unauthenticated() {
  return refuse(401, "InvalidAuthenticationToken", "Access token is empty, invalid or expired.");
}

Failure invalid(std::string_view property, std::string_view resource, std::string_view expected) {
  return failure(Kind::rejected, kBadValue, "",
                 std::string(property) + "\n" + std::string(resource) + "\n" + std::string(expected));
}

Refusal to_refusal(const Error& error) {
  if (error.reason == kBadValue) {
    const std::string_view detail = error.detail;
    const std::size_t first = detail.find('\n');
    const std::size_t second = detail.find('\n', first + 1);
    return bad_value(detail.substr(0, first), detail.substr(first + 1, second - first - 1), detail.substr(second + 1))
        .value();
  }
  const auto row = std::ranges::find(kReasons, error.reason, &ReasonRow::reason);
  if (row != kReasons.end()) return {row->status, row->code, std::string(row->message), std::string(row->target), {}};
  if (error.kind == Kind::unavailable) return {503, "ServiceUnavailable", "Try again.", {}, {}};
  if (error.kind == Kind::conflict)
    return {409,
            kSameKey,
            "A conflicting object with one or more of the specified property values is present in the directory.",
            {},
            {}};
  return {500, "InternalServerError", "The request could not be processed.", {}, {}};
}

Refusal to_refusal(const odata::Fault& fault) {
  return {400, fault.code, fault.message, {}, {}};
}

http::Response print(const Exchange& exchange, const Refusal& refusal) {
  json::Object inner{{"date", inner_date(exchange.now)},
                     {"request-id", exchange.trace_id},
                     {"client-request-id", exchange.correlation_id}};
  json::Object error{{"code", refusal.code}, {"message", error_text(refusal)}};
  if (!refusal.target.empty())
    error.set("details", json::Array{json::Object{
                             {"code", "InvalidValue"}, {"target", refusal.target}, {"message", error_text(refusal)}}});
  error.set("innerError", std::move(inner));
  http::Response response = json_answer(refusal.status, json::Object{{"error", std::move(error)}});
  if (refusal.status == 401)
    response.add("WWW-Authenticate", "Bearer realm=\"\", authorization_uri=\"" + exchange.origin +
                                         "/common/oauth2/authorize\", client_id=\"" +
                                         std::string(entra::kGraphClientId) + "\"" + refusal.challenge);
  response.add("Cache-Control", "no-store");
  return response;
}

http::Response ok(const json::Object& body) {
  http::Response response = json_answer(200, body);
  response.add("Cache-Control", "no-store");
  return response;
}

http::Response created(const Exchange& exchange, const json::Object& body, std::string_view path) {
  http::Response response = json_answer(201, body);
  response.add("Cache-Control", "no-store");
  response.add("Location", exchange.origin + std::string(path));
  return response;
}

http::Response no_content() {
  http::Response response(204);
  response.add("Cache-Control", "no-store");
  return response;
}

std::string context(const Exchange& exchange, std::string_view what) {
  return exchange.origin + "/v1.0/$metadata#" + std::string(what);
}

json::Object with_context(const Exchange& exchange, std::string_view what, const json::Object& entity) {
  json::Object body;
  body.append("@odata.context") = context(exchange, what);
  for (const json::Member& member : entity) body.append(member.name) = member.value;
  return body;
}

void add_cors(http::Response& response) {
  response.add("Access-Control-Allow-Origin", "*");
  response.add("Access-Control-Expose-Headers",
               "Location, Retry-After, WWW-Authenticate, client-request-id, request-id, x-ms-request-id");
}

http::Response preflight(http::Methods methods) {
  http::Response response(204);
  response.add("Access-Control-Allow-Origin", "*");
  response.add("Access-Control-Allow-Methods", http::print(methods));
  response.add("Access-Control-Allow-Headers",
               "authorization, client-request-id, consistencylevel, content-type, prefer, return-client-request-id, "
               "sdkversion");
  response.add("Access-Control-Max-Age", std::to_string(limits::kPreflight.count()));
  return response;
}

}  // namespace sallyport::directory::graph
