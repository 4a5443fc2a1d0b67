// Signs people in and out at the store, and says on standard output what was acknowledged, in the words of kill9.py.
//   session_writer write FILE COUNT   creates COUNT sessions from several threads and ends every fourth of them
//   session_writer check FILE         reads "+ID" (must be found) and "-ID" (must be absent) from standard input
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/system_random.h"
#include "session/session.h"
#include "stores/open_gateway.h"

namespace sallyport {
namespace {

constexpr int kThreads = 8;
constexpr int kEndEach = 4;
constexpr UnixTime kNow{1'800'000'000};

session::Session signed_in(const SessionId& id) {
  session::Session session;
  session.digest = session::digest_of(id);
  session.person = PersonId("0192-" + id.value.substr(0, 4));
  session.issuer = Issuer("https://login.example/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0");
  session.subject = Subject(id.value.substr(0, 8));
  session.sid = id.value.substr(8, 16);
  session.username = "ann";
  session.amr = {"pwd", "mfa"};
  session.sealed_refresh_token = Secret(std::string(800, 'r'));
  session.created = session.last_seen = kNow;
  session.expires = kNow + Seconds(3600);
  return session;
}

// One system call for each line, so that no printed line is lost when the process is killed, and threads do not mix.
void say(char what, const SessionId& id) {
  const std::string line = what + id.value + "\n";
  if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::_Exit(3);
}

[[noreturn]] void stop(const Error& error) {
  std::cerr << error.reason << ": " << error.detail << "\n";
  std::_Exit(1);
}

void sign_in_and_out(session::SessionStore& store, Random& random, int number) {
  const auto id = session::make_session_id(random);
  if (const auto created = store.create(signed_in(id)); !created) stop(created.error());
  say('+', id);
  if (number % kEndEach != 0) return;
  say('?', id);
  if (const auto ended = store.end({.digest = session::digest_of(id)}, kNow); !ended) stop(ended.error());
  say('-', id);
}

int write_sessions(session::SessionStore& store, Random& random, int count) {
  std::atomic<int> next = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&] {
      for (int number = next++; number < count; number = next++) sign_in_and_out(store, random, number);
    });
  threads.clear();  // joins
  return 0;
}

int check_sessions(stores::GatewayStores& stores, session::SessionStore& store) {
  int wrong = 0;
  for (std::string line; std::getline(std::cin, line);) {
    const auto found = store.find(session::digest_of(SessionId(line.substr(1))), kNow);
    if (!found) stop(found.error());
    if (found->has_value() == (line[0] == '+')) continue;
    ++wrong;
    std::cout << (line[0] == '+' ? "lost " : "came back ") << line.substr(1) << "\n";
  }
  if (const auto sound = stores.check_integrity(); !sound) {
    ++wrong;
    std::cout << "damaged: " << sound.error().detail << "\n";
  }
  return wrong == 0 ? 0 : 1;
}

int run(const std::vector<std::string>& words) {
  crypto::SystemRandom random;
  const SystemClock clock;
  NoLog log;
  const auto stores = stores::open_gateway_stores({.path = words.at(1)}, random, clock, log);
  if (!stores) stop(stores.error());
  const auto store = (*stores)->sessions(session::SessionLimits{});
  if (words.at(0) == "check") return check_sessions(**stores, *store);
  return write_sessions(*store, random, static_cast<int>(parse_decimal(words.at(2)).value()));
}

}  // namespace
}  // namespace sallyport

int main(int count, char** words) {
  try {
    return sallyport::run(std::vector<std::string>(words + 1, words + count));
  } catch (const std::exception& thrown) {
    std::cerr << "usage: session_writer write FILE COUNT | check FILE (" << thrown.what() << ")\n";
    return 2;
  }
}
