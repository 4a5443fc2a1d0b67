#include "stores/memory/sign_in_ledger.h"

#include <algorithm>

#include "session/session.h"

namespace sallyport::stores {

using session::Crowd;
using session::Guesser;
using session::SignInDigest;
using session::Tries;

namespace {

// Tries from the future were counted by a wrong clock.
bool is_recent(UnixTime tried, UnixTime now) {
  return tried > now - session::kCrowdWindow && tried <= now + session::kClockLeeway;
}

}  // namespace

Result<bool> MemorySignInLedger::take(const SignInDigest& sign_in, UnixTime until, UnixTime now) {
  const std::lock_guard lock(mutex_);
  const auto [taken, fresh] = taken_.try_emplace(sign_in, until);
  if (!fresh && taken->second > now) return false;
  taken->second = until;
  return true;
}

Result<void> MemorySignInLedger::give_back(const SignInDigest& sign_in) {
  const std::lock_guard lock(mutex_);
  taken_.erase(sign_in);
  return {};
}

Crowd MemorySignInLedger::crowd_at(const std::string& account, UnixTime now) const {
  Crowd crowd;
  for (const auto& [whose, tried] : crowd_) {
    if (whose != account) continue;
    if (!is_recent(tried, now)) continue;
    crowd.oldest = crowd.tries == 0 ? tried : std::min(crowd.oldest, tried);
    ++crowd.tries;
  }
  return crowd;
}

Result<Seconds> MemorySignInLedger::begin_try(const Guesser& guesser, UnixTime now) {
  const std::lock_guard lock(mutex_);
  Tries& tries = guessers_[guesser.key()];
  const Seconds wait = session::begin_try(guesser, tries, crowd_at(guesser.account, now), now);
  if (wait == Seconds(0) && !guesser.known_browser) crowd_.emplace_back(guesser.account, now);
  return wait;
}

Result<void> MemorySignInLedger::take_back_try(const Guesser& guesser) {
  const std::lock_guard lock(mutex_);
  const auto newest =
      std::ranges::find(crowd_.rbegin(), crowd_.rend(), guesser.account, [](const auto& guess) { return guess.first; });
  if (!guesser.known_browser && newest != crowd_.rend()) crowd_.erase(std::next(newest).base());
  const auto found = guessers_.find(guesser.key());
  if (found == guessers_.end()) return {};
  session::take_back_try(guesser, found->second);
  if (found->second.count == 0) guessers_.erase(found);
  return {};
}

Result<std::size_t> MemorySignInLedger::sweep(UnixTime now, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::erase_if(crowd_, [now](const auto& guess) { return !is_recent(guess.second, now); });
  std::erase_if(guessers_,
                [now](const auto& entry) { return entry.second.last + session::kTriesForgottenAfter <= now; });
  std::size_t swept = 0;
  std::erase_if(taken_, [&](const auto& entry) { return entry.second <= now && swept < limit && ++swept > 0; });
  return swept;
}

}  // namespace sallyport::stores
