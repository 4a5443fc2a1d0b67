// Compares the provider's clock with this machine's, using the Date header of the provider's answers.
#pragma once

#include <optional>
#include <string_view>

#include "app/config/schema/report.h"
#include "base/clock.h"
#include "http/client.h"

namespace sallyport::app::config {

// Parses "Mon, 23 Nov 2026 12:00:00 GMT". Absent if the text is not a date in this form. Source: RFC 9110 5.6.7.
std::optional<UnixTime> parse_http_date(std::string_view text);

// Passes requests on to another client, and notes both clocks whenever an answer has a Date. The last one counts. The
// client and the clock must outlive it. For one thread.
class DatedClient final : public http::HttpClient {
 public:
  DatedClient(http::HttpClient& client, const Clock& clock) : client_(client), clock_(clock) {}

  Result<http::ClientResponse> send(const http::ClientRequest& request) override;

  // Reports a difference that is larger than the checks of a token allow. Reports nothing if no answer had a Date.
  void check(Report& report, const Place& place) const;

 private:
  http::HttpClient& client_;
  const Clock& clock_;
  std::optional<UnixTime> theirs_;
  UnixTime ours_;
};

}  // namespace sallyport::app::config
