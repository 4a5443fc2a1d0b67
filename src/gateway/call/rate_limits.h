// Counts the requests of each client network, so that no client keeps the others from signing in.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "gateway/call/settings.h"

namespace sallyport::gateway {

// Each network has, for each kind of request, as many requests as the limit allows in a minute. They may all come at
// once, and they come back evenly over a minute. A network is a single IPv4 address or the /64 of an IPv6 address
// (http::client_network). The memory is bounded: where more networks than kMost send requests, those that have used the
// least are forgotten first. A network that is forgotten has all its requests again, so a flood of addresses never
// makes an innocent client wait. Any thread may call any function; each takes a lock that few networks share.
// Source: the generic cell rate algorithm, ITU-T I.371 6.2.
class RateLimits {
 public:
  static constexpr std::size_t kMost = 32'768;

  RateLimits();

  // Counts a request, and returns zero; or returns how long the client has to wait for the next one, at least a second,
  // and counts nothing. `client` is the address from the Trace. `a_minute` is the limit of this kind; 0: no limit.
  Seconds take(Limited kind, std::string_view client, int a_minute, Clock::Monotonic now);

  // What take() would return, without counting anything.
  Seconds wait(Limited kind, std::string_view client, int a_minute, Clock::Monotonic now);

 private:
  // When the requests of one network and kind will all have come back. An empty slot has a time in the past.
  struct Slot {
    std::uint64_t name = 0;
    Clock::Monotonic full_at{Clock::Monotonic::min()};
  };
  static constexpr std::size_t kSlots = 8;
  struct Set {
    std::mutex mutex;
    std::array<Slot, kSlots> slots;
  };
  struct Place {
    Set& set;
    std::uint64_t name;
  };

  Place place_of(Limited kind, std::string_view client);
  static Slot* find(Set& set, std::uint64_t name);

  std::vector<Set> sets_;
};

}  // namespace sallyport::gateway
