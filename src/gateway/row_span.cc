#include "gateway/row_span.h"

namespace sallyport::gateway {

http::Outcome call_row(const OwnRow& row, const Call& call, const Parts& parts) {
  const Essentials& essentials = parts.essentials();
  if (row.traits.span.empty()) return row.function(call, parts);
  auto span =
      essentials.tracing.begin(row.traits.span, Span::Kind::server, &call.request, essentials.clock, essentials.random);
  http::Outcome outcome = row.function(call, parts);
  if (!span) return outcome;
  const auto* const answer = std::get_if<http::Answer>(&outcome);
  const int status = answer ? answer->response.status : 0;
  span->note("http.request.method", std::string(call.request.method));
  span->note("http.route", std::string(row.path.text()));
  span->note("http.response.status_code", std::to_string(status));
  span->note("sallyport.request_id", call.trace.request_id);
  span->finish(status >= 500);
  return outcome;
}

}  // namespace sallyport::gateway
