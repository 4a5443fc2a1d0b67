#include "gateway/call/traced_client.h"

#include "http/url.h"

namespace sallyport::gateway {
namespace {

constexpr int kFirstErrorStatus = 400;

}  // namespace

Result<http::ClientResponse> TracedClient::send(const http::ClientRequest& request) {
  auto span = begin_();
  auto response = client_.send(request);
  if (!span) return response;
  span->note("http.request.method", request.method);
  if (const auto url = http::Url::parse(request.url)) {
    span->note("server.address", url->host);
    span->note("url.path", url->path.substr(0, url->path.find('?')));
  }
  if (response)
    span->note("http.response.status_code", std::to_string(response->status));
  else
    span->note("error.type", std::string(response.error().reason));
  span->finish(!response || response->status >= kFirstErrorStatus);
  return response;
}

}  // namespace sallyport::gateway
