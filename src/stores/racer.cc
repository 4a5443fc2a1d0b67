// A process that races others with the same store, for processes_test.cc.
//   stores_racer PLACE NAME      PLACE: the path of a SQLite file, or the URL of a PostgreSQL database
// It says "ready" when the store is open. Then each line of its standard input, "RACE ROUND", makes one try, and the
// answer is one line: "won", "lost", another word as the table kRaces says, or "error REASON". It ends with its input.
#include <algorithm>
#include <array>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "crypto/system_random.h"
#include "stores/open_gateway.h"
#include "stores/race_values.h"

namespace sallyport::stores::racing {
namespace {

struct Racer {
  GatewayStores& stores;
  session::SessionStore& sessions;
  const std::string name;
  std::map<int, session::RenewalLease> leases;  // by round
};

// A refusal with one of these reasons means that somebody else was faster.
constexpr std::array<std::string_view, 5> kLost{"link_used_or_expired", "keys_exist", "version_outdated",
                                                "access_changed", "lease_lost"};

std::string word_of(const Error& error) {
  if (std::ranges::find(kLost, error.reason) != kLost.end()) return "lost";
  return "error " + std::string(error.reason) + " " + error.detail;
}

std::string word_of(bool won) {
  return won ? "won" : "lost";
}

template <class T>
std::string won_unless_refused(const Result<T>& done) {
  return done ? "won" : word_of(done.error());
}

std::string take_response(Racer& racer, int round) {
  const auto taken = racer.stores.sign_ins().take(sign_in_digest(round), kNow + Seconds(600), kNow);
  return taken ? word_of(*taken) : word_of(taken.error());
}

std::string use_link(Racer& racer, int round) {
  return won_unless_refused(racer.stores.local_admin().consume_link(link_hash(round), "hash of " + racer.name, kNow));
}

std::string claim_invitation(Racer& racer, int round) {
  const auto who = arrival(racer.name + std::to_string(round), guest(round));
  const auto person = racer.stores.people().link_or_create(who, identity::CreateMissing::no, kNow);
  return person ? word_of(person->has_value()) : word_of(person.error());
}

// Answers with the id of the person.
std::string come_first(Racer& racer, int round) {
  const auto who = arrival("newcomer " + std::to_string(round), "newcomer");
  const auto person = racer.stores.people().link_or_create(who, identity::CreateMissing::yes, kNow);
  if (!person) return word_of(person.error());
  return *person ? (*person)->id.value : "lost";
}

std::string lease_at(Racer& racer, int round, UnixTime now) {
  const auto lease = racer.sessions.lease_renewal(session_digest(round), now);
  if (!lease) return word_of(lease.error());
  if (*lease) racer.leases[round] = **lease;
  return word_of(lease->has_value());
}

std::string lease(Racer& racer, int round) {
  return lease_at(racer, round, kNow);
}

std::string lease_when_lapsed(Racer& racer, int round) {
  return lease_at(racer, round, kNow + session::kLeaseTime);
}

// With the lease that this process had last. Without one there is nothing to win.
std::string renew(Racer& racer, int round) {
  session::Session renewed = session_of(round);
  renewed.sealed_refresh_token = Secret("of " + racer.name);
  const auto held = racer.leases.find(round);
  if (held == racer.leases.end()) return "lost";
  return won_unless_refused(racer.sessions.renew(held->second, renewed));
}

std::string add_keys(Racer& racer, int round) {
  return won_unless_refused(racer.stores.keys().add({{round + 1, kNow, std::string(16, 's'), racer.name}}, 0));
}

std::string add_version(Racer& racer, int round) {
  return won_unless_refused(racer.stores.versions().add(racer.name, "text", round, kNow));
}

std::string commit_policies(Racer& racer, int round) {
  return won_unless_refused(racer.stores.access().commit(round, {}));
}

std::string take_sweep(Racer& racer, int round) {
  const auto turn = racer.sessions.take_sweep(kNow + Seconds(round * session::kSweepEvery.count()));
  return turn ? word_of(*turn) : word_of(turn.error());
}

// Answers with how many tries it had.
std::string try_password(Racer& racer, int round) {
  int allowed = 0;
  for (int i = 0; i < kTriesEach; ++i) {
    const auto wait = racer.stores.sign_ins().begin_try({"browser " + std::to_string(round), true}, kNow);
    if (!wait) return word_of(wait.error());
    allowed += *wait == Seconds(0) ? 1 : 0;
  }
  return std::to_string(allowed);
}

std::string record(Racer& racer, int round) {
  audit::Entry entry;
  entry.time = kNow;
  entry.event = "race";
  entry.details = racer.name + " " + std::to_string(round);
  return won_unless_refused(racer.stores.audit().append(std::string(kChain), {}, {entry, entry}));
}

struct Race {
  std::string_view name;
  std::string (*run)(Racer& racer, int round);
};
constexpr std::array<Race, 13> kRaces{{
    {"response", take_response},
    {"link", use_link},
    {"invitation", claim_invitation},
    {"newcomer", come_first},
    {"lease", lease},
    {"lapsed", lease_when_lapsed},
    {"renew", renew},
    {"keys", add_keys},
    {"version", add_version},
    {"policies", commit_policies},
    {"sweep", take_sweep},
    {"password", try_password},
    {"record", record},
}};

int run(const std::string& place, const std::string& name) {
  const bool is_file = place.starts_with('/');
  const GatewayStoreOptions options{.path = is_file ? place : "", .url = Secret(is_file ? "" : place)};
  crypto::SystemRandom random;
  const SystemClock clock;
  NoLog log;
  const auto stores = open_gateway_stores(options, random, clock, log);
  if (!stores) {
    std::cout << word_of(stores.error()) << std::endl;
    return 1;
  }
  const auto sessions = (*stores)->sessions(kLimits);
  Racer racer{**stores, *sessions, name, {}};
  std::cout << "ready" << std::endl;
  std::string wanted;
  for (int round = 0; std::cin >> wanted >> round;) {
    const auto found = std::ranges::find(kRaces, wanted, &Race::name);
    std::cout << (found == kRaces.end() ? "error no such race" : found->run(racer, round)) << std::endl;
  }
  return 0;
}

}  // namespace
}  // namespace sallyport::stores::racing

int main(int count, char** words) {
  return count == 3 ? sallyport::stores::racing::run(words[1], words[2]) : 2;
}
