#include "gateway/call/span.h"

#include <memory>

#include "base/encoding.h"
#include "http/trace_context.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kTraceBytes = 16;
constexpr std::size_t kSpanBytes = 8;

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
  Span span;
  span.name = name;
  span.kind = kind;
  span.trace_id = parent ? std::string(parent->trace_id) : hex_encode(random.bytes(kTraceBytes));
  span.parent_id = parent ? std::string(parent->parent_id) : std::string();
  span.span_id = hex_encode(random.bytes(kSpanBytes));
  span.began = clock.monotonic();
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
