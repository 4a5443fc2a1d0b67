// Smart lockout as in Entra ID: ten wrong passwords lock an account for a minute, and each further wrong one locks it
// again for twice as long. Repeating a recent wrong password does not count, because it usually comes from a program
// that has an outdated password. The limits are in directory/call/limits.h. Lockouts are kept in memory only, so a
// restart forgets them.
// Threads: any thread may make any call.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/secret.h"
#include "entra/registration.h"

namespace sallyport::directory {

class SmartLockout {
 public:
  // True if the account is locked at this time.
  bool is_locked(const entra::ObjectId& user, UnixTime now);
  // Counts a wrong password, and locks the account if there were too many.
  void failed(const entra::ObjectId& user, const Secret& password, UnixTime now);
  // Forgets the wrong passwords and the locks of the account.
  void succeeded(const entra::ObjectId& user);
  // Forgets those of everybody.
  void clear();

 private:
  struct Record {
    int failures = 0;
    int locks = 0;
    UnixTime until;
    std::deque<std::string> last;  // digests of the last wrong passwords, three at most
  };
  std::mutex mutex_;
  std::map<entra::ObjectId, Record> records_;  // existing users only
};

}  // namespace sallyport::directory
