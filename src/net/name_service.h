// What a name service says about hosts, asked off the threads that want to know.
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
#include <vector>

#include "net/destination.h"

namespace sallyport::net {

using Addresses = std::vector<IpAddress>;  // in the order of the name service, without duplicates

// Blocks as long as the name service does. Errors: unavailable/"http_connect" where the name has no address.
using Lookup = std::function<Result<Addresses>(const std::string& host)>;
Result<Addresses> ask_system(const std::string& host);

// One name that somebody asks for. Every thread may use it.
class NameQuestion {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Told = std::function<void(const Result<Addresses>&)>;

  explicit NameQuestion(std::string host) : host_(std::move(host)) {}
  const std::string& host() const { return host_; }

  // Calls `told` once: at once where the answer is there, else on the thread that gets it.
  void tell(const void* who, Told told);
  void forget(const void* who);  // who waits no longer; it may just be told

  // Errors: those of the lookup; unavailable/"http_timeout" at the deadline, "http_broken" at a stop.
  Result<Addresses> wait(Time deadline, std::stop_token stop = {});

  void settle(Result<Addresses> found);

 private:
  const std::string host_;
  std::mutex mutex_;
  std::condition_variable_any answered_;
  std::optional<Result<Addresses>> answer_;
  std::map<const void*, Told> waiting_;
};

// Each question is asked on a thread of its own: a name that hangs holds up no other, and nobody who asks. Those who
// ask for one name at the same time share one question, so that a name holds one thread at most, however many requests
// there are. Nothing is remembered once it is answered: a changed address is found by the next request, and so is a
// name that had none.
class NameService {
 public:
  static constexpr std::size_t kMostThreads = 64;  // further names wait for one that is answered

  explicit NameService(Lookup lookup = ask_system, std::size_t most_threads = kMostThreads);

  // Every thread may call it.
  std::shared_ptr<NameQuestion> ask(const std::string& host);

 private:
  struct Desk;
  std::shared_ptr<Desk> desk_;  // shared with threads that cannot be called back
};

}  // namespace sallyport::net
