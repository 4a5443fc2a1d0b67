// Spans: how long a piece of work took and how it ended, for programs that collect traces (OpenTelemetry). Where nobody
// collects them, none of this costs more than a look at a null pointer.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "http/message.h"

namespace sallyport::gateway {

struct Span {
  enum class Kind { internal = 1, server = 2, client = 3 };  // the numbers of OTLP

  std::string_view name;  // a constant
  Kind kind = Kind::internal;
  std::string trace_id;   // 32 hexadecimal digits
  std::string span_id;    // 16
  std::string parent_id;  // 16, or empty if the trace begins here
  Clock::Monotonic began;
  Clock::Monotonic ended;
  bool failed = false;
  std::vector<std::pair<std::string_view, std::string>> attributes;  // names are constants; no secret, no token
};

// Takes spans that have ended. Any thread may call it, event loops too: it never blocks, and drops what it cannot keep.
class SpanSink {
 public:
  virtual ~SpanSink() = default;
  virtual void take(Span span) = 0;
};

// A span that has begun. finish() ends it and gives it to the sink. A span that is never finished is lost.
class OpenSpan {
 public:
  OpenSpan(Span span, SpanSink& sink, const Clock& clock) : span_(std::move(span)), sink_(sink), clock_(clock) {}

  const Span& span() const { return span_; }

  void note(std::string_view name, std::string value) { span_.attributes.emplace_back(name, std::move(value)); }
  void finish(bool failed);

 private:
  Span span_;
  SpanSink& sink_;
  const Clock& clock_;
};

// What tracing needs. `sink` is null if nobody collects spans.
struct Tracing {
  SpanSink* sink = nullptr;

  // Begins a span of our own work. If the request names the trace that it belongs to, the span joins it, and whoever
  // began that trace decides whether it is recorded; otherwise it begins a trace. Absent: not recorded.
  std::optional<OpenSpan> begin(std::string_view name, Span::Kind kind, const http::Request* request,
                                const Clock& clock, Random& random) const;

  // Begins a span that is a part of another one of ours.
  std::optional<OpenSpan> begin_within(const OpenSpan& parent, std::string_view name, Span::Kind kind,
                                       const Clock& clock, Random& random) const;

  // Makes the function for http::Forward::heard, which records how long the application took. Empty unless the
  // request's trace is recorded. `clock` must live until it is called.
  std::function<void(int status)> upstream_span(const http::Request& request, const std::string& upstream,
                                                const Clock& clock, Random& random) const;
};

}  // namespace sallyport::gateway
