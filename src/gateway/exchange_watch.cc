#include "gateway/exchange_watch.h"

#include <mutex>
#include <optional>
#include <utility>

#include "gateway/caller/find_caller.h"
#include "gateway/own_routes.h"
#include "gateway/standing/principal.h"
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
// gone. A look may hang for as long as the provider does. So the mutex is held only for moments, and glance() goes on
// meanwhile.
class ExchangeWatch {
 public:
  ExchangeWatch(const PartsInForce& in_force, std::uint64_t version, PartsPtr parts, Passage passage)
      : in_force_(in_force),
        passage_(std::move(passage)),
        version_(version),
        parts_(std::move(parts)),
        caller_(passage_.caller),
        epoch_(parts_->callers.revocations.epoch()) {}

  Verdict glance() {
    const std::lock_guard lock(mutex_);
    if (in_force_.version() != version_) return Verdict::look;
    if (!caller_) return Verdict::go_on;
    const UnixTime now = parts_->callers.clock.now();
    if (now >= caller_->expires) return Verdict::end;
    const Revocations& revocations = parts_->callers.revocations;
    const std::uint64_t newest = revocations.epoch();
    if (newest != epoch_ && has_ended()) return Verdict::end;
    if (newest != epoch_ && (may_have_changed() || revocations.policies_since(epoch_))) return Verdict::look;
    epoch_ = newest;
    const bool due = now >= look_at_ || revocations.is_deaf();
    return looking_ == 0 && due ? Verdict::look : Verdict::go_on;
  }

  bool look() {
    const std::optional<Look> look = begin();
    if (!look) return false;
    const Ends ends{*this};
    if (!look->caller) return may_pass(*look->parts, nullptr);
    const auto found = find(*look);
    if (!found || !*found) return false;  // also if the store does not answer
    remember(look->number, **found);
    return may_pass(*look->parts, (*found)->caller);
  }

 private:
  // One call of look(), and what it looks at.
  struct Look {
    int number;
    PartsPtr parts;
    CallerPtr caller;
    UnixTime good_until;  // until then, nothing but other policies can have changed what the caller may do
  };

  // Counts the look until it ends, however it ends.
  struct Ends {
    ExchangeWatch& watch;
    ~Ends() {
      const std::lock_guard lock(watch.mutex_);
      --watch.looking_;
    }
  };

  // Absent: a reload has changed what the caller's token must satisfy. From here on glance() asks for another look only
  // if something changes after this one has begun.
  std::optional<Look> begin() {
    const std::lock_guard lock(mutex_);
    // Reads the version before the parts. If a reload comes in between, the next glance() just asks for one more look.
    const std::uint64_t newest = in_force_.version();
    const std::uint64_t epoch = parts_->callers.revocations.epoch();
    // A look under way may find that the caller is another.
    const bool only_policies = newest == version_ && caller_ && !may_have_changed() && looking_ == 0;
    if (newest != version_) {
      PartsPtr next = in_force_.get();
      if (!may_keep_credential(passage_.credential, *parts_, *next)) return std::nullopt;
      parts_ = std::move(next);
      version_ = newest;
    }
    epoch_ = epoch;
    ++looking_;
    return Look{++looks_, parts_, caller_, only_policies ? look_at_ : UnixTime{}};
  }

  // The caller as the store knows them now; or, if only the policies have changed, as those judge them.
  static Result<std::optional<FoundAgain>> find(const Look& look) {
    const CallerParts& parts = look.parts->callers;
    if (parts.clock.now() < look.good_until && !parts.revocations.is_deaf())
      if (CallerPtr judged = judged_by(parts.policies.get(), look.caller))
        return std::optional(FoundAgain{std::move(judged), look.good_until});
    return find_again(parts, look.caller);
  }

  // Two looks may end in the other order. What the later one found is newer.
  void remember(int number, const FoundAgain& found) {
    const std::lock_guard lock(mutex_);
    if (number < remembered_) return;
    remembered_ = number;
    look_at_ = found.good_until;
    caller_ = found.caller;
  }

  bool has_ended() const {
    const auto& session = caller_->session;
    return session && parts_->callers.revocations.ended_since(epoch_, session::digest_of(*session));
  }

  bool may_have_changed() const {
    const Revocations& revocations = parts_->callers.revocations;
    const auto& session = caller_->session;
    return session ? revocations.changed_since(epoch_, session::digest_of(*session)) : revocations.people_since(epoch_);
  }

  bool may_pass(const Parts& parts, const CallerPtr& caller) const {
    const Essentials& essentials = parts.essentials();
    const Map map{*essentials.settings, essentials.prepared.site, own_addresses()};
    const Question question{passage_.method, passage_.host, passage_.path, passage_.host_from, passage_.preflight};
    const auto way = find_way(map, question);
    if (!way || !way->route || is_ours(*way, map.site.callback_path)) return false;
    if (*way->route->upstream != *passage_.upstream) return false;
    const auto unseen = decide_unseen(map, question, *way);
    const Who who{caller, std::nullopt, false, passage_.credential};
    return unseen ? unseen->has_value() : decide(terms_of(*way->route, way->path), who).has_value();
  }

  const PartsInForce& in_force_;
  const Passage passage_;
  std::mutex mutex_;  // guards the members below
  std::uint64_t version_;
  PartsPtr parts_;
  CallerPtr caller_;     // as it was found last
  std::uint64_t epoch_;  // nothing that was published up to here is news
  UnixTime look_at_;     // the caller that was found last is good until then
  int looks_ = 0;        // that have begun
  int looking_ = 0;      // that have not ended
  int remembered_ = 0;   // the number of the look whose result is in caller_
};

}  // namespace

http::Watch watch_exchange(const PartsInForce& in_force, std::uint64_t version, PartsPtr parts, Passage passage) {
  const auto watch = std::make_shared<ExchangeWatch>(in_force, version, std::move(parts), std::move(passage));
  return {[watch] { return watch->glance(); }, [watch] { return watch->look(); }};
}

}  // namespace sallyport::gateway
