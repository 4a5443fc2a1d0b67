// The answers that several requests about local accounts have in common.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/call/endpoint.h"

namespace sallyport::gateway {

// Errors: rejected/"entity_unknown", which becomes 404.
inline Result<void> check_accounts_on(const Call& call) {
  if (call.settings().local_accounts.allowed) return {};
  return failure(Kind::rejected, "entity_unknown", {}, "Local accounts are off here.");
}

// A token that was stolen must not change how people sign in. The machine's operator uses none. Errors:
// forbidden/"session_needed".
inline Result<void> check_signed_in_oneself(const Call& call) {
  if (call.who.caller && (call.who.caller->session || !call.who.caller->operator_id.empty())) return {};
  return failure(Kind::forbidden, "session_needed");
}

// A sentence, as OpenMetadata answers some of these requests.
inline http::Answer text_answer(const Call& call, std::string_view sentence) {
  http::Response response(200);
  response.prepared = call.essentials.prepared.plain_lines;
  response.add("Content-Type", "text/plain; charset=utf-8");
  response.body = std::string(sentence);
  return http::Answer{std::move(response)};
}

// 429 or 503: the client may try again later.
inline http::Answer wait_answer(const Call& call, int status, std::string_view message, Seconds wait) {
  http::Answer answer = error_answer(call, status, message);
  answer.response.add("Retry-After", std::to_string(wait.count()));
  return answer;
}

inline http::Answer busy_answer(const Call& call) {
  return wait_answer(call, 503, "Too many passwords are being checked at the moment. Please try again.", Seconds(1));
}

inline http::Answer too_many_answer(const Call& call, Seconds wait) {
  return wait_answer(call, 429, "Failed Login Attempts Exceeded. Please try after some time.", wait);
}

// Why no mail was left.
inline http::Answer mail_refusal(const Call& call, const Error& error) {
  if (error.reason == "mail_off") return error_answer(call, 424, "No mail is sent here; an administrator makes links.");
  if (error.reason == "mail_busy")
    return wait_answer(call, 503, "Too much mail is waiting. Please try again.", Seconds(60));
  if (error.reason == "sign_up_off") return error_answer(call, 403, error.detail);
  return api_error_answer(call, error);
}

}  // namespace sallyport::gateway
