// The faults that a test ordered. A fault is for one endpoint. It delays the next answers, replaces them by 429 or 5xx,
// or leaves fields out of them, a number of times.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "http/message.h"

namespace sallyport::directory {

struct Fault {
  int id = 0;                          // given by Faults::add
  std::string endpoint;                // one of fault_endpoints()
  std::string path;                    // only requests with this path; empty: all of the endpoint
  int status = 0;                      // 429, or 500 to 599; 0: the endpoint answers itself
  std::optional<Seconds> retry_after;  // the header of an answer with such a status
  std::chrono::milliseconds delay{0};
  std::vector<std::string> drop;  // names of members of a JSON answer, or of parameters of a redirect
  int times = 1;                  // how many requests it meets from now on
};

// The names of the endpoints that may have faults: "token", "authorize", "graph" …
std::span<const std::string_view> fault_endpoints();

// The endpoint that a row of the route table belongs to, by the text of its path. Empty if it may have no fault.
std::string_view fault_endpoint_of(std::string_view route_path);

// Removes members from a JSON answer, or parameters from the query or the fragment of a redirect. An answer of another
// form, or without the member, stays as it is.
void drop_fields(http::Response& response, const std::vector<std::string>& names);

// Threads: any thread may make any call.
class Faults {
 public:
  static constexpr std::size_t kMost = 100;

  ~Faults() { stop(); }

  // Returns the fault with its id; absent if there are kMost faults already.
  std::optional<Fault> add(Fault fault);
  std::vector<Fault> list() const;
  bool remove(int id);  // whether there was one
  void clear();

  // The oldest fault that a request meets, which is counted down. Absent if there is none.
  std::optional<Fault> take(std::string_view route_path, std::string_view path);

  // Waits for the time, or until stop() is called.
  void wait(std::chrono::milliseconds time);
  void stop();

 private:
  mutable std::mutex mutex_;
  std::condition_variable stopping_;
  bool stopped_ = false;
  int next_id_ = 1;
  std::vector<Fault> faults_;
};

}  // namespace sallyport::directory
