// For the tests of the proxy: makes a gateway with routes, and reads the headers that go to the upstream.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/exchange_fixture.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway::testing {

inline World world_with(std::vector<Route> routes) {
  return World([&](Settings& settings) { settings.routes = routes; });
}

// The values of one header among the lines that go to the upstream.
inline std::vector<std::string> sent(const Reply& reply, std::string_view name) {
  std::vector<std::string> out;
  std::string_view lines = reply.forward ? std::string_view(reply.forward->headers) : std::string_view();
  while (!lines.empty()) {
    const auto end = lines.find("\r\n");
    const auto line = lines.substr(0, end);
    if (line.substr(0, line.find(':')) == name) out.emplace_back(line.substr(line.find(':') + 2));
    lines.remove_prefix(end + 2);
  }
  return out;
}

// The value of a header that goes to the upstream exactly once; otherwise how often it goes there, in parentheses.
inline std::string only(const Reply& reply, std::string_view name) {
  const auto values = sent(reply, name);
  return values.size() == 1 ? values.front() : "(" + std::to_string(values.size()) + " values)";
}

}  // namespace sallyport::gateway::testing
