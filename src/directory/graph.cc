#include "directory/graph.h"

#include "base/text.h"
#include "directory/claims.h"
#include "directory/resource.h"
#include "jose/jwt.h"

namespace sallyport::directory {
namespace {

struct Caller {
  std::string subject;  // oid: a person, or an app's service principal
  std::string sub;
  TenantId tenant;
  bool is_app = false;
};

// RFC 6750 2.1. The token must be ours, for Graph, and alive.
Result<Caller> authenticate(const Exchange& exchange) {
  const auto header = exchange.request.header("Authorization");
  if (!header || header->size() < 8 || !ascii_iequals(header->substr(0, 7), "Bearer "))
    return failure(Kind::unauthenticated, "bearer_missing", "RFC 6750 2.1");
  SALLYPORT_TRY(const auto jws, jose::CompactJws::parse(trim(header->substr(7))));
  SALLYPORT_TRY(const auto verified,
                jose::verify(jws, exchange.published->verification, {crypto::SignatureAlgorithm::rs256}));
  SALLYPORT_TRY(const auto claims, jose::Claims::parse(verified));
  SALLYPORT_CHECK(jose::check_lifetime(claims, Seconds(0), exchange.now));
  SALLYPORT_TRY(const auto audience, claims.required_text("aud"));
  if (audience != kGraphAppId) return failure(Kind::rejected, "graph_audience", "RFC 6750 3.1");
  SALLYPORT_TRY(const auto tenant, claims.required_text("tid"));
  SALLYPORT_TRY(const auto issuer, claims.required_text("iss"));
  if (issuer != exchange.origin + "/" + tenant + "/") return failure(Kind::rejected, "graph_issuer");
  SALLYPORT_TRY(auto subject, claims.required_text("oid"));
  SALLYPORT_TRY(auto sub, claims.required_text("sub"));
  SALLYPORT_TRY(const auto kind, claims.text("idtyp"));
  return Caller{std::move(subject), std::move(sub), TenantId(tenant), kind == "app"};
}

http::Response graph_error(const Exchange& exchange, int status, std::string_view code, std::string_view message) {
  json::Object inner{{"request-id", exchange.trace_id}, {"client-request-id", exchange.correlation_id}};
  http::Response response = json_answer(
      status,
      json::Object{{"error", json::Object{{"code", code}, {"message", message}, {"innerError", std::move(inner)}}}});
  if (status == 401)
    response.add("WWW-Authenticate", "Bearer realm=\"\", authorization_uri=\"" + exchange.origin +
                                         "/common/oauth2/authorize\", client_id=\"" + std::string(kGraphAppId) + "\"");
  response.add("Cache-Control", "no-store");
  return response;
}

http::Response unauthenticated(const Exchange& exchange) {
  return graph_error(exchange, 401, "InvalidAuthenticationToken", "Access token is empty, invalid or expired.");
}

http::Response unavailable(const Exchange& exchange) {
  return graph_error(exchange, 503, "ServiceUnavailable", "Try again.");
}

// Any page may ask; the token decides.
http::Response answer(const json::Value& body) {
  http::Response response = json_answer(200, body);
  response.add("Cache-Control", "no-store");
  response.add("Access-Control-Allow-Origin", "*");
  return response;
}

http::Response groups_answer(const Exchange& exchange, const std::string& user) {
  const auto groups = exchange.services.store.groups_of(entra::ObjectId(user));
  if (!groups) return unavailable(exchange);
  json::Array ids;
  for (const entra::ObjectId& id : *groups) ids.emplace_back(id.value);
  return answer(json::Object{{"@odata.context", exchange.origin + "/v1.0/$metadata#Collection(Edm.String)"},
                             {"value", std::move(ids)}});
}

}  // namespace

http::Response graph_me(const Exchange& exchange) {
  const auto caller = authenticate(exchange);
  if (!caller) return unauthenticated(exchange);
  if (caller->is_app)
    return graph_error(exchange, 400, "BadRequest", "/me request is only valid with delegated authentication flow.");
  const auto user = exchange.services.store.find_user(entra::ObjectId(caller->subject));
  if (!user) return unavailable(exchange);
  if (!*user || !(*user)->enabled) return unauthenticated(exchange);
  const entra::User& me = **user;
  return answer(json::Object{{"@odata.context", exchange.origin + "/v1.0/$metadata#users/$entity"},
                             {"id", me.id.value},
                             {"displayName", me.display_name},
                             {"userPrincipalName", me.user_principal_name},
                             {"mail", me.email.empty() ? json::Value() : json::Value(me.email)}});
}

http::Response graph_my_member_objects(const Exchange& exchange) {
  const auto caller = authenticate(exchange);
  if (!caller) return unauthenticated(exchange);
  if (caller->is_app)
    return graph_error(exchange, 400, "BadRequest", "/me request is only valid with delegated authentication flow.");
  return groups_answer(exchange, caller->subject);
}

http::Response graph_member_objects(const Exchange& exchange, std::string_view user) {
  const auto caller = authenticate(exchange);
  if (!caller) return unauthenticated(exchange);
  const std::string id = ascii_lower(user);
  // A person sees their own groups; an app sees everybody's of its tenant.
  if (!caller->is_app && id != caller->subject)
    return graph_error(exchange, 403, "Authorization_RequestDenied",
                       "Insufficient privileges to complete the operation.");
  const auto found = exchange.services.store.find_user(entra::ObjectId(id));
  if (!found) return unavailable(exchange);
  if (!*found || (*found)->tenant != caller->tenant)
    return graph_error(exchange, 404, "Request_ResourceNotFound", "Resource does not exist.");
  return groups_answer(exchange, id);
}

http::Response userinfo(const Exchange& exchange) {
  const auto caller = authenticate(exchange);
  if (!caller || caller->is_app) return unauthenticated(exchange);
  const auto user = exchange.services.store.find_user(entra::ObjectId(caller->subject));
  if (!user) return unavailable(exchange);
  if (!*user || !(*user)->enabled) return unauthenticated(exchange);
  json::Object body{{"sub", caller->sub}, {"name", (*user)->display_name}};
  body.set("preferred_username", (*user)->user_principal_name);
  if (!(*user)->email.empty()) body.set("email", (*user)->email);
  return answer(body);
}

}  // namespace sallyport::directory
