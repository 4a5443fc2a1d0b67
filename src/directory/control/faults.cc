#include "directory/control/faults.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "directory/call/page_parts.h"
#include "http/form.h"

namespace sallyport::directory {
namespace {

struct EndpointRow {
  std::string_view route_path;  // a row of the route table; ending in '*': all rows that begin so
  std::string_view endpoint;
};
constexpr std::array kRows{
    EndpointRow{"/{tenant}/oauth2/v2.0/authorize", "authorize"},
    EndpointRow{"/{tenant}/oauth2/authorize", "authorize"},
    EndpointRow{"/{tenant}/login", "login"},
    EndpointRow{"/{tenant}/oauth2/login", "login"},
    EndpointRow{"/{tenant}/oauth2/v2.0/token", "token"},
    EndpointRow{"/{tenant}/oauth2/token", "token"},
    EndpointRow{"/{tenant}/oauth2/v2.0/devicecode", "devicecode"},
    EndpointRow{"/{tenant}/oauth2/devicecode", "devicecode"},
    EndpointRow{"/{tenant}/oauth2/v2.0/logout", "logout"},
    EndpointRow{"/{tenant}/oauth2/logout", "logout"},
    EndpointRow{"/{tenant}/v2.0/.well-known/openid-configuration", "discovery"},
    EndpointRow{"/{tenant}/.well-known/openid-configuration", "discovery"},
    EndpointRow{"/common/discovery/instance", "discovery"},
    EndpointRow{"/{tenant}/discovery/v2.0/keys", "keys"},
    EndpointRow{"/{tenant}/discovery/keys", "keys"},
    EndpointRow{"/oidc/userinfo", "userinfo"},
    EndpointRow{"/{tenant}/openid/userinfo", "userinfo"},
    EndpointRow{"/v1.0/*", "graph"},
};
constexpr std::array<std::string_view, 9> kEndpoints{"authorize", "login", "token",    "devicecode", "logout",
                                                     "discovery", "keys",  "userinfo", "graph"};

bool is_row(const EndpointRow& row, std::string_view route_path) {
  if (!row.route_path.ends_with('*')) return row.route_path == route_path;
  return route_path.starts_with(row.route_path.substr(0, row.route_path.size() - 1));
}

bool is_named(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

void drop_members(http::Response& response, const std::vector<std::string>& names) {
  const auto body = json::parse_object(response.body, {.bytes = response.body.size()});
  if (!body) return;
  json::Object kept;
  for (const json::Member& member : *body)
    if (!is_named(names, member.name)) kept.append(member.name) = member.value;
  response.body = json::print(kept);
}

void drop_parameters(std::string& location, const std::vector<std::string>& names) {
  const std::size_t start = location.find_first_of("?#");
  if (start == std::string::npos) return;
  const std::size_t end = std::min(location.find('#', start + 1), location.size());  // of a query
  const auto fields = http::Form::parse(location.substr(start + 1, end - start - 1));
  if (!fields) return;
  http::Form kept;
  for (const auto& [name, value] : fields->fields())
    if (!is_named(names, name)) kept.add(name, value);
  location = location.substr(0, start + 1) + kept.print() + location.substr(end);
}

// The answer of response_mode=form_post is a page whose form has a hidden field for each parameter.
void drop_hidden_fields(std::string& page, const std::vector<std::string>& names) {
  constexpr std::string_view kEnd = "\">";
  for (const std::string& name : names) {
    std::string start = hidden_field(name, "");
    start.resize(start.size() - kEnd.size());
    for (std::size_t at; (at = page.find(start)) != std::string::npos;)
      page.erase(at, page.find(kEnd, at + start.size()) + kEnd.size() - at);  // a value has no quotation mark in it
  }
}

}  // namespace

std::span<const std::string_view> fault_endpoints() {
  return kEndpoints;
}

std::string_view fault_endpoint_of(std::string_view route_path) {
  const auto row = std::ranges::find_if(kRows, [&](const EndpointRow& each) { return is_row(each, route_path); });
  return row == kRows.end() ? std::string_view() : row->endpoint;
}

void drop_fields(http::Response& response, const std::vector<std::string>& names) {
  for (http::Header& header : response.headers)
    if (header.name == "Location") return drop_parameters(header.value, names);
  const std::string* const type = response.find("Content-Type");
  if (type != nullptr && type->starts_with("text/html")) return drop_hidden_fields(response.body, names);
  drop_members(response, names);
}

std::optional<Fault> Faults::add(Fault fault) {
  const std::lock_guard lock(mutex_);
  if (faults_.size() >= kMost) return std::nullopt;
  fault.id = next_id_++;
  faults_.push_back(fault);
  return fault;
}

std::vector<Fault> Faults::list() const {
  const std::lock_guard lock(mutex_);
  return faults_;
}

bool Faults::remove(int id) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(faults_, [&](const Fault& each) { return each.id == id; }) > 0;
}

void Faults::clear() {
  const std::lock_guard lock(mutex_);
  faults_.clear();
}

std::optional<Fault> Faults::take(std::string_view route_path, std::string_view path) {
  const std::lock_guard lock(mutex_);
  if (faults_.empty()) return std::nullopt;
  const std::string_view endpoint = fault_endpoint_of(route_path);
  const auto at = std::ranges::find_if(faults_, [&](const Fault& each) {
    return each.endpoint == endpoint && (each.path.empty() || each.path == path);
  });
  if (at == faults_.end()) return std::nullopt;
  Fault met = *at;
  if (--at->times == 0) faults_.erase(at);
  return met;
}

void Faults::wait(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  stopping_.wait_for(lock, time, [this] { return stopped_; });
}

void Faults::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  stopping_.notify_all();
}

}  // namespace sallyport::directory
