#include "net/engine/task_group.h"

#include <condition_variable>
#include <mutex>

namespace sallyport::net {

struct TaskGroup::State {
  std::mutex mutex;
  std::condition_variable left;
  int inside = 0;
  bool closed = false;

  bool is_closed() {
    const std::lock_guard lock(mutex);
    return closed;
  }
};

// Counted in State::inside from its construction until its task is destroyed with everything that the task holds. The
// pool destroys a job after running it, or when it refuses the job.
struct TaskGroup::Job {
  Job(std::shared_ptr<State> s, std::function<void()> t) : state(std::move(s)), task(std::move(t)) {
    const std::lock_guard lock(state->mutex);
    ++state->inside;
  }
  ~Job() {
    task = nullptr;
    const std::lock_guard lock(state->mutex);
    --state->inside;
    state->left.notify_all();
  }
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  const std::shared_ptr<State> state;
  std::function<void()> task;
};

TaskGroup::TaskGroup(Workers& pool) : pool_(pool), state_(std::make_shared<State>()) {}

TaskGroup::~TaskGroup() {
  close();
}

std::function<void()> TaskGroup::enter(std::function<void()> task) {
  if (state_->is_closed()) return nullptr;
  return [job = std::make_shared<Job>(state_, std::move(task))] {
    if (!job->state->is_closed()) job->task();
  };
}

bool TaskGroup::submit(std::function<void()> task) {
  auto entered = enter(std::move(task));
  return entered && pool_.submit(std::move(entered));
}

bool TaskGroup::submit_slow(std::function<void()> task) {
  auto entered = enter(std::move(task));
  return entered && pool_.submit_slow(std::move(entered));
}

void TaskGroup::close() {
  std::unique_lock lock(state_->mutex);
  state_->closed = true;
  state_->left.wait(lock, [this] { return state_->inside == 0; });
}

}  // namespace sallyport::net
