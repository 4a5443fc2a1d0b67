// Lets other threads run tasks on an event loop.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <mutex>
#include <utility>

namespace sallyport::net {

namespace asio = boost::asio;

// Every thread may post. The tasks run on the loop's thread, in the order of posting. A closed mailbox drops new tasks,
// so a mailbox may outlive its loop. The mailbox does not limit the number of waiting tasks: each caller must bound how
// many it posts.
class Mailbox {
 public:
  explicit Mailbox(asio::io_context& context) : context_(&context) {}

  template <class Task>
  void post(Task task) {
    const std::lock_guard lock(mutex_);
    if (context_ != nullptr) asio::post(*context_, std::move(task));
  }

  void close() {
    const std::lock_guard lock(mutex_);
    context_ = nullptr;
  }

 private:
  std::mutex mutex_;
  asio::io_context* context_;
};

}  // namespace sallyport::net
