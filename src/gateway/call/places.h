// Limits how many threads do one kind of work at the same time.
#pragma once

#include <atomic>

namespace sallyport::gateway {

// At most `most` places are taken at any time. A Place takes one in its constructor, if one is free, and gives it back
// in its destructor. No thread ever waits here: a Place that found none free converts to false. Any thread may take a
// place. The Places must outlive every Place.
//   const Places::Place place(places);
//   if (!place) return busy();
class Places {
 public:
  explicit Places(int most) : most_(most) {}

  class Place {
   public:
    explicit Place(Places& of) : of_(of), taken_(of.take()) {}
    ~Place() {
      if (taken_) of_.taken_.fetch_sub(1);
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    explicit operator bool() const { return taken_; }

   private:
    Places& of_;
    const bool taken_;
  };

 private:
  bool take() {
    for (int taken = taken_.load(); taken < most_;)
      if (taken_.compare_exchange_weak(taken, taken + 1)) return true;
    return false;
  }

  const int most_;
  std::atomic<int> taken_{0};
};

}  // namespace sallyport::gateway
