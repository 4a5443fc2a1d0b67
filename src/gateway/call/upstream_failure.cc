#include "gateway/call/upstream_failure.h"

#include "gateway/call/explanations.h"
#include "http/trace_context.h"

namespace sallyport::gateway {
namespace {

std::string name_of(const http::Upstream& upstream) {
  if (!upstream.unix_path.empty()) return upstream.unix_path;
  return upstream.host + ":" + upstream.port;
}

// The parts of a request that the answer needs if the exchange fails.
struct Remains {
  const Essentials& essentials;
  Trace trace;
  std::string trace_id;  // of the W3C trace; empty if there is none
  std::string target;    // for the link "Try again"; empty if the request may change something or shows no page
  std::string upstream;
  bool shows_pages;
};

http::Response answer(const Remains& of, int status, std::string_view cause) {
  std::vector<LogField> fields{{"upstream", of.upstream},
                               {"cause", std::string(cause)},
                               {"status", std::to_string(status)},
                               {"request_id", of.trace.request_id}};
  if (!of.trace_id.empty()) fields.push_back({"trace_id", of.trace_id});
  of.essentials.log.write(Level::warning, "application_failed", std::move(fields));
  of.essentials.metrics.count("upstream_failures", cause);
  const Explanation& why = explain_upstream(status, cause);
  if (!of.shows_pages) return error_response(of.essentials, of.trace, status, why.text);
  Notice notice{std::string(why.title), {std::string(why.text)}, {}, {}, of.trace.request_id, Framing::refused};
  notice.facts = {{"Who can help", std::string(why.who)}, {"What to do", std::string(why.todo)}};
  if (!of.target.empty()) notice.actions.push_back({"Try again", of.essentials.prepared.site.origin + of.target});
  return page_response(of.essentials, of.trace, status, render_notice(notice));
}

}  // namespace

std::function<http::Response(int status, std::string_view cause)> upstream_failure(const Call& call,
                                                                                   const http::Upstream& upstream) {
  const bool pages = shows_pages(call.request);
  Remains remains{call.essentials,
                  call.trace,
                  std::string(http::trace_id_of(call.request).value_or("")),
                  is_navigation(call.request) ? std::string(call.request.target) : "",
                  name_of(upstream),
                  pages};
  return [of = std::move(remains)](int status, std::string_view cause) { return answer(of, status, cause); };
}

}  // namespace sallyport::gateway
