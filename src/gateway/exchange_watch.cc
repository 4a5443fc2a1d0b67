#include "gateway/exchange_watch.h"

#include "gateway/caller/authenticator.h"
#include "gateway/own_routes.h"
#include "gateway/standing/standing.h"

namespace sallyport::gateway {
namespace {

using Verdict = http::Watch::Verdict;

bool same_token_rules(const Settings& before, const Settings& next) {
  const ProviderSettings& a = before.provider;
  const ProviderSettings& b = next.provider;
  return !changes_standing(before, next) && a.audiences == b.audiences && a.algorithms == b.algorithms &&
         a.confidential == b.confidential && before.own_tokens == next.own_tokens;
}

bool may_keep_credential(Credential credential, const Parts& before, const Parts& next) {
  if (credential == Credential::session || credential == Credential::none) return true;
  const bool same_key = before.callers.own_keys.kid() == next.callers.own_keys.kid();
  return same_key && same_token_rules(*before.essentials().settings, *next.essentials().settings);
}

// The two functions of the http::Watch share its ownership, because a worker may still run look() after the exchange is
// gone.
class ExchangeWatch {
 public:
  ExchangeWatch(const PartsInForce& in_force, std::uint64_t version, PartsPtr parts, Passage passage)
      : in_force_(in_force),
        version_(version),
        parts_(std::move(parts)),
        passage_(std::move(passage)),
        epoch_(parts_->callers.revocations.epoch()) {}

  Verdict glance() {
    if (in_force_.version() != version_) return Verdict::look;
    if (!passage_.caller) return Verdict::go_on;
    const UnixTime now = parts_->callers.clock.now();
    if (now >= passage_.caller->expires) return Verdict::end;
    const Revocations& revocations = parts_->callers.revocations;
    const std::uint64_t newest = revocations.epoch();
    const auto& session = passage_.caller->session;
    const bool touched =
        (newest != epoch_ || revocations.is_deaf()) &&
        (session ? revocations.ended_since(epoch_, session::digest_of(*session)) : revocations.people_since(epoch_));
    if (touched || now >= look_at_) return Verdict::look;
    epoch_ = newest;
    return Verdict::go_on;
  }

  bool look() {
    // Reads the version before the parts. If a reload comes in between, the next glance() just asks for one more look.
    const std::uint64_t newest = in_force_.version();
    if (newest != version_) {
      PartsPtr next = in_force_.get();
      if (!may_keep_credential(passage_.credential, *parts_, *next)) return false;
      parts_ = std::move(next);
      version_ = newest;
    }
    return find_caller_again() && may_pass();
  }

 private:
  bool find_caller_again() {
    if (!passage_.caller) return true;
    const std::uint64_t epoch = parts_->callers.revocations.epoch();
    auto found = find_again(parts_->callers, passage_.caller);
    if (!found || !*found) return false;  // also if the store does not answer
    epoch_ = epoch;
    look_at_ = (*found)->good_until;
    passage_.caller = std::move((*found)->caller);
    return true;
  }

  bool may_pass() const {
    const Essentials& essentials = parts_->essentials();
    const Map map{*essentials.settings, essentials.prepared.site, own_addresses()};
    const Question question{passage_.method, passage_.host, passage_.path, passage_.host_from, passage_.preflight};
    const auto way = find_way(map, question);
    if (!way || !way->route || is_ours(*way, map.site.callback_path)) return false;
    if (*way->route->upstream != *passage_.upstream) return false;
    const auto unseen = decide_unseen(map, question, *way);
    const Who who{passage_.caller, std::nullopt, false, passage_.credential};
    return unseen ? unseen->has_value() : decide({way->route->requirement, way->route->access}, who).has_value();
  }

  const PartsInForce& in_force_;
  std::uint64_t version_;
  PartsPtr parts_;
  Passage passage_;
  std::uint64_t epoch_;
  UnixTime look_at_;  // the caller that was found last is good until then
};

}  // namespace

http::Watch watch_exchange(const PartsInForce& in_force, std::uint64_t version, PartsPtr parts, Passage passage) {
  const auto watch = std::make_shared<ExchangeWatch>(in_force, version, std::move(parts), std::move(passage));
  return {[watch] { return watch->glance(); }, [watch] { return watch->look(); }};
}

}  // namespace sallyport::gateway
