// Fills a new gateway's store with sessions, to measure the start-up and the cache.
// Usage: seed_sessions STORE COUNT COOKIES ISSUER TENANT CLIENT
// STORE is the path of a SQLite file, or the URL of a PostgreSQL database (postgresql://…).
// It writes one value of the Cookie header to each line of COOKIES. Many threads create sessions at the same time, so
// that they share each fsync.
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "bench/people.h"
#include "crypto/system_random.h"
#include "stores/open_gateway.h"

namespace sallyport {
namespace {

constexpr std::size_t kPeople = 100;  // each has many browsers
constexpr std::size_t kThreads = 64;  // as many writes as the store puts into one transaction

Result<std::vector<PersonId>> make_people(identity::IdentityStore& people, const bench::Place& place, UnixTime now) {
  std::vector<PersonId> ids;
  for (std::size_t i = 0; i < kPeople; ++i) {
    const session::Session like = bench::session_of(i, {}, {}, now, place);
    SALLYPORT_TRY(const auto person, people.link_or_create({{like.provider, like.issuer, like.tenant, like.subject},
                                                            {like.display_name, like.email, like.email, like.username},
                                                            like.email},
                                                           identity::CreateMissing::yes, now));
    ids.push_back(person->id);
  }
  return ids;
}

struct Seeder {
  session::SessionStore& sessions;
  const std::vector<PersonId> people;
  const UnixTime now;
  const bench::Place& place;
  const std::size_t count;
  std::ofstream& cookies;
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  std::mutex printing = {};

  void run() {
    crypto::SystemRandom random;
    for (std::size_t i = next++; i < count && !failed; i = next++) {
      const SessionId id = session::make_session_id(random);
      const session::Session session = bench::session_of(i, people[i % kPeople], session::digest_of(id), now, place);
      if (!sessions.create(session)) failed = true;
      const std::lock_guard lock(printing);
      cookies << "sallyport=" << id.value << '\n';
    }
  }
};

stores::GatewayStoreOptions store_at(const std::string& place) {
  if (!place.starts_with("postgresql://")) return {.path = place};
  return {.path = {}, .url = Secret(place), .connections = kThreads};
}

Result<void> seed(const std::string& place_of_store, std::size_t count, std::ofstream& cookies,
                  const bench::Place& place) {
  crypto::SystemRandom random;
  NoLog log;
  const SystemClock clock;
  const UnixTime now = clock.now();
  SALLYPORT_TRY(const auto stores, stores::open_gateway_stores(store_at(place_of_store), random, clock, log));
  SALLYPORT_TRY(auto people, make_people(stores->people(), place, now));
  const auto sessions = stores->sessions({});
  Seeder seeder{*sessions, std::move(people), now, place, count, cookies};
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) threads.emplace_back([&seeder] { seeder.run(); });
  threads.clear();  // joins
  if (seeder.failed) return failure(Kind::unavailable, "seed");
  return {};
}

}  // namespace
}  // namespace sallyport

int main(int count, char** arguments) {
  if (count != 7) return 2;
  std::ofstream cookies(arguments[3]);
  const auto seeded = sallyport::seed(arguments[1], std::strtoul(arguments[2], nullptr, 10), cookies,
                                      {arguments[4], arguments[5], arguments[6]});
  if (!seeded) std::cerr << "seed_sessions: " << seeded.error().reason << ": " << seeded.error().detail << '\n';
  return seeded && cookies ? 0 : 1;
}
