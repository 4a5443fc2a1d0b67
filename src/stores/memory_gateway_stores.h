// The stores of a gateway in memory, for tests. Nothing survives the process.
#pragma once

#include <memory>

#include "stores/gateway_stores.h"
#include "stores/memory/access_store.h"
#include "stores/memory/account_store.h"
#include "stores/memory/audit_store.h"
#include "stores/memory/bot_store.h"
#include "stores/memory/identity_store.h"
#include "stores/memory/key_ring_store.h"
#include "stores/memory/local_admin_store.h"
#include "stores/memory/people_store.h"
#include "stores/memory/session_store.h"
#include "stores/memory/sign_in_ledger.h"
#include "stores/memory/team_member_store.h"
#include "stores/memory/token_store.h"
#include "stores/memory/version_store.h"

namespace sallyport::stores {

class MemoryGatewayStores final : public GatewayStores {
 public:
  explicit MemoryGatewayStores(Random& random) : random_(random) {}  // `random` must outlive the object

  identity::IdentityStore& people() override { return people_; }
  identity::InvitationStore& invitations() override { return people_; }
  identity::MembershipStore& memberships() override { return people_; }
  identity::LocalAdminStore& local_admin() override { return local_admin_; }
  session::SignInLedger& sign_ins() override { return sign_ins_; }
  session::KeyRingStore& keys() override { return keys_; }
  configuration::VersionStore& versions() override { return versions_; }
  identity::AccessStore& access() override { return access_; }
  identity::EntityVersionStore& entity_versions() override { return access_.versions(); }
  identity::TeamMemberStore& team_members() override { return team_members_; }
  audit::AuditStore& audit() override { return audit_; }
  identity::BotStore& bots() override { return bots_; }
  identity::PeopleStore& people_by_hand() override { return people_by_hand_; }
  identity::TokenStore& tokens() override { return tokens_; }
  identity::AccountStore& accounts() override { return accounts_; }

  std::unique_ptr<session::SessionStore> sessions(const session::SessionLimits& limits) override {
    return std::make_unique<MemorySessionStore>(limits, random_, sessions_);
  }
  Result<void> check_integrity() override { return {}; }

 private:
  Database* database() override { return nullptr; }

  Random& random_;
  const std::shared_ptr<MemorySessions> sessions_ = std::make_shared<MemorySessions>();
  MemoryIdentityStore people_{random_};
  MemoryAccessStore access_;
  MemoryTeamMemberStore team_members_{people_, access_};
  MemoryPeopleStore people_by_hand_{people_, team_members_, access_};
  MemoryBotStore bots_{people_by_hand_, random_};
  MemoryLocalAdminStore local_admin_;
  MemorySignInLedger sign_ins_;
  MemoryKeyRingStore keys_;
  MemoryVersionStore versions_;
  MemoryAuditStore audit_;
  MemoryTokenStore tokens_;
  MemoryAccountStore accounts_{people_};
};

}  // namespace sallyport::stores
