#include "gateway/call/span.h"

#include <memory>

#include "base/encoding.h"
#include "http/trace_context.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kTraceBytes = 16;
constexpr std::size_t kSpanBytes = 8;

// Without its trace and its parent.
Span new_span(std::string_view name, Span::Kind kind, const Clock& clock, Random& random) {
  Span span;
  span.name = name;
  span.kind = kind;
  span.span_id = hex_encode(random.bytes(kSpanBytes));
  span.began = clock.monotonic();
  return span;
}

}  // namespace

void OpenSpan::finish(bool failed) {
  span_.ended = clock_.monotonic();
  span_.failed = failed;
  sink_.take(std::move(span_));
}

std::optional<OpenSpan> Tracing::begin(std::string_view name, Span::Kind kind, const http::Request* request,
                                       const Clock& clock, Random& random) const {
  if (!sink) return std::nullopt;
  const auto parent = request ? http::trace_parent_of(*request) : std::nullopt;
  if (parent && !parent->sampled) return std::nullopt;
  Span span = new_span(name, kind, clock, random);
  span.trace_id = parent ? std::string(parent->trace_id) : hex_encode(random.bytes(kTraceBytes));
  span.parent_id = parent ? std::string(parent->parent_id) : std::string();
  return OpenSpan(std::move(span), *sink, clock);
}

std::optional<OpenSpan> Tracing::begin_within(const OpenSpan& parent, std::string_view name, Span::Kind kind,
                                              const Clock& clock, Random& random) const {
  if (!sink) return std::nullopt;
  Span span = new_span(name, kind, clock, random);
  span.trace_id = parent.span().trace_id;
  span.parent_id = parent.span().span_id;
  return OpenSpan(std::move(span), *sink, clock);
}

std::function<void(int status)> Tracing::upstream_span(const http::Request& request, const std::string& upstream,
                                                       const Clock& clock, Random& random) const {
  if (!sink) return {};
  const auto parent = http::trace_parent_of(request);
  if (!parent || !parent->sampled) return {};
  auto span = begin("upstream", Span::Kind::client, &request, clock, random);
  span->note("http.request.method", std::string(request.method));
  span->note("server.address", upstream);
  return [open = std::make_shared<OpenSpan>(*std::move(span))](int status) {
    if (status != 0) open->note("http.response.status_code", std::to_string(status));
    open->finish(status == 0 || status >= 500);
  };
}

}  // namespace sallyport::gateway
