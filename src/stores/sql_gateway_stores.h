// The stores of a gateway in a SQL database: a SQLite file, or a PostgreSQL database.
#pragma once

#include <memory>
#include <utility>

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
#include "stores/gateway_stores.h"
#include "stores/postgres/engine/database.h"
#include "stores/sqlite/engine/database.h"

namespace sallyport::stores {

class SqlGatewayStores final : public GatewayStores {
 public:
  // One of `file` and `shared` is set. `random` and `log` must outlive the object.
  SqlGatewayStores(std::unique_ptr<SqliteFile> file, std::unique_ptr<PostgresDatabase> shared, Random& random, Log& log)
      : file_(std::move(file)),
        shared_(std::move(shared)),
        database_(file_ ? static_cast<Database&>(*file_) : *shared_),
        random_(random),
        log_(log) {}

  identity::IdentityStore& people() override { return people_; }
  identity::InvitationStore& invitations() override { return invitations_; }
  identity::MembershipStore& memberships() override { return memberships_; }
  identity::LocalAdminStore& local_admin() override { return local_admin_; }
  session::SignInLedger& sign_ins() override { return sign_ins_; }
  session::KeyRingStore& keys() override { return keys_; }
  configuration::VersionStore& versions() override { return versions_; }
  identity::AccessStore& access() override { return access_; }
  identity::EntityVersionStore& entity_versions() override { return entity_versions_; }
  identity::TeamMemberStore& team_members() override { return team_members_; }
  audit::AuditStore& audit() override { return audit_; }
  identity::BotStore& bots() override { return bots_; }
  identity::PeopleStore& people_by_hand() override { return people_by_hand_; }
  identity::TokenStore& tokens() override { return tokens_; }
  identity::AccountStore& accounts() override { return accounts_; }

  std::unique_ptr<session::SessionStore> sessions(const session::SessionLimits& limits) override {
    return std::make_unique<SqlSessionStore>(database_, limits, random_, log_);
  }
  Result<void> check_integrity() override { return file_ ? file_->check_integrity() : Result<void>(); }

 private:
  Database* database() override { return &database_; }

  const std::unique_ptr<SqliteFile> file_;
  const std::unique_ptr<PostgresDatabase> shared_;
  Database& database_;
  Random& random_;
  Log& log_;
  SqlIdentityStore people_{database_, random_, log_};
  SqlInvitationStore invitations_{database_, random_};
  SqlMembershipStore memberships_{database_, log_};
  SqlLocalAdminStore local_admin_{database_, log_};
  SqlSignInLedger sign_ins_{database_};
  SqlKeyRingStore keys_{database_};
  SqlVersionStore versions_{database_, log_};
  SqlAccessStore access_{database_, log_};
  SqlEntityVersionStore entity_versions_{database_, log_};
  SqlTeamMemberStore team_members_{database_, log_};
  SqlAuditStore audit_{database_};
  SqlPeopleStore people_by_hand_{database_, random_, log_};
  SqlBotStore bots_{database_, random_, log_};
  SqlTokenStore tokens_{database_, log_};
  SqlAccountStore accounts_{database_, log_};
};

}  // namespace sallyport::stores
