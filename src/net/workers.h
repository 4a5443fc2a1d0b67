// A bounded pool of threads for use cases that block.
#pragma once

#include <functional>
#include <memory>

namespace sallyport {
class Log;
}

namespace sallyport::net {

class Workers {
 public:
  // At most `queue` tasks wait; more are refused. A task that throws is our own mistake: it is logged as "task_threw"
  // where there is a log, and its thread goes on. At least one thread is made; the log must outlive the pool.
  static std::unique_ptr<Workers> make(int threads, std::size_t queue, Log* log = nullptr);
  virtual ~Workers() = default;  // runs what is queued, then joins; never called from a task

  // False where the queue is full: the caller answers 503.
  virtual bool submit(std::function<void()> task) = 0;

  // The same for a task that may wait for somebody far away, such as an identity provider. Those take at most half of
  // the threads and have a queue of their own: however slow that somebody is, there is room for those who ask nobody.
  virtual bool submit_slow(std::function<void()> task) { return submit(std::move(task)); }
};

}  // namespace sallyport::net
