// A bounded pool of threads for use cases that block.
#pragma once

#include <functional>
#include <memory>

namespace sallyport::net {

class Workers {
 public:
  // At most `queue` tasks wait; more are refused.
  static std::unique_ptr<Workers> make(int threads, std::size_t queue);
  virtual ~Workers() = default;  // runs what is queued, then joins

  // False where the queue is full: the caller answers 503.
  virtual bool submit(std::function<void()> task) = 0;
};

}  // namespace sallyport::net
