// One lane per host: at most so many exchanges at once, and the curl handles that keep its connections.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace sallyport::net {

class CurlLanes {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct CloseHandle {
    void operator()(void* handle) const;  // a CURL*, whose type stays in the .cc
  };
  using Handle = std::unique_ptr<void, CloseHandle>;

  // The right to one exchange; gives its place and its handle back when it goes.
  class Turn {
   public:
    Turn(CurlLanes& lanes, std::string origin, Handle handle)
        : lanes_(&lanes), origin_(std::move(origin)), handle_(std::move(handle)) {}
    Turn(Turn&& other) noexcept = default;
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    Turn& operator=(Turn&&) = delete;
    ~Turn();

    void* handle() const { return handle_.get(); }

   private:
    CurlLanes* lanes_;
    std::string origin_;
    Handle handle_;  // null once moved from
  };

  explicit CurlLanes(int per_host) : per_host_(per_host < 1 ? 1 : per_host) {}

  // Waits for a place, behind at most as many as have one: whoever waits holds a worker, and one slow host must not
  // hold them all. Absent: too many wait, there was no place until the deadline, or no memory for a handle.
  std::optional<Turn> take(const std::string& origin, Time deadline);

 private:
  struct Lane {
    int busy = 0;
    int waiting = 0;
    std::vector<Handle> idle;  // the last one used is the next one taken: its connection is the freshest
  };

  void give_back(const std::string& origin, Handle handle);

  const int per_host_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::map<std::string, Lane> lanes_;
  std::size_t idle_ = 0;
};

}  // namespace sallyport::net
