#include "net/engine/name_service.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <deque>
#include <exception>
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

Result<Addresses> ask_system(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int code = getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (code != 0) return no_address(host, std::string(": ") + gai_strerror(code));
  const std::unique_ptr<addrinfo, FreeAddresses> owner(list);

  Addresses addresses;
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    const auto address = address_from(*each->ai_addr);
    if (address && std::ranges::find(addresses, *address) == addresses.end()) addresses.push_back(*address);
  }
  if (addresses.empty()) return no_address(host, "");
  return addresses;
}

void NameQuestion::tell(const void* who, Told told) {
  {
    const std::lock_guard lock(mutex_);
    if (!answer_) {
      waiting_.insert_or_assign(who, std::move(told));
      return;
    }
  }
  told(*answer_);  // safe without the lock, because an answer never changes
}

void NameQuestion::forget(const void* who) {
  const std::lock_guard lock(mutex_);
  waiting_.erase(who);
}

Result<Addresses> NameQuestion::wait(Time deadline, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  if (answered_.wait_until(lock, stop, deadline, [this] { return answer_.has_value(); })) return *answer_;
  if (stop.stop_requested()) return failure(Kind::unavailable, "http_broken", "", "a stop was requested");
  return failure(Kind::unavailable, "http_timeout", "", "the name service for " + host_ + " did not answer in time");
}

void NameQuestion::settle(Result<Addresses> found) {
  std::map<const void*, Told> waiting;
  {
    const std::lock_guard lock(mutex_);
    answer_.emplace(std::move(found));
    waiting.swap(waiting_);
  }
  answered_.notify_all();
  for (const auto& [who, told] : waiting) told(*answer_);
}

// The state of the service. It outlives the service as long as a look-up thread runs.
struct NameService::Desk {
  using Question = std::shared_ptr<NameQuestion>;

  Desk(Lookup how, std::size_t most_threads) : lookup(std::move(how)), most(most_threads) {}

  const Lookup lookup;
  const std::size_t most;
  std::mutex mutex;
  std::map<std::string, Question> open;
  std::deque<Question> queue;  // the open questions that have no thread yet
  std::size_t threads = 0;

  static void work(const std::shared_ptr<Desk>& desk, Question question) {
    for (; question; question = desk->next()) {
      auto found = desk->answer(question->host());
      desk->close(question->host());
      try {
        question->settle(std::move(found));
      } catch (const std::exception&) {  // out of memory: callers without an answer reach their deadline
      }
    }
  }

  Result<Addresses> answer(const std::string& host) const {
    try {
      return lookup(host);
    } catch (const std::exception& thrown) {  // usually out of memory
      return no_address(host, std::string(": ") + thrown.what());
    }
  }

  // Called before settle(), so that a caller that comes after the answer asks a new question.
  void close(const std::string& host) {
    const std::lock_guard lock(mutex);
    open.erase(host);
  }

  Question next() {
    const std::lock_guard lock(mutex);
    if (queue.empty()) {
      --threads;
      return nullptr;
    }
    Question question = std::move(queue.front());
    queue.pop_front();
    return question;
  }
};

NameService::NameService(Lookup lookup, std::size_t most_threads)
    : desk_(std::make_shared<Desk>(std::move(lookup), most_threads)) {}

std::shared_ptr<NameQuestion> NameService::ask(const std::string& host) {
  const std::lock_guard lock(desk_->mutex);
  auto& question = desk_->open[host];
  if (question) return question;
  question = std::make_shared<NameQuestion>(host);
  auto asked = question;
  if (desk_->threads == desk_->most) {
    desk_->queue.push_back(asked);
    return asked;
  }
  try {
    std::thread([desk = desk_, asked] { Desk::work(desk, asked); }).detach();
    ++desk_->threads;
  } catch (const std::exception& no_thread) {
    desk_->open.erase(host);
    asked->settle(no_address(host, std::string(": ") + no_thread.what()));
  }
  return asked;
}

}  // namespace sallyport::net
