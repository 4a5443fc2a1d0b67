#include "gateway/api/row.h"

namespace sallyport::gateway {
namespace {

bool may_change_something(const http::Request& request) {
  return request.method != "GET" && request.method != "HEAD";
}

}  // namespace

http::Outcome call_api_row(const ApiRow& row, const Call& call, const ApiParts& parts) {
  const bool by_cookie = call.who.caller && call.who.credential == Credential::session;
  if (by_cookie && may_change_something(call.request) && call.site().fetch_of(call.request) == Fetch::other)
    return refusal_answer(call, {Kind::forbidden, "cross_site", "Fetch Metadata", {}});
  return row.function(call, parts);
}

}  // namespace sallyport::gateway
