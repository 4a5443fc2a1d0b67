// How many requests a client may send in a minute: rateLimits.*.
#include "app/config/section/section.h"

namespace sallyport::app::config {
namespace {

using gateway::Limited;

constexpr long long kMost = 1'000'000;

struct LimitKey {
  std::string_view key;
  Limited kind;
  std::string_view example;
};

constexpr LimitKey kLimitKeys[] = {
    {"rateLimits.signIn", Limited::sign_in, "signIn: 1200"},
    {"rateLimits.callback", Limited::callback, "callback: 1200"},
    {"rateLimits.localSignIn", Limited::local_sign_in, "localSignIn: 120"},
    {"rateLimits.refusedCredentials", Limited::refused_credential, "refusedCredentials: 6000"},
    {"rateLimits.newTokens", Limited::new_token, "newTokens: 60"},
};

}  // namespace

void build_rate_limits(const Context& context, gateway::RateLimitSettings& limits) {
  for (const LimitKey& row : kLimitKeys) {
    const auto number = context.values.number(row.key);
    if (number > kMost)
      context.add(rule("bad_value"), row.key, "must be at most 1000000 a minute, or 0 for no limit",
                  std::string(row.example));
    else
      limits.a_minute[static_cast<std::size_t>(row.kind)] = static_cast<int>(number);
  }
}

}  // namespace sallyport::app::config
