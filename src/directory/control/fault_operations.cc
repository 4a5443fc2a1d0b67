// Operations that order faults, and the answers of faults.
#include <string>

#include "base/text.h"
#include "directory/call/pages.h"
#include "directory/control/operations.h"
#include "directory/graph/shape/body.h"

namespace sallyport::directory::control {
namespace {

constexpr std::string_view kFaultResource = "Fault";
constexpr int kMostDelay = 60'000;  // milliseconds
constexpr int kMostRetry = 86'400;  // seconds
constexpr std::size_t kMostNames = 20;

std::string list_endpoints() {
  std::string all;
  for (const std::string_view each : fault_endpoints()) all += (all.empty() ? "" : ", ") + std::string(each);
  return all;
}

json::Object print_fault(const Fault& fault) {
  json::Object printed{{"id", fault.id}, {"endpoint", fault.endpoint}, {"times", fault.times}};
  if (!fault.path.empty()) printed.set("path", fault.path);
  if (fault.status != 0) printed.set("status", fault.status);
  if (fault.retry_after) printed.set("retryAfter", fault.retry_after->count());
  if (fault.delay.count() > 0) printed.set("delay", fault.delay.count());
  if (!fault.drop.empty()) {
    json::Array names;
    for (const std::string& name : fault.drop) names.emplace_back(name);
    printed.set("drop", std::move(names));
  }
  return printed;
}

// The number, which must be from `least` to `most`; absent if the body does not have it.
Result<std::optional<int>> read_number(graph::Fields& fields, std::string_view name, int least, int most) {
  std::optional<int> number;
  SALLYPORT_CHECK(fields.number(name, number));
  if (number && (*number < least || *number > most))
    return fields.wrong(name,
                        "It must be a number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
  return number;
}

Result<void> read_status(graph::Fields& fields, Fault& fault) {
  SALLYPORT_TRY(const auto status, read_number(fields, "status", 429, 599));
  if (status && *status != 429 && *status < 500) return fields.wrong("status", "It must be 429, or 500 to 599.");
  fault.status = status.value_or(0);
  SALLYPORT_TRY(const auto retry, read_number(fields, "retryAfter", 0, kMostRetry));
  if (retry && fault.status == 0) return fields.wrong("retryAfter", "It goes with a status.");
  if (retry) fault.retry_after = Seconds(*retry);
  return {};
}

Result<void> check_effect(const graph::Fields& fields, const Fault& fault) {
  if (fault.drop.size() > kMostNames) return fields.wrong("drop", "It must have at most 20 names.");
  if (fault.status != 0 && !fault.drop.empty())
    return fields.wrong("drop", "An answer with a status of its own has no fields to drop.");
  if (fault.status == 0 && fault.drop.empty() && fault.delay.count() == 0)
    return fields.wrong("status", "Give a status, a delay in milliseconds, or names to drop.");
  return {};
}

Result<Fault> read_fault(const json::Object& body) {
  Fault fault;
  graph::Fields fields(body, kFaultResource);
  SALLYPORT_CHECK(fields.text("endpoint", fault.endpoint));
  if (std::ranges::find(fault_endpoints(), fault.endpoint) == fault_endpoints().end())
    return fields.wrong("endpoint", "It must be one of: " + list_endpoints() + ".");
  SALLYPORT_CHECK(fields.text("path", fault.path));
  if (!fault.path.empty() && !fault.path.starts_with('/')) return fields.wrong("path", "It must begin with \"/\".");
  SALLYPORT_CHECK(read_status(fields, fault));
  SALLYPORT_TRY(const auto delay, read_number(fields, "delay", 0, kMostDelay));
  fault.delay = std::chrono::milliseconds(delay.value_or(0));
  SALLYPORT_CHECK(fields.texts("drop", fault.drop));
  SALLYPORT_TRY(const auto times, read_number(fields, "times", 1, 1'000'000));
  fault.times = times.value_or(1);
  SALLYPORT_CHECK(fields.no_others());
  SALLYPORT_CHECK(check_effect(fields, fault));
  return fault;
}

http::Response plain_answer(const Fault& fault, const Exchange& exchange) {
  const std::string word = fault.status == 429 ? "Too many requests." : "The service does not answer.";
  if (fault.endpoint == "graph")
    return graph::print(exchange,
                        {fault.status, fault.status == 429 ? "TooManyRequests" : "ServiceUnavailable", word, {}, {}});
  if (fault.endpoint == "authorize" || fault.endpoint == "login" || fault.endpoint == "logout")
    return error_page({"temporarily_unavailable", {word}, nullptr, fault.status});
  http::Response response = fault.status == 429 ? json_refusal(exchange, {&entra::refusal<90055>(), {}, {}, {}})
                                                : json_refusal(exchange, Refused{});
  response.status = fault.status;
  return response;
}

}  // namespace

http::Response answer_of(const Fault& fault, const Exchange& exchange) {
  http::Response response = plain_answer(fault, exchange);
  std::erase_if(response.headers, [](const http::Header& header) { return header.name == "Retry-After"; });
  if (response.find("Access-Control-Allow-Origin") == nullptr) graph::add_cors(response);  // as Entra ID's have
  if (fault.retry_after) response.add("Retry-After", std::to_string(fault.retry_after->count()));
  return response;
}

Answer list_faults(const Call& call) {
  json::Array all;
  for (const Fault& fault : call.control.faults().list()) all.emplace_back(print_fault(fault));
  return graph::ok(json::Object{{"value", std::move(all)}});
}

Answer add_fault(const Call& call) {
  SALLYPORT_ASK(const auto body, graph::read_body(call.exchange));
  SALLYPORT_ASK(auto fault, read_fault(body));
  const auto added = call.control.faults().add(std::move(fault));
  if (!added) return graph::refuse(400, "Request_BadRequest", "There are 100 faults already. Delete some.");
  return graph::created(call.exchange, print_fault(*added), "/control/faults");
}

Answer clear_faults(const Call& call) {
  call.control.faults().clear();
  return graph::no_content();
}

Answer remove_fault(const Call& call) {
  const auto id = parse_decimal(call.exchange.parameters["fault"]);
  if (!id || *id > 1'000'000'000 || !call.control.faults().remove(static_cast<int>(*id)))
    return graph::refuse(404, "Request_ResourceNotFound", "There is no fault with this id.");
  return graph::no_content();
}

}  // namespace sallyport::directory::control
