// The addresses of a host, each one checked before anybody connects to it, and had in time or not at all.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "net/destination.h"

namespace sallyport::net {

// What a name service answers, in its order. Blocks as long as it does.
// Errors: unavailable/"http_connect" where the name has no address.
using Lookup = std::function<Result<std::vector<IpAddress>>(const std::string& host)>;
Result<std::vector<IpAddress>> ask_system(const std::string& host);

// Nothing is remembered once it is answered: a changed address is found by the next request, and so is a name that had
// none. Those who ask for one name at the same time share one question: a name service that hangs holds one thread for
// each name of the configuration, however many requests there are, and none of those that ask.
class Resolver {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Resolver(Lookup lookup = ask_system) : lookup_(std::move(lookup)) {}

  // Without duplicates, never empty. Every thread may call it.
  // Errors: unavailable/"http_connect" where the name has no address, "http_timeout" at the deadline;
  // "http_broken" once a stop is requested; forbidden/"http_destination" where one of its addresses may not be spoken
  // to: a name with a bad address among good ones is refused whole, since nothing says which one a second look-up would
  // put first.
  Result<std::vector<IpAddress>> resolve(const Destinations& destinations, const http::Url& url, Time deadline,
                                         std::stop_token stop = {});

 private:
  struct Question;
  std::shared_ptr<Question> ask(const std::string& host);

  const Lookup lookup_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Question>> asked_;  // the last question for each name
};

}  // namespace sallyport::net
