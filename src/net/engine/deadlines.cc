#include "net/engine/deadlines.h"

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

void Deadlines::fire() {
  now_ = Clock::now();
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
