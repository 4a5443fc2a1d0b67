// What all nodes know about sign-ins, in a SQL database.
#pragma once

#include "session/sign_in_ledger.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

class SqlSignInLedger final : public session::SignInLedger {
 public:
  // The database must have the gateway's schema, and must outlive the store. Any thread may use the store.
  explicit SqlSignInLedger(Database& database) : database_(database) {}

  Result<bool> take(const session::SignInDigest& sign_in, UnixTime until, UnixTime now) override;
  Result<void> give_back(const session::SignInDigest& sign_in) override;
  Result<Seconds> begin_try(const session::Guesser& guesser, UnixTime now) override;
  Result<void> take_back_try(const session::Guesser& guesser) override;
  Result<std::size_t> sweep(UnixTime now, std::size_t limit) override;

 private:
  Database& database_;
};

}  // namespace sallyport::stores
