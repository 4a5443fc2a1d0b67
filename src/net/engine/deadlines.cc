#include "net/engine/deadlines.h"

#include <algorithm>
#include <utility>

namespace sallyport::net {

Timer::Timer(Deadlines& deadlines, std::function<void()> ran_out)
    : deadlines_(deadlines), ran_out_(std::move(ran_out)), after_(deadlines.first_) {
  if (after_ != nullptr) after_->before_ = this;
  deadlines_.first_ = this;
}

Timer::~Timer() {
  if (deadlines_.next_ == this) deadlines_.next_ = after_;
  (before_ != nullptr ? before_->after_ : deadlines_.first_) = after_;
  if (after_ != nullptr) after_->before_ = before_;
}

void Deadlines::fire(Clock::time_point at) {
  now_ += std::min<Clock::duration>(at - std::exchange(last_tick_, at), tick_);
  next_ = first_;
  while (next_ != nullptr) {
    Timer* const timer = next_;
    next_ = timer->after_;
    if (timer->due_ > now_) continue;
    timer->stop();
    timer->ran_out_();
  }
}

}  // namespace sallyport::net
