#include "net/resolve.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <optional>
#include <system_error>
#include <thread>

namespace sallyport::net {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

Failure no_address(const std::string& host, const std::string& why) {
  return failure(Kind::unavailable, "http_connect", "", host + " has no address" + why);
}

}  // namespace

Result<std::vector<IpAddress>> ask_system(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int code = getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (code != 0) return no_address(host, std::string(": ") + gai_strerror(code));
  const std::unique_ptr<addrinfo, FreeAddresses> owner(list);

  std::vector<IpAddress> addresses;
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    const auto address = IpAddress::from(*each->ai_addr);
    if (address && std::ranges::find(addresses, *address) == addresses.end()) addresses.push_back(*address);
  }
  if (addresses.empty()) return no_address(host, "");
  return addresses;
}

// Outlives those who wait for it, and the resolver: the thread that asks cannot be called back.
struct Resolver::Question {
  std::mutex mutex;
  std::condition_variable_any answered;
  std::optional<Result<std::vector<IpAddress>>> answer;

  bool is_open() {
    const std::lock_guard lock(mutex);
    return !answer;
  }

  void settle(Result<std::vector<IpAddress>> found) {
    {
      const std::lock_guard lock(mutex);
      answer.emplace(std::move(found));
    }
    answered.notify_all();
  }

  Result<std::vector<IpAddress>> wait(const std::string& host, Time deadline, std::stop_token stop) {
    std::unique_lock lock(mutex);
    if (answered.wait_until(lock, stop, deadline, [this] { return answer.has_value(); })) return *answer;
    if (stop.stop_requested()) return failure(Kind::unavailable, "http_broken", "", "a stop was requested");
    return failure(Kind::unavailable, "http_timeout", "", "the name service for " + host + " did not answer in time");
  }
};

std::shared_ptr<Resolver::Question> Resolver::ask(const std::string& host) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Question>& last = asked_[host];
  if (last && last->is_open()) return last;
  last = std::make_shared<Question>();
  try {
    std::thread([question = last, lookup = lookup_, host] { question->settle(lookup(host)); }).detach();
  } catch (const std::system_error& no_thread) {
    last->settle(no_address(host, std::string(": ") + no_thread.what()));
  }
  return last;
}

Result<std::vector<IpAddress>> Resolver::resolve(const Destinations& destinations, const http::Url& url, Time deadline,
                                                 std::stop_token stop) {
  std::vector<IpAddress> addresses;
  if (const auto literal = IpAddress::parse(url.host)) {
    addresses = {*literal};
  } else {
    SALLYPORT_TRY(addresses, ask(url.host)->wait(url.host, deadline, std::move(stop)));
  }
  for (const IpAddress& address : addresses) {
    if (auto checked = check_address(reach_of(destinations, url), address); !checked) {
      checked.error().detail = url.host + ": " + checked.error().detail;
      return Failure(std::move(checked).error());
    }
  }
  return addresses;
}

}  // namespace sallyport::net
