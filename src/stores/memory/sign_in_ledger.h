// What all nodes know about sign-ins, in memory, for tests. Nothing survives the process. The stores in a database must
// behave like this one. Any thread may use it.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "session/sign_in_ledger.h"

namespace sallyport::stores {

class MemorySignInLedger final : public session::SignInLedger {
 public:
  Result<bool> take(const session::SignInDigest& sign_in, UnixTime until, UnixTime now) override;
  Result<void> give_back(const session::SignInDigest& sign_in) override;
  Result<Seconds> begin_try(const session::Guesser& guesser, UnixTime now) override;
  Result<void> take_back_try(const session::Guesser& guesser) override;
  Result<std::size_t> sweep(UnixTime now, std::size_t limit) override;

 private:
  session::Crowd crowd_at(const std::string& account, UnixTime now) const;

  std::mutex mutex_;
  std::map<session::SignInDigest, UnixTime> taken_;  // until when
  std::map<std::string, session::Tries> guessers_;
  std::deque<std::pair<std::string, UnixTime>> crowd_;  // the tries of unknown browsers, by account
};

}  // namespace sallyport::stores
