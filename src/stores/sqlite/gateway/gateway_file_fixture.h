// A gateway's database for one test, and a log that records the events of its stores.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/log.h"
#include "stores/contract/scratch_file.h"
#include "stores/gateway/access_store.h"
#include "stores/gateway/account_store.h"
#include "stores/gateway/audit_store.h"
#include "stores/gateway/bot_store.h"
#include "stores/gateway/entity_version_store.h"
#include "stores/gateway/identity_store.h"
#include "stores/gateway/key_ring_store.h"
#include "stores/gateway/local_admin_store.h"
#include "stores/gateway/people_store.h"
#include "stores/gateway/session_store.h"
#include "stores/gateway/sign_in_ledger.h"
#include "stores/gateway/team_member_store.h"
#include "stores/gateway/token_store.h"
#include "stores/gateway/version_store.h"
#include "stores/sqlite/engine/database.h"
#include "stores/sqlite/gateway/schema.h"

namespace sallyport::stores {

class EventLog final : public Log {
 public:
  void write(Level, std::string_view event, std::vector<LogField> fields) override {
    const std::lock_guard lock(mutex_);
    events_.emplace_back(event);
    for (const auto& field : fields)
      if (field.name == "table") events_.back() += " " + field.value;
  }
  std::vector<std::string> events() const {
    const std::lock_guard lock(mutex_);
    return events_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> events_;
};

// The factory of stores for the suites of stores/contract.
class GatewayFile {
 public:
  std::unique_ptr<session::SessionStore> sessions(const session::SessionLimits& limits, Random& random) {
    return std::make_unique<SqlSessionStore>(*database_, limits, random, log_);
  }
  std::unique_ptr<identity::IdentityStore> identities(Random& random) {
    return std::make_unique<SqlIdentityStore>(*database_, random, log_);
  }
  std::unique_ptr<identity::MembershipStore> memberships() {
    return std::make_unique<SqlMembershipStore>(*database_, log_);
  }
  std::unique_ptr<identity::PeopleStore> people(Random& random) {
    return std::make_unique<SqlPeopleStore>(*database_, random, log_);
  }
  std::unique_ptr<identity::BotStore> bots(Random& random) {
    return std::make_unique<SqlBotStore>(*database_, random, log_);
  }
  std::unique_ptr<identity::AccessStore> access() { return std::make_unique<SqlAccessStore>(*database_, log_); }
  std::unique_ptr<identity::EntityVersionStore> entity_versions() {
    return std::make_unique<SqlEntityVersionStore>(*database_, log_);
  }
  std::unique_ptr<identity::TeamMemberStore> team_members() {
    return std::make_unique<SqlTeamMemberStore>(*database_, log_);
  }
  std::unique_ptr<identity::AccountStore> accounts() { return std::make_unique<SqlAccountStore>(*database_, log_); }
  std::unique_ptr<identity::TokenStore> tokens() { return std::make_unique<SqlTokenStore>(*database_, log_); }
  std::unique_ptr<identity::LocalAdminStore> local_admin() {
    return std::make_unique<SqlLocalAdminStore>(*database_, log_);
  }
  std::unique_ptr<session::SignInLedger> sign_ins() { return std::make_unique<SqlSignInLedger>(*database_); }

  std::unique_ptr<session::KeyRingStore> keys() { return std::make_unique<SqlKeyRingStore>(*database_); }
  std::unique_ptr<configuration::VersionStore> versions() {
    return std::make_unique<SqlVersionStore>(*database_, log_);
  }

  std::unique_ptr<audit::AuditStore> audit() { return std::make_unique<SqlAuditStore>(*database_); }

  // Closes the file, so that a test can read and change its bytes. Stores that were made before can no longer be used.
  void close() { database_.reset(); }
  Result<void> open(std::int64_t max_pages = 0) {
    database_.reset();
    SALLYPORT_TRY(database_, SqliteFile::open({file_.path(), kBusyTimeout, max_pages}, gateway_schema()));
    return {};
  }

  // Changes rows in ways in which no store changes them.
  Result<void> tamper(std::string_view sql) {
    return database_->write([&](Connection& connection) -> Result<void> {
      SALLYPORT_CHECK(connection.run(sql));
      return {};
    });
  }

  const ScratchFile& file() const { return file_; }
  SqliteFile& database() { return *database_; }
  std::vector<std::string> events() const { return log_.events(); }

 private:
  static constexpr std::chrono::milliseconds kBusyTimeout{20};  // only tests of the lock wait that long

  ScratchFile file_;
  EventLog log_;
  std::unique_ptr<SqliteFile> database_ = SqliteFile::open({file_.path(), kBusyTimeout}, gateway_schema()).value();
};

}  // namespace sallyport::stores
