#include "directory/graph/batch.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "directory/graph/operation/caller.h"
#include "directory/graph/shape/body.h"
#include "directory/graph/shape/key_syntax.h"
#include "http/url.h"

namespace sallyport::directory::graph {
namespace {

constexpr std::size_t kMostRequests = 20;  // requests
constexpr std::string_view kBatchRequest = "BatchRequest";
constexpr std::string_view kVersionPath = "/v1.0";

struct Item {
  std::string id;
  std::string method;
  std::string target;  // path and query, with the version
  std::string body;
  std::vector<http::Header> headers;
  std::vector<std::string> depends_on;
};

// The token, the host and the message's length belong to the batch.
bool is_of_the_batch(std::string_view header) {
  constexpr std::array<std::string_view, 5> kNames{"authorization", "host", "content-length", "transfer-encoding",
                                                   "cookie"};
  return std::ranges::find(kNames, ascii_lower(header)) != kNames.end();
}

Answered<void> read_headers(const json::Value& value, Item& item) {
  const json::Object* const object = value.as_object();
  if (object == nullptr) return bad_value("headers", kBatchRequest, "It must be an object.");
  for (const json::Member& member : *object) {
    const std::string* const text = member.value.as_string();
    if (text == nullptr || !http::is_token(member.name) || has_control(*text))
      return bad_value("headers", kBatchRequest, "Names and values must be those of HTTP headers.");
    if (!is_of_the_batch(member.name)) item.headers.push_back({member.name, *text});
  }
  return {};
}

Answered<void> read_dependencies(const json::Value& value, Item& item) {
  const json::Array* const array = value.as_array();
  if (array == nullptr) return bad_value("dependsOn", kBatchRequest, "It must be an array of ids.");
  for (const json::Value& each : *array) {
    if (each.as_string() == nullptr) return bad_value("dependsOn", kBatchRequest, "It must be an array of ids.");
    item.depends_on.push_back(*each.as_string());
  }
  return {};
}

Answered<void> read_text(std::string_view name, const json::Value& value, std::string& target) {
  const std::string* const text = value.as_string();
  if (text == nullptr || text->empty() || has_control(*text) || text->size() > kLongText)
    return bad_value(name, kBatchRequest, "It must be a text.");
  target = *text;
  return {};
}

Answered<void> read_member(const json::Member& member, Item& item) {
  if (member.name == "id") return read_text("id", member.value, item.id);
  if (member.name == "method") return read_text("method", member.value, item.method);
  if (member.name == "url") return read_text("url", member.value, item.target);
  if (member.name == "headers") return read_headers(member.value, item);
  if (member.name == "dependsOn") return read_dependencies(member.value, item);
  if (member.name != "body") return bad_value(member.name, kBatchRequest, "There is no such property.");
  if (member.value.as_object() == nullptr) return bad_value("body", kBatchRequest, "It must be a JSON object.");
  item.body = json::print(member.value);
  return {};
}

Answered<Item> read_item(const json::Value& value) {
  const json::Object* const object = value.as_object();
  if (object == nullptr) return bad_value("requests", kBatchRequest, "Each must be an object.");
  Item item;
  for (const json::Member& member : *object) SALLYPORT_REQUIRE(read_member(member, item));
  if (item.id.empty()) return bad_value("id", kBatchRequest, "Each request needs one.");
  if (!item.target.starts_with('/')) return bad_value("url", kBatchRequest, "It must be relative: /users/…");
  item.target.insert(0, kVersionPath);
  constexpr std::array<std::string_view, 4> kMethods{"GET", "POST", "PATCH", "DELETE"};
  const auto method =
      std::ranges::find_if(kMethods, [&](std::string_view each) { return ascii_iequals(each, item.method); });
  if (method == kMethods.end()) return bad_value("method", kBatchRequest, "It must be GET, POST, PATCH or DELETE.");
  item.method = *method;
  return item;
}

// Whether an earlier request has the id.
bool has_id(const std::vector<Item>& items, std::string_view id) {
  return std::ranges::find(items, id, &Item::id) != items.end();
}

Answered<std::vector<Item>> read_items(const Exchange& exchange) {
  SALLYPORT_ASK(const auto body, read_body(exchange));
  const json::Value* const requests = body.find("requests");
  const json::Array* const array = requests == nullptr ? nullptr : requests->as_array();
  if (array == nullptr || body.size() != 1)
    return bad_value("requests", kBatchRequest, "It must be the only property.");
  if (array->empty() || array->size() > kMostRequests)
    return bad_value("requests", kBatchRequest, "A batch holds 1 to " + std::to_string(kMostRequests) + " requests.");
  std::vector<Item> items;
  for (const json::Value& each : *array) {
    SALLYPORT_ASK(auto item, read_item(each));
    if (has_id(items, item.id)) return bad_value("id", kBatchRequest, "Each id must be there once.");
    for (const std::string& id : item.depends_on)
      if (!has_id(items, id)) return bad_value("dependsOn", kBatchRequest, "It must name earlier requests.");
    items.push_back(std::move(item));
  }
  return items;
}

http::Response answer_item(const Exchange& outer, const Item& item, const Dispatch& dispatch) {
  Exchange inner = outer;
  inner.trace_id = random_uuid(outer.random);
  inner.attempt = std::make_shared<entra::SignInAttempt>();
  inner.parameters = {};
  inner.request.method = item.method;
  inner.request.target = item.target;
  inner.request.body = item.body;
  inner.request.headers.assign(item.headers.begin(), item.headers.end());
  inner.request.headers.push_back({"Authorization", outer.request.header("Authorization").value_or("")});
  auto path = http::canonical_path(inner.request.path());
  if (!path) return print(outer, Refusal{400, "BadRequest", "The path is ambiguous.", "url", {}});
  if (auto plain = without_key_syntax(*path)) path = *std::move(plain);
  inner.path = *std::move(path);
  if (ascii_lower(inner.path) == std::string(kVersionPath) + "/$batch")
    return print(outer, Refusal{400, "BadRequest", "A batch cannot hold another batch.", "url", {}});
  return dispatch(inner);
}

http::Response failed_dependency(const Exchange& exchange) {
  return print(exchange, Refusal{424, "FailedDependency", "A request that this one depends on has failed.", {}, {}});
}

json::Object print_item(const Item& item, const http::Response& response) {
  json::Object headers;
  for (const http::Header& header : response.headers)
    if (!headers.contains(header.name)) headers.set(header.name, header.value);
  json::Object printed{{"id", item.id}, {"status", response.status}, {"headers", std::move(headers)}};
  if (const auto body = json::parse(response.body); body && !response.body.empty()) printed.set("body", *body);
  return printed;
}

Answered<json::Array> answer_items(const Exchange& exchange, const std::vector<Item>& items, const Dispatch& dispatch) {
  json::Array responses;
  std::vector<std::string> failed;
  for (const Item& item : items) {
    const bool waits_for_nothing = std::ranges::none_of(
        item.depends_on, [&](const std::string& id) { return std::ranges::find(failed, id) != failed.end(); });
    const http::Response response =
        waits_for_nothing ? answer_item(exchange, item, dispatch) : failed_dependency(exchange);
    if (response.status >= 400) failed.push_back(item.id);
    responses.emplace_back(print_item(item, response));
  }
  return responses;
}

Answered<http::Response> answer_batch(const Services& services, const Exchange& exchange, const Dispatch& dispatch) {
  SALLYPORT_REQUIRE(authenticate(services, exchange));
  SALLYPORT_ASK(const auto items, read_items(exchange));
  SALLYPORT_ASK(auto responses, answer_items(exchange, items, dispatch));
  return ok(json::Object{{"responses", std::move(responses)}});
}

}  // namespace

http::Response batch(const Services& services, const Exchange& exchange, const Dispatch& dispatch) {
  auto answered = answer_batch(services, exchange, dispatch);
  http::Response response = answered ? *std::move(answered) : print(exchange, answered.error());
  add_cors(response);
  response.add("request-id", exchange.trace_id);
  return response;
}

}  // namespace sallyport::directory::graph
