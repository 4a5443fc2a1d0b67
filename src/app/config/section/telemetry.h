// The headers of requests to an OpenTelemetry collector, as OTEL_EXPORTER_OTLP_HEADERS writes them.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace sallyport::app::config {

// Reads "name=value,name=value"; values are percent-encoded, and blanks around names and values are dropped.
// Errors: malformed/"telemetry_headers"; the detail never quotes a value.
// Source: OpenTelemetry Protocol Exporter, Specifying headers via environment variables; W3C Baggage 3.2.1.
Result<std::vector<http::Header>> parse_telemetry_headers(std::string_view text);

}  // namespace sallyport::app::config
