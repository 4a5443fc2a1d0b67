#include "directory/graph/operation/operation.h"

#include "base/text.h"
#include "directory/graph/shape/key_syntax.h"
#include "http/url.h"

namespace sallyport::directory::graph {
namespace {

// The object that the path names by client id, in the caller's tenant. Empty if it names none so.
Answered<entra::ObjectId> find_keyed(const Services& services, const Exchange& exchange, const Caller& caller) {
  if (const auto client = client_of_key(exchange.parameters["app"])) {
    SALLYPORT_ASK(const auto app, services.store.find_app(*client));
    if (!app || app->tenant != caller.tenant) return not_found(client->value);
    return app->id;
  }
  if (const auto client = client_of_key(exchange.parameters["principal"])) {
    SALLYPORT_ASK(const auto principal, services.store.find_principal_of(caller.tenant, *client));
    if (!principal) return not_found(client->value);
    return principal->id;
  }
  return entra::ObjectId();
}

Answered<http::Response> answer(const Operation& operation, const Services& services, const Exchange& exchange) {
  SALLYPORT_ASK(const auto caller, authenticate(services, exchange));
  const bool only_for_people = operation.access.application.empty();
  if (caller.is_app() && only_for_people)
    return refuse(400, "BadRequest", "/me request is only valid with delegated authentication flow.");
  SALLYPORT_ASK(auto keyed, find_keyed(services, exchange, caller));
  const Call call{services, exchange, caller, std::move(keyed)};
  SALLYPORT_REQUIRE(check_access(services, caller, operation.access, call.id("app")));
  return operation.function(call);
}

void log_change(const Operation& operation, const Exchange& exchange, const http::Response& response) {
  if (operation.method == http::Method::get) return;
  exchange.log.write(Level::audit, "directory_graph",
                     {{"method", std::string(http::name_of(operation.method))},
                      {"path", exchange.path},
                      {"status", std::to_string(response.status)},
                      {"trace_id", exchange.trace_id},
                      {"correlation_id", exchange.correlation_id}});
}

// What every answer of Graph has.
http::Response finish(http::Response response, const Exchange& exchange) {
  add_cors(response);
  response.add("request-id", exchange.trace_id);
  return response;
}

}  // namespace

entra::ObjectId Call::id(std::string_view name) const {
  const std::string_view segment = exchange.parameters[name];
  return client_of_key(segment) ? keyed : entra::ObjectId(ascii_lower(segment));
}

std::string Call::text(std::string_view name) const {
  return http::percent_decode(exchange.parameters[name]).value_or(std::string());
}

http::Response run(const Operation& operation, const Services& services, const Exchange& exchange) {
  auto answered = answer(operation, services, exchange);
  http::Response response = answered ? *std::move(answered) : print(exchange, answered.error());
  log_change(operation, exchange, response);
  return finish(std::move(response), exchange);
}

http::Response wrong_method(const Exchange& exchange) {
  const Refusal refusal{
      405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.", {}, {}};
  return finish(print(exchange, refusal), exchange);
}

http::Response nowhere(const Exchange& exchange) {
  const Refusal refusal{404, "ResourceNotFound", "Resource not found for this address.", {}, {}};
  return finish(print(exchange, refusal), exchange);
}

}  // namespace sallyport::directory::graph
