// Wrong passwords lock an account for a while, as Entra's smart lockout: after ten, for a minute, and for twice as long
// each time it goes on. One wrong password that is sent again and again, by a program that nobody told of the new one,
// counts once. Kept in memory: a restart forgets it.
#pragma once

#include <deque>
#include <map>
#include <mutex>

#include "base/clock.h"
#include "base/secret.h"
#include "entra/registration.h"

namespace sallyport::directory {

class SmartLockout {
 public:
  bool is_locked(const entra::ObjectId& user, UnixTime now);
  void failed(const entra::ObjectId& user, const Secret& password, UnixTime now);
  void succeeded(const entra::ObjectId& user);

 private:
  struct Record {
    int failures = 0;
    int locks = 0;
    UnixTime until;
    std::deque<std::string> last;  // digests of wrong passwords, three at most
  };
  std::mutex mutex_;
  std::map<entra::ObjectId, Record> records_;  // of people that there are
};

}  // namespace sallyport::directory
