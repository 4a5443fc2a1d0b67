// The tasks of one server among those of a pool that is shared: what they use must not go before they have gone.
#pragma once

#include <memory>

#include "net/workers.h"

namespace sallyport::net {

class TaskGroup final : public Workers {
 public:
  explicit TaskGroup(Workers& pool);
  ~TaskGroup() override;  // close()
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  bool submit(std::function<void()> task) override;
  bool submit_slow(std::function<void()> task) override;

  // Refuses new tasks, drops those that wait, and blocks until those under way have ended. Not called from a task.
  void close();

 private:
  struct State;
  struct Job;
  std::function<void()> enter(std::function<void()> task);

  Workers& pool_;
  std::shared_ptr<State> state_;
};

}  // namespace sallyport::net
