#include "gateway/rate_limited.h"

#include <array>

#include "gateway/call/explanations.h"
#include "gateway/caller/find_caller.h"

namespace sallyport::gateway {
namespace {

constexpr std::array<std::string_view, kLimitedKinds> kWords{"sign_in", "callback", "local_sign_in",
                                                             "refused_credential", "new_token"};

// Behind a proxy that we do not trust, everybody has the proxy's address, and shares its limits. The operator should
// hear of that.
std::string detail_of(const Call& call) {
  const bool from_proxy = call.request.count("X-Forwarded-For") > 0 && !call.site().trusts(*call.request.peer);
  return from_proxy ? "the request has an X-Forwarded-For, and server.trustedProxies does not name its sender" : "";
}

http::Answer too_many(const Call& call, Limited kind, Seconds wait) {
  const std::string_view word = kWords[static_cast<std::size_t>(kind)];
  call.essentials.metrics.count("rate_limited", word);
  audit_refusal(call, "rate_limited", word, {{"path", std::string(call.path)}, {"detail", detail_of(call)}});
  const Explanation& why = explain({Kind::rejected, "rate_limited", {}, {}});
  Notice notice{std::string(why.title),
                {std::string(why.text)},
                {{"What to do", std::string(why.todo)}, {"Who can help", std::string(why.who)}},
                {},
                {}};
  http::Answer answer = notice_answer(call, 429, std::move(notice), why.text);
  answer.response.add("Retry-After", std::to_string(wait.count()));
  return answer;
}

int limit_of(const Parts& parts, Limited kind) {
  return parts.essentials().settings->rate_limits.of(kind);
}

}  // namespace

std::optional<http::Answer> refuse_too_many(const Call& call, const Parts& parts, Limited kind) {
  const Seconds wait =
      parts.rate_limits.take(kind, call.trace.client, limit_of(parts, kind), call.essentials.clock.monotonic());
  if (wait == Seconds(0)) return std::nullopt;
  return too_many(call, kind, wait);
}

std::optional<http::Answer> refuse_guess(const Call& call, const Parts& parts, BearerOwner bearer) {
  constexpr Limited kKind = Limited::refused_credential;
  const Seconds wait =
      parts.rate_limits.wait(kKind, call.trace.client, limit_of(parts, kKind), call.essentials.clock.monotonic());
  if (wait == Seconds(0) || !is_unknown_session(parts.callers, call.request, bearer)) return std::nullopt;
  return too_many(call, kKind, wait);
}

std::optional<http::Answer> refuse_refused(const Call& call, const Parts& parts, const Who& who) {
  if (!is_refused_credential(who)) return std::nullopt;
  return refuse_too_many(call, parts, Limited::refused_credential);
}

void count_refused(const Parts& parts, const Trace& trace, const Who& who) {
  if (!is_refused_credential(who)) return;
  constexpr Limited kKind = Limited::refused_credential;
  parts.rate_limits.take(kKind, trace.client, limit_of(parts, kKind), parts.essentials().clock.monotonic());
}

}  // namespace sallyport::gateway
