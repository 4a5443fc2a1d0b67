#include "app/telemetry/otlp.h"

#include "base/json.h"

namespace sallyport::app {
namespace {

constexpr std::string_view kScope = "sallyport";
constexpr int kCumulative = 2;   // AGGREGATION_TEMPORALITY_CUMULATIVE
constexpr int kStatusError = 2;  // STATUS_CODE_ERROR

json::Object attribute(std::string_view name, std::string_view value) {
  return {{"key", name}, {"value", json::Object{{"stringValue", value}}}};
}

json::Object resource_of(const Service& service) {
  return {
      {"attributes", json::Array{attribute("service.name", service.name), attribute("service.version", service.version),
                                 attribute("service.instance.id", service.instance)}}};
}

json::Object scope_of(const Service& service) {
  return {{"name", kScope}, {"version", service.version}};
}

json::Object print_span(const gateway::Span& span, const WallTime& wall) {
  json::Array attributes;
  for (const auto& [name, value] : span.attributes) attributes.emplace_back(attribute(name, value));
  json::Object printed{{"traceId", span.trace_id},
                       {"spanId", span.span_id},
                       {"name", span.name},
                       {"kind", static_cast<int>(span.kind)},
                       {"startTimeUnixNano", std::to_string(wall.of(span.began))},
                       {"endTimeUnixNano", std::to_string(wall.of(span.ended))},
                       {"attributes", std::move(attributes)}};
  if (!span.parent_id.empty()) printed.set("parentSpanId", span.parent_id);
  printed.set("status", span.failed ? json::Object{{"code", kStatusError}} : json::Object{});
  return printed;
}

json::Object print_family(const gateway::MetricFamily& family, const std::string& from, const std::string& to) {
  json::Array points;
  for (const auto& sample : family.samples) {
    json::Array attributes;
    for (const auto& [name, value] : sample.labels) attributes.emplace_back(attribute(name, value));
    json::Object point{
        {"attributes", std::move(attributes)}, {"timeUnixNano", to}, {"asInt", std::to_string(sample.value)}};
    if (family.kind == gateway::MetricKind::counter) point.set("startTimeUnixNano", from);
    points.emplace_back(std::move(point));
  }
  json::Object data{{"dataPoints", std::move(points)}};
  const bool counts = family.kind == gateway::MetricKind::counter;
  if (counts) {
    data.set("aggregationTemporality", kCumulative);
    data.set("isMonotonic", true);
  }
  return {{"name", family.name}, {"description", family.help}, {counts ? "sum" : "gauge", std::move(data)}};
}

// A message with one resource and one scope.
std::string print_message(const Service& service, std::string_view resources, std::string_view scopes,
                          std::string_view items, json::Array all) {
  json::Object scope{{"scope", scope_of(service)}};
  scope.set(items, std::move(all));
  json::Object resource{{"resource", resource_of(service)}};
  resource.set(scopes, json::Array{std::move(scope)});
  json::Object message;
  message.set(resources, json::Array{std::move(resource)});
  return json::print(message);
}

}  // namespace

std::int64_t WallTime::of(Clock::Monotonic time) const {
  return nanoseconds - std::chrono::duration_cast<std::chrono::nanoseconds>(monotonic - time).count();
}

std::string print_spans(const Service& service, std::span<const gateway::Span> spans, const WallTime& wall) {
  json::Array all;
  for (const gateway::Span& span : spans) all.emplace_back(print_span(span, wall));
  return print_message(service, "resourceSpans", "scopeSpans", "spans", std::move(all));
}

std::string print_metrics(const Service& service, const std::vector<gateway::MetricFamily>& families,
                          Clock::Monotonic started, const WallTime& now) {
  const std::string from = std::to_string(now.of(started));
  const std::string to = std::to_string(now.nanoseconds);
  json::Array all;
  for (const gateway::MetricFamily& family : families)
    if (!family.samples.empty()) all.emplace_back(print_family(family, from, to));
  return print_message(service, "resourceMetrics", "scopeMetrics", "metrics", std::move(all));
}

}  // namespace sallyport::app
