#include "gateway/call/rate_limits.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "crypto/fingerprint.h"
#include "http/address.h"

namespace sallyport::gateway {
namespace {

constexpr std::chrono::minutes kMinute{1};

// When all requests of a network will have come back, if it sends one more now.
Clock::Monotonic full_after_one(Clock::Monotonic full_at, int a_minute, Clock::Monotonic now) {
  return std::max(full_at, now) + Clock::Monotonic::duration(kMinute) / a_minute;
}

// How long to wait until that is at most a minute ahead. Whole seconds, because Retry-After counts in them.
Seconds wait_until_allowed(Clock::Monotonic full_at, Clock::Monotonic now) {
  if (full_at - now <= kMinute) return Seconds(0);
  return std::max(std::chrono::ceil<Seconds>(full_at - now - kMinute), Seconds(1));
}

}  // namespace

RateLimits::RateLimits() : sets_(kMost / kSlots) {}

// The fingerprint is keyed, so nobody can choose addresses that share a place with those of others.
RateLimits::Place RateLimits::place_of(Limited kind, std::string_view client) {
  std::string text = http::network_name(client);
  text.push_back(' ');
  text.push_back(static_cast<char>('0' + static_cast<int>(kind)));
  const crypto::Fingerprint fingerprint = crypto::fingerprint(text);
  std::array<std::uint64_t, 2> words{};
  std::memcpy(words.data(), fingerprint.data(), sizeof words);
  return {sets_[words[0] % sets_.size()], words[1]};
}

RateLimits::Slot* RateLimits::find(Set& set, std::uint64_t name) {
  const auto found = std::ranges::find(set.slots, name, &Slot::name);
  return found == set.slots.end() ? nullptr : &*found;
}

Seconds RateLimits::take(Limited kind, std::string_view client, int a_minute, Clock::Monotonic now) {
  if (a_minute <= 0) return Seconds(0);
  const Place place = place_of(kind, client);
  const std::lock_guard lock(place.set.mutex);
  Slot* slot = find(place.set, place.name);
  if (!slot) {
    slot = &*std::ranges::min_element(place.set.slots, {}, &Slot::full_at);
    *slot = {place.name, now};
  }
  const Clock::Monotonic next = full_after_one(slot->full_at, a_minute, now);
  const Seconds wait = wait_until_allowed(next, now);
  if (wait == Seconds(0)) slot->full_at = next;
  return wait;
}

Seconds RateLimits::wait(Limited kind, std::string_view client, int a_minute, Clock::Monotonic now) {
  if (a_minute <= 0) return Seconds(0);
  const Place place = place_of(kind, client);
  const std::lock_guard lock(place.set.mutex);
  const Slot* const slot = find(place.set, place.name);
  return slot ? wait_until_allowed(full_after_one(slot->full_at, a_minute, now), now) : Seconds(0);
}

}  // namespace sallyport::gateway
