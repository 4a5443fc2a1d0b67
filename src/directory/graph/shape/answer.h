// How Microsoft Graph answers and refuses, in its own shapes, and the refusals that all endpoints share.
// Source: Microsoft Graph v1.0, "Microsoft Graph error responses and resource types"; RFC 6750 3.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "base/json.h"
#include "directory/call/exchange.h"
#include "directory/odata/fault.h"
#include "http/method.h"

namespace sallyport::directory::graph {

// A refusal in Graph's shape: {"error": {"code", "message", "innerError"}}. The client sees all of it.
struct Refusal {
  int status = 400;
  std::string_view code = "Request_BadRequest";
  std::string message;
  std::string target;     // the property at fault; empty if there is none
  std::string challenge;  // of a 401: more parameters of the WWW-Authenticate header
};

template <class T>
using Answered = tl::expected<T, Refusal>;

// The text, or null if it is empty, as Graph writes a property without a value.
inline json::Value text_or_null(const std::string& text) {
  return text.empty() ? json::Value() : json::Value(text);
}

tl::unexpected<Refusal> refuse(int status, std::string_view code, std::string message, std::string target = {});

// "Invalid value specified for property 'x' of resource 'Application'.", followed by what is expected.
tl::unexpected<Refusal> bad_value(std::string_view property, std::string_view resource, std::string_view expected = {});

// A 404 that names the object. An object of another tenant is refused in the same words as one that does not exist.
tl::unexpected<Refusal> not_found(std::string_view id);
tl::unexpected<Refusal> denied();           // 403 Authorization_RequestDenied
tl::unexpected<Refusal> unauthenticated();  // 401 InvalidAuthenticationToken

// The error of a store or of a model function. A reason without a row of its own becomes 503 if something was not
// available, and 500 otherwise; the log gets its words, the client does not.
Refusal to_refusal(const Error& error);
Refusal to_refusal(const odata::Fault& fault);
inline Refusal to_refusal(Refusal refusal) {
  return refusal;
}

// An error of a function that changes a stored value: the property has a value that it must not have. It reaches the
// client as bad_value().
Failure invalid(std::string_view property, std::string_view resource, std::string_view expected = {});

http::Response print(const Exchange& exchange, const Refusal& refusal);

// The answers of success. `body` has its "@odata.context" already.
http::Response ok(const json::Object& body);
http::Response created(const Exchange& exchange, const json::Object& body, std::string_view path);
http::Response no_content();

// "{origin}/v1.0/$metadata#{what}".
std::string context(const Exchange& exchange, std::string_view what);
// The entity with its context in front: "users/$entity".
json::Object with_context(const Exchange& exchange, std::string_view what, const json::Object& entity);

// Every page may read Graph's answers, because only the bearer token decides about access.
void add_cors(http::Response& response);
http::Response preflight(http::Methods methods);

}  // namespace sallyport::directory::graph

// Like SALLYPORT_TRY and SALLYPORT_CHECK, for functions that return Answered. They take an Answered, a Faulty or a
// Result.
#define SALLYPORT_ASK(declaration, ...) \
  SALLYPORT_ASK_(SALLYPORT_CONCAT(sallyport_ask_, __COUNTER__), declaration, __VA_ARGS__)
#define SALLYPORT_ASK_(name, declaration, ...)                                                            \
  auto name = (__VA_ARGS__);                                                                              \
  if (!name) return ::tl::unexpected(::sallyport::directory::graph::to_refusal(std::move(name).error())); \
  declaration = *std::move(name)
#define SALLYPORT_REQUIRE(...) SALLYPORT_REQUIRE_(SALLYPORT_CONCAT(sallyport_require_, __COUNTER__), __VA_ARGS__)
#define SALLYPORT_REQUIRE_(name, ...)   \
  if (auto name = (__VA_ARGS__); !name) \
  return ::tl::unexpected(::sallyport::directory::graph::to_refusal(std::move(name).error()))
