#include "app/os/signals.h"

#include <pthread.h>
#include <signal.h>

#include <initializer_list>

namespace sallyport::app {
namespace {

sigset_t set_of(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  return set;
}

void block(std::initializer_list<int> signals) {
  const sigset_t set = set_of(signals);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);  // a client that went away causes a write error, and must not end the process
}

// A person who sends a second signal does not want to wait, so its default action ends the process.
void let_the_next_one_kill() {
  const sigset_t set = set_of({SIGINT, SIGTERM});
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace

void block_stop_signals() {
  block({SIGINT, SIGTERM});
}

void block_service_signals() {
  block({SIGINT, SIGTERM, SIGHUP});
}

int wait_for_stop_signal() {
  const sigset_t set = set_of({SIGINT, SIGTERM});
  int number = 0;
  while (sigwait(&set, &number) != 0) {
  }
  let_the_next_one_kill();
  return number;
}

std::optional<int> wait_for_service_signal(std::chrono::milliseconds at_most) {
  const sigset_t set = set_of({SIGINT, SIGTERM, SIGHUP});
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(at_most);
  const timespec timeout{seconds.count(), std::chrono::nanoseconds(at_most - seconds).count()};
  const int number = sigtimedwait(&set, nullptr, &timeout);
  if (number < 0) return std::nullopt;
  if (!asks_for_reload(number)) let_the_next_one_kill();
  return number;
}

bool asks_for_reload(int signal) {
  return signal == SIGHUP;
}

}  // namespace sallyport::app
