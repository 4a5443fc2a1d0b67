// How commands ask the security API of a running gateway: one request, one answer, and every failure as a sentence.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/commands/shared/command.h"
#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "http/client.h"
#include "http/form.h"

namespace sallyport::app {

struct ApiCall {
  std::string method = "GET";
  std::string path{};                 // "/api/sallyport/v1/users", each segment percent-encoded
  http::Form query{};                 // may be empty
  std::optional<json::Value> body{};  // absent: none
  std::string content_type = "application/json";
  std::string if_match{};  // an ETag; empty: the header is left out
};

struct ApiReply {
  json::Value body{};  // null if the answer has none
  std::string tag{};   // the ETag; empty if there is none
};

// One gateway. For one thread.
class ApiClient {
 public:
  // `base` is what every path follows ("https://data.example.com/tools"), `name` is how messages call the gateway. The
  // token may be empty: then none is sent.
  ApiClient(std::unique_ptr<http::HttpClient> http, std::string base, std::string name, Secret token, int seconds);

  // Blocks, at most for the seconds of the constructor. Errors, all with a detail that says in a sentence what is wrong
  // and what to do: unauthenticated/"api_token", forbidden/"api_forbidden", rejected/"api_unknown" (404),
  // conflict/"api_conflict" (409), "api_changed" (412), rejected/"api_refused" (any other 4xx, and redirects),
  // unavailable/"api_unavailable" (5xx, 429, no answer), "api_answer" (no JSON, so probably no Sallyport).
  Result<ApiReply> send(const ApiCall& call) const;

 private:
  std::unique_ptr<http::HttpClient> http_;
  std::string base_;
  std::string name_;
  Secret token_;
  int seconds_;
};

// The exit code for an error of a command that asks the API: usage for malformed (the words of the command line make no
// sense), failed for unavailable and internal, else refused.
ExitCode exit_code_of(const Error& error);

// The text without bytes that a terminal would obey, and at most `most` bytes long.
std::string for_terminal(std::string_view text, std::size_t most = 4096);

}  // namespace sallyport::app
