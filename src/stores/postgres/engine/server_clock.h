// What time it is on the server, as far as this machine can tell between two answers of the server.
#pragma once

#include <cstdint>
#include <mutex>

#include "base/clock.h"

namespace sallyport::stores {

// If somebody sets this machine's wall clock, the last answer says nothing any more about how far the two differ: with
// it, every session would look expired, or as if it came from the future. So the server has to be asked before the next
// use; as long as it does not answer, its time is taken to have gone on with our monotonic clock. Every thread may use
// it.
class ServerClock {
 public:
  // This machine's clocks when the server was asked.
  struct Asked {
    UnixTime wall;
    Clock::Monotonic monotonic;
  };

  // The clock must outlive the object.
  explicit ServerClock(const Clock& clock) : clock_(clock) {}

  Asked ask() const { return {clock_.now(), clock_.monotonic()}; }

  // The server has answered just now that its time is `server`, in seconds since 1970. An answer that took longer than
  // kSame says too little, and is ignored.
  void answered(const Asked& asked, std::int64_t server);

  // Whether this machine's wall clock was set since the last answer.
  bool must_ask() const;

  // How far the server's wall clock is ahead of this machine's. Zero if they differ by no more than kSame.
  Seconds ahead() const;

  // Clocks that differ by no more than this count as one: a difference that small is within the measurement's error,
  // and would otherwise move all times by a second to and fro.
  static constexpr Seconds kSame{2};

 private:
  // Both require that the caller holds the mutex. How far the wall clock was set since the last answer if its offset
  // from the monotonic clock is now `offset`; and how far the server's is ahead of it then.
  Seconds set_by(Seconds offset) const;
  Seconds ahead_where(Seconds offset) const;

  const Clock& clock_;
  mutable std::mutex mutex_;  // guards the members below
  Seconds ahead_{0};          // at the last answer
  Seconds offset_{0};         // of this machine's wall clock from its monotonic clock, at the last answer
  bool answered_ = false;
};

}  // namespace sallyport::stores
