// The tasks of one owner in a pool that several owners share. The owner can wait until none of its tasks can run any
// more, and then destroy the objects that they use.
#pragma once

#include <functional>
#include <memory>

#include "net/engine/workers.h"

namespace sallyport::net {

// Any thread may submit tasks. The pool must outlive the group. submit() returns false if the pool refuses the task or
// the group is closed; the task is then destroyed without running.
class TaskGroup final : public Workers {
 public:
  explicit TaskGroup(Workers& pool);
  ~TaskGroup() override;  // calls close()
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  bool submit(std::function<void()> task) override;
  bool submit_slow(std::function<void()> task) override;

  // Refuses new tasks, and blocks until every task of the group is destroyed: running tasks end, queued tasks do not
  // run. A task of the group must not call this, because it would wait for itself.
  void close();

 private:
  struct State;
  struct Job;
  std::function<void()> enter(std::function<void()> task);

  Workers& pool_;
  std::shared_ptr<State> state_;
};

}  // namespace sallyport::net
