// The OpenTelemetry collector: telemetry.*.
#include "app/config/section/telemetry.h"

#include <algorithm>

#include "app/config/section/section.h"
#include "base/text.h"
#include "http/address.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kEndpoint = "telemetry.endpoint";
constexpr std::string_view kHeaders = "telemetry.headers";
constexpr std::string_view kEvery = "telemetry.metricsEvery";
constexpr std::string_view kEndpointExample = "endpoint: http://collector:4318";

// The endpoint without a final slash, because a path follows it.
std::string read_endpoint(const Context& context) {
  const auto url = read_url(context, kEndpoint);
  if (!url) return {};
  if (url->has_query) context.add(rule("bad_value"), kEndpoint, "has a query", std::string(kEndpointExample));
  std::string text = url->origin() + url->path;
  while (text.ends_with('/')) text.pop_back();
  return text;
}

void check_headers(const Context& context, const gateway::TelemetrySettings& telemetry) {
  if (telemetry.headers.empty()) return;
  if (const auto headers = parse_telemetry_headers(telemetry.headers.reveal()); !headers)
    context.add(rule("bad_value"), kHeaders, headers.error().detail, "headers: name=value,name=value");
  const auto url = http::Url::parse(telemetry.endpoint);
  if (url && url->scheme == "http" && !http::is_loopback_host(url->host))
    context.add(rule("bad_value"), kHeaders, "would go over the network in the clear", "endpoint: https://…");
}

}  // namespace

Result<std::vector<http::Header>> parse_telemetry_headers(std::string_view text) {
  std::vector<http::Header> headers;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    const std::string_view pair = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const std::string_view name = trim(pair.substr(0, equals));
    if (equals == std::string_view::npos || !http::is_token(name))
      return failure(Kind::malformed, "telemetry_headers", {}, "is no list of name=value, separated by commas");
    auto value = http::percent_decode(trim(pair.substr(equals + 1)));
    if (!value || has_control(*value))
      return failure(Kind::malformed, "telemetry_headers", {},
                     "has a value of " + std::string(name) + " that no header can have");
    headers.push_back({std::string(name), *std::move(value)});
  }
  return headers;
}

void build_telemetry(const Context& context, gateway::TelemetrySettings& telemetry) {
  const Values& values = context.values;
  if (values.given(kEndpoint)) telemetry.endpoint = read_endpoint(context);
  telemetry.headers = Secret(values.text(kHeaders));
  check_headers(context, telemetry);
  telemetry.service_name = values.text("telemetry.serviceName");
  telemetry.metrics_every = values.seconds(kEvery);
  if (telemetry.metrics_every < Seconds(1) || telemetry.metrics_every > Seconds(3600))
    context.add(rule("bad_value"), kEvery, "must be from 1s to 1h", "metricsEvery: 60s");
}

}  // namespace sallyport::app::config
