// Requests from a stranger to the gateway. They sign nobody in, open no route that requires a sign-in, and tell the
// application about no person. A redirect leads only to the gateway's own site or to the provider.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "gateway/exchange_fixture.h"
#include "gateway/proxy/identity_headers.h"
#include "http/url.h"
#include "net/http1/message_head.h"

namespace {

using namespace sallyport;
using fuzz::require;
using gateway::testing::Headers;
using gateway::testing::Reply;
using gateway::testing::World;

gateway::Route route(std::string path, gateway::RouteAccess access) {
  return gateway::testing::route(std::move(path), [&](gateway::Route& made) { made.access = access; });
}

World& world() {
  static World one([](gateway::Settings& settings) {
    settings.routes = {route("/", gateway::RouteAccess::required), route("/open", gateway::RouteAccess::public_)};
  });
  return one;
}

void check_forward(const http::Forward& forward) {
  const std::string_view path = std::string_view(forward.target).substr(0, forward.target.find('?'));
  require(path == "/open" || path.starts_with("/open/"));
  require(http::canonical_path(path) == std::string(path));
  require(net::is_origin_form(forward.target) && net::is_host(forward.host));
  require(net::are_plain_field_lines(forward.headers));
  constexpr std::array<std::string_view, 4> kOfTheConnection{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host",
                                                             "X-Request-Id"};
  for (std::string_view lines = forward.headers; !lines.empty(); lines.remove_prefix(lines.find("\r\n") + 2)) {
    const std::string_view name = lines.substr(0, lines.find(':'));
    const bool says_nobody = name.starts_with("X-Auth-Request-") && lines.substr(name.size()).starts_with(": \r\n");
    const bool of_connection = std::ranges::find(kOfTheConnection, name) != kOfTheConnection.end();
    require(!gateway::is_ours_to_say(name) || says_nobody || of_connection);
  }
}

void check_answer(const Reply& reply) {
  require(reply.status >= 200 && reply.status <= 599);
  for (const auto& [name, value] : reply.headers) require(!has_control(name) && !has_control(value));
  for (const std::string_view said : {"User", "Email", "Preferred-Username", "Groups", "Roles"})
    require(reply.header("X-Auth-Request-" + std::string(said)).empty());
  const std::string location = reply.header("Location");
  const bool own = location.starts_with("/") && !location.starts_with("//") && !location.starts_with("/\\");
  require(location.empty() || own || location.starts_with("https://app.example/") ||
          location.starts_with("https://login.example/"));
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto end = net::HeadScan().find_end(text);
  if (!end || !*end) return;
  net::RequestHeadParser parser({});
  if (!parser.parse(text.substr(0, **end))) return;
  const http::Request& request = parser.head().request;
  Headers headers;
  for (const auto& [name, value] : request.headers) headers.emplace_back(name, value);

  const Reply reply = world().send(request.method, request.target, headers, std::string(text.substr(**end)));
  world().log.entries.clear();
  reply.forward ? check_forward(*reply.forward) : check_answer(reply);
  require(world().sessions->created == 0 && world().people() == 0);
}
