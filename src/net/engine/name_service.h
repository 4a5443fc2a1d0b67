// Asks the system's name service for the addresses of hosts. Each look-up has a thread of its own, so a name that hangs
// delays only the callers that ask for it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "net/engine/destination.h"

namespace sallyport::net {

using Addresses = std::vector<IpAddress>;  // in the order of the name service, without duplicates

// A function that looks a name up. It blocks as long as the name service does. ask_system() uses the system's.
// Errors: unavailable/"http_connect" if the name has no address.
using Lookup = std::function<Result<Addresses>(const std::string& host)>;
Result<Addresses> ask_system(const std::string& host);

// One look-up of a name, and its answer once it has arrived. Every thread may use it.
class NameQuestion {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Told = std::function<void(const Result<Addresses>&)>;

  explicit NameQuestion(std::string host) : host_(std::move(host)) {}
  const std::string& host() const { return host_; }

  // Calls `told` once with the answer: before this returns if the answer has arrived already, otherwise on the thread
  // that gets it. `who` identifies the caller for forget(). After forget(), `told` is no longer called, unless the call
  // has already begun.
  void tell(const void* who, Told told);
  void forget(const void* who);

  // Blocks until the answer has arrived.
  // Errors: those of the lookup; unavailable/"http_timeout" at the deadline, "http_broken" once a stop is requested.
  Result<Addresses> wait(Time deadline, std::stop_token stop = {});

  // Called once by the name service, with the answer.
  void settle(Result<Addresses> found);

 private:
  const std::string host_;
  std::mutex mutex_;
  std::condition_variable_any answered_;
  std::optional<Result<Addresses>> answer_;
  std::map<const void*, Told> waiting_;
};

// Runs each look-up on a thread of its own. Callers that ask for the same name at the same time share one question, so
// a name occupies at most one thread. Answers are not cached, so the next request finds a changed address. A thread
// that hangs may outlive the service; it uses no object of its callers except the Lookup.
class NameService {
 public:
  static constexpr std::size_t kMostThreads = 64;  // further names wait until a thread is free

  explicit NameService(Lookup lookup = ask_system, std::size_t most_threads = kMostThreads);

  // Returns the open question for this host, or asks a new one. Never blocks. Every thread may call it.
  std::shared_ptr<NameQuestion> ask(const std::string& host);

 private:
  struct Desk;
  std::shared_ptr<Desk> desk_;  // shared with the look-up threads, which cannot be stopped
};

}  // namespace sallyport::net
