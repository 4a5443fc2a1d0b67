// The trace that a request belongs to, as tracing programs pass it on. Source: W3C Trace Context.
#pragma once

#include <optional>
#include <string_view>

#include "http/message.h"

namespace sallyport::http {

inline constexpr std::string_view kTraceParent = "traceparent";
inline constexpr std::string_view kTraceState = "tracestate";

// The request that sent this one, as a valid traceparent names it. The views are valid as long as the request.
struct TraceParent {
  std::string_view trace_id;   // 32 lower-case hexadecimal digits
  std::string_view parent_id;  // 16
  bool sampled = false;        // whoever began the trace wants it recorded
};
std::optional<TraceParent> trace_parent_of(const Request& request);

// The trace id, 32 lower-case hexadecimal digits, of a request whose traceparent is valid. Absent if the header is
// missing, occurs more than once, or breaks a rule: then its tracestate means nothing either. A version after 00 may
// have more fields behind those of 00. The view is valid as long as the request. Source: W3C Trace Context 3.2.2, 4.2.
std::optional<std::string_view> trace_id_of(const Request& request);

}  // namespace sallyport::http
