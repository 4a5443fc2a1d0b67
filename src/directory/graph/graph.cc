#include "directory/graph/graph.h"

#include "base/text.h"
#include "directory/rules/graph_token.h"
#include "directory/rules/resource.h"

namespace sallyport::directory {
namespace {

// What the token says of its holder.
struct TokenHolder {
  std::string id;  // oid: a person, or an app's service principal
  std::string sub;
  TenantId tenant;
  bool is_app = false;
};

struct Caller {
  TokenHolder token;
  std::optional<entra::User> person;  // absent for an app; always enabled
};

// RFC 6750 2.1. The directory must have issued the token for Graph, and the token must not have expired.
Result<TokenHolder> read_token(const Exchange& exchange) {
  const auto header = exchange.request.header("Authorization");
  if (!header || header->size() < 8 || !ascii_iequals(header->substr(0, 7), "Bearer "))
    return failure(Kind::unauthenticated, "bearer_missing", "RFC 6750 2.1");
  SALLYPORT_TRY(const auto verified, verify_for_graph(trim(header->substr(7)), exchange.published->verification));
  SALLYPORT_TRY(const auto claims, jose::Claims::parse(verified));
  SALLYPORT_CHECK(jose::check_lifetime(claims, Seconds(0), exchange.now));
  SALLYPORT_TRY(const auto audience, claims.required_text("aud"));
  const bool old_one = exchange.protocol == Protocol::v1 && names_old_graph(audience);  // for /openid/userinfo
  if (!names_graph(exchange, audience) && !old_one) return failure(Kind::rejected, "graph_audience", "RFC 6750 3.1");
  SALLYPORT_TRY(const auto tenant, claims.required_text("tid"));
  SALLYPORT_TRY(const auto issuer, claims.required_text("iss"));
  if (issuer != exchange.origin + "/" + tenant + "/") return failure(Kind::rejected, "graph_issuer");
  SALLYPORT_TRY(auto subject, claims.required_text("oid"));
  SALLYPORT_TRY(auto sub, claims.required_text("sub"));
  SALLYPORT_TRY(const auto kind, claims.text("idtyp"));
  return TokenHolder{std::move(subject), std::move(sub), TenantId(tenant), kind == "app"};
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

// Who asks, or the answer that refuses them. Every endpoint begins here, so that a person who was disabled or removed
// gets no answer from any of them, although the token is still good.
tl::expected<Caller, http::Response> authenticate(const GraphServices& services, const Exchange& exchange) {
  auto token = read_token(exchange);
  if (!token) return tl::unexpected(unauthenticated(exchange));
  if (token->is_app) return Caller{*std::move(token), std::nullopt};
  auto person = services.directory.find_user(entra::ObjectId(token->id));
  if (!person) return tl::unexpected(unavailable(exchange));
  if (!*person || !(*person)->enabled) return tl::unexpected(unauthenticated(exchange));
  return Caller{*std::move(token), *std::move(person)};
}

http::Response only_for_people(const Exchange& exchange) {
  return graph_error(exchange, 400, "BadRequest", "/me request is only valid with delegated authentication flow.");
}

// A page of any origin may read the answer, because only the token decides about access.
http::Response answer(const json::Value& body) {
  http::Response response = json_answer(200, body);
  response.add("Cache-Control", "no-store");
  response.add("Access-Control-Allow-Origin", "*");
  return response;
}

http::Response groups_answer(const GraphServices& services, const Exchange& exchange, const std::string& user) {
  const auto groups = services.directory.transitive_groups_of(entra::ObjectId(user));
  if (!groups) return unavailable(exchange);
  json::Array ids;
  for (const entra::ObjectId& id : *groups) ids.emplace_back(id.value);
  return answer(json::Object{{"@odata.context", exchange.origin + "/v1.0/$metadata#Collection(Edm.String)"},
                             {"value", std::move(ids)}});
}

}  // namespace

http::Response graph_me(const GraphServices& services, const Exchange& exchange) {
  const auto caller = authenticate(services, exchange);
  if (!caller) return caller.error();
  if (!caller->person) return only_for_people(exchange);
  const entra::User& me = *caller->person;
  return answer(json::Object{{"@odata.context", exchange.origin + "/v1.0/$metadata#users/$entity"},
                             {"id", me.id.value},
                             {"displayName", me.display_name},
                             {"userPrincipalName", me.user_principal_name},
                             {"mail", me.email.empty() ? json::Value() : json::Value(me.email)}});
}

http::Response graph_my_member_objects(const GraphServices& services, const Exchange& exchange) {
  const auto caller = authenticate(services, exchange);
  if (!caller) return caller.error();
  if (!caller->person) return only_for_people(exchange);
  return groups_answer(services, exchange, caller->token.id);
}

http::Response graph_member_objects(const GraphServices& services, const Exchange& exchange) {
  const auto caller = authenticate(services, exchange);
  if (!caller) return caller.error();
  const std::string id = ascii_lower(exchange.parameters["user"]);
  // A person may see only their own groups, an app those of everyone in its tenant.
  if (caller->person && id != caller->token.id)
    return graph_error(exchange, 403, "Authorization_RequestDenied",
                       "Insufficient privileges to complete the operation.");
  const auto found = services.directory.find_user(entra::ObjectId(id));
  if (!found) return unavailable(exchange);
  if (!*found || (*found)->tenant != caller->token.tenant)
    return graph_error(exchange, 404, "Request_ResourceNotFound", "Resource does not exist.");
  return groups_answer(services, exchange, id);
}

http::Response userinfo(const GraphServices& services, const Exchange& exchange) {
  const auto caller = authenticate(services, exchange);
  if (!caller) return caller.error();
  if (!caller->person) return unauthenticated(exchange);
  json::Object body{{"sub", caller->token.sub}, {"name", caller->person->display_name}};
  body.set("preferred_username", caller->person->user_principal_name);
  if (!caller->person->email.empty()) body.set("email", caller->person->email);
  return answer(body);
}

http::Response graph_wrong_method(const Exchange& exchange) {
  return graph_error(exchange, 405, "Request_BadRequest", "This address does not answer this method.");
}

http::Response graph_nowhere(const Exchange& exchange) {
  return graph_error(exchange, 404, "ResourceNotFound", "Resource not found for this address.");
}

}  // namespace sallyport::directory
