// Records a span for each request to the provider, beside the client that sends it.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "gateway/call/span.h"
#include "http/client.h"

namespace sallyport::gateway {

inline constexpr std::string_view kProviderSpan = "provider";

class TracedClient final : public http::HttpClient {
 public:
  // Begins the span of one request. Absent: it is not recorded.
  using Begin = std::function<std::optional<OpenSpan>()>;

  // `client` must outlive this. Several threads may use it if they may use `client` and `begin`.
  TracedClient(http::HttpClient& client, Begin begin) : client_(client), begin_(std::move(begin)) {}

  // The span says which host and path was asked and how that ended, and nothing of the query, the headers or the
  // bodies, which hold credentials and tokens.
  Result<http::ClientResponse> send(const http::ClientRequest& request) override;

 private:
  http::HttpClient& client_;
  const Begin begin_;
};

}  // namespace sallyport::gateway
