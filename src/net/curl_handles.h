// The curl handles that nobody uses at the moment, by host: each keeps its connection and its TLS session.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace sallyport::net {

class CurlHandles {
 public:
  struct CloseHandle {
    void operator()(void* handle) const;  // a CURL*, whose type stays in the .cc
  };
  using Handle = std::unique_ptr<void, CloseHandle>;

  // A handle for one exchange; goes back when it goes.
  class Loan {
   public:
    Loan(CurlHandles& from, std::string origin, Handle handle)
        : from_(from), origin_(std::move(origin)), handle_(std::move(handle)) {}
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    ~Loan();

    void* handle() const { return handle_.get(); }  // null where memory is out

   private:
    CurlHandles& from_;
    const std::string origin_;
    Handle handle_;
  };

  Loan take(const std::string& origin);

 private:
  void give_back(const std::string& origin, Handle handle);

  std::mutex mutex_;
  std::map<std::string, std::vector<Handle>> idle_;  // the last one used is the next one taken: its connection is fresh
  std::size_t count_ = 0;
};

}  // namespace sallyport::net
