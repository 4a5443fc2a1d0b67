// A pool of worker threads for tasks that block, such as those that ask a store or an identity provider. Its queues
// are bounded.
#pragma once

#include <functional>
#include <memory>
#include <utility>

namespace sallyport {
class Log;
}

namespace sallyport::net {

// Any thread may submit tasks. The tasks of a queue start in order, and several may run at the same time.
class Workers {
 public:
  // Starts at least one thread. At most `queue` tasks of each kind wait; further ones are refused. A task must not
  // throw. If one does, the pool logs "task_threw" when it has a log, and the thread continues. The log must outlive
  // the pool.
  static std::unique_ptr<Workers> make(int threads, std::size_t queue, Log* log = nullptr);
  virtual ~Workers() = default;  // runs the queued tasks, then joins the threads; a task must not call it

  // Returns false if the queue is full. The task then does not run, and the caller answers 503.
  virtual bool submit(std::function<void()> task) = 0;

  // Like submit(), for a task that may wait for a remote server, such as an identity provider. Slow tasks have a queue
  // of their own and occupy at most half of the threads, so the other tasks continue when a provider hangs. A pool with
  // a single thread runs both kinds on that thread.
  virtual bool submit_slow(std::function<void()> task) { return submit(std::move(task)); }
};

}  // namespace sallyport::net
