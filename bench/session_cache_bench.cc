// Measures what a session costs in the cache of an event loop. session_cache_bench COUNT puts COUNT sessions into it.
// It prints how many are found again, the bytes that each took according to the allocator, and the longest time that
// one put held the loop.
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "bench/people.h"
#include "crypto/digest.h"
#include "gateway/caller/session_cache.h"

namespace sallyport {
namespace {

crypto::Sha256 digest_of_number(std::size_t number) {
  return crypto::sha256(std::to_string(number));
}

gateway::KnownSession known_session(std::size_t number) {
  const UnixTime now{1'790'000'000};
  const PersonId person(fmt::format("12345678-1234-4234-8234-{:012}", number));
  const session::SessionDigest digest{std::string(crypto::view(digest_of_number(number)))};
  return {gateway::caller_of(bench::session_of(number, person, digest, now), oidc::GroupsState::complete,
                             {{fmt::format("Role{}", number % 8), "Reader"}, false}),
          now + Seconds(300), now};
}

// The CPU time of this thread, which other programs do not influence.
double microseconds_of_thread() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

std::size_t allocated() {
  const auto now = mallinfo2();
  return now.uordblks + now.hblkhd;
}

void measure(std::size_t count) {
  const std::size_t before = allocated();
  gateway::SessionCache cache{count};
  double longest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    gateway::KnownSession session = known_session(i);
    const double begin = microseconds_of_thread();
    cache.put(digest_of_number(i), std::move(session));
    longest = std::max(longest, microseconds_of_thread() - begin);
  }
  const std::size_t after = allocated();
  std::size_t found = 0;
  for (std::size_t i = 0; i < count; ++i) found += cache.find(digest_of_number(i)) != nullptr;
  fmt::print("{{\"found\": {}, \"bytes_each\": {:.1f}, \"longest_put_us\": {:.0f}}}\n", found,
             static_cast<double>(after - before) / static_cast<double>(found), longest);
}

}  // namespace
}  // namespace sallyport

int main(int count, char** arguments) {
  if (count != 2) return 2;
  sallyport::measure(std::strtoul(arguments[1], nullptr, 10));
}
