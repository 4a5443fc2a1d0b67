#include "app/commands/api/api_client.h"

#include <chrono>
#include <utility>

#include "base/text.h"
#include "http/message.h"

namespace sallyport::app {
namespace {

constexpr std::size_t kMostAnswer = 32U << 20U;  // a page of 1,000 policies with long rules
constexpr json::Limits kLimits{.bytes = kMostAnswer, .depth = 64};

struct StatusRow {
  int status;
  Kind kind;
  std::string_view reason;
  std::string_view todo;  // follows the gateway's own sentence; may be empty
};

constexpr StatusRow kStatusRows[] = {
    {401, Kind::unauthenticated, "api_token", "Write a token that is good into --token-file or SALLYPORT_TOKEN."},
    {403, Kind::forbidden, "api_forbidden", ""},
    {404, Kind::rejected, "api_unknown", ""},
    {409, Kind::conflict, "api_conflict", ""},
    {412, Kind::conflict, "api_changed", "Somebody else has changed it meanwhile. Run the command again."},
    {429, Kind::unavailable, "api_unavailable", "Wait a minute and try again."},
};

StatusRow row_of(int status) {
  for (const StatusRow& row : kStatusRows)
    if (row.status == status) return row;
  if (status >= 500) return {status, Kind::unavailable, "api_unavailable", ""};
  if (status < 400) return {status, Kind::rejected, "api_refused", "It redirects: is the URL the gateway's own?"};
  return {status, Kind::rejected, "api_refused", ""};
}

std::string message_of(const Result<json::Value>& body, int status) {
  if (body && body->as_object())
    if (const json::Value* const message = body->as_object()->find("message"); message && message->as_string())
      return for_terminal(*message->as_string());
  return std::to_string(status) + " " + std::string(http::reason_phrase(status));
}

Failure refusal(const std::string& name, int status, const Result<json::Value>& body) {
  const StatusRow row = row_of(status);
  std::string detail = message_of(body, status);
  if (!row.todo.empty()) detail += (detail.ends_with('.') ? " " : ". ") + std::string(row.todo);
  if (row.kind == Kind::unavailable || status < 400) detail = name + ": " + detail;
  return failure(row.kind, row.reason, {}, std::move(detail));
}

}  // namespace

ApiClient::ApiClient(std::unique_ptr<http::HttpClient> http, std::string base, std::string name, Secret token,
                     int seconds)
    : http_(std::move(http)),
      base_(std::move(base)),
      name_(std::move(name)),
      token_(std::move(token)),
      seconds_(seconds) {}

Result<ApiReply> ApiClient::send(const ApiCall& call) const {
  http::ClientRequest request;
  request.method = call.method;
  request.url = base_ + call.path;
  if (!call.query.fields().empty()) request.url = http::with_query(request.url, call.query);
  request.timeout = std::chrono::seconds(seconds_);
  request.max_response = kMostAnswer;
  request.headers.push_back({"Accept", "application/json"});
  if (!token_.reveal().empty()) request.headers.push_back({"Authorization", "Bearer " + std::string(token_.reveal())});
  if (!call.if_match.empty()) request.headers.push_back({"If-Match", call.if_match});
  if (call.body) {
    request.headers.push_back({"Content-Type", call.content_type});
    request.body = json::print(*call.body);
  }
  const auto answer = http_->send(request);
  if (!answer)
    return failure(Kind::unavailable, "api_unavailable", {}, name_ + " does not answer: " + answer.error().detail);
  auto body = answer->body.empty() ? Result<json::Value>(json::Value()) : json::parse(answer->body, kLimits);
  if (answer->status < 200 || answer->status > 299) return refusal(name_, answer->status, body);
  if (!body)
    return failure(Kind::unavailable, "api_answer", {}, name_ + " answers with no JSON: is Sallyport's API there?");
  const std::string* const tag = answer->find("ETag");
  return ApiReply{*std::move(body), tag ? *tag : std::string()};
}

ExitCode exit_code_of(const Error& error) {
  switch (error.kind) {
    case Kind::malformed:
      return ExitCode::usage;
    case Kind::unavailable:
    case Kind::internal:
      return ExitCode::failed;
    case Kind::rejected:
    case Kind::unauthenticated:
    case Kind::forbidden:
    case Kind::conflict:
      return ExitCode::refused;
  }
  return ExitCode::failed;
}

std::string for_terminal(std::string_view text, std::size_t most) {
  std::string shown;
  const bool readable = is_utf8(text);
  for (const char c : cut_utf8(text, most)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_control = byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !readable);
    shown += is_control ? '?' : c;
  }
  // U+0080 to U+009F are controls, too, and a terminal may obey them.
  for (std::size_t i = 0; i + 1 < shown.size(); ++i)
    if (shown[i] == '\xc2' && static_cast<unsigned char>(shown[i + 1]) < 0xa0) shown.replace(i, 2, "?");
  return shown;
}

}  // namespace sallyport::app
