// The services and the state that a gateway works with, held by reference. app makes them, and each folder of the
// gateway gets the ones that it needs.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "audit/audit_store.h"
#include "gateway/accounts/parts.h"
#include "gateway/api/parts.h"
#include "gateway/call/rate_limits.h"
#include "gateway/caller/parts.h"
#include "gateway/operation/parts.h"
#include "gateway/shared_state.h"
#include "gateway/sign_in/parts.h"
#include "gateway/standing/policies_in_force.h"
#include "http/client.h"
#include "identity/access/access_store.h"
#include "identity/access/entity_version_store.h"
#include "identity/bot_store.h"
#include "identity/identity_store.h"
#include "identity/people_store.h"
#include "identity/team_member_store.h"
#include "identity/tokens/token_store.h"
#include "session/seal.h"
#include "session/session_store.h"
#include "session/sign_in_ledger.h"

namespace sallyport::gateway {

// The ports and keys that a gateway needs in addition to its Essentials and SharedState. They must outlive the Parts
// that are made from them.
struct Ports {
  http::HttpClient& http;
  oidc::rp::Provider* provider;  // null if sign-in is not configured
  session::SessionStore& sessions;
  session::SignInLedger& sign_ins;
  identity::IdentityStore& people;
  identity::LocalAdminStore& local_admin;
  identity::AccessStore& access;
  identity::EntityVersionStore& entity_versions;
  identity::TeamMemberStore& team_members;
  identity::PeopleStore& people_by_hand;
  identity::BotStore& bots;
  identity::TokenStore& tokens;
  identity::AccountStore& accounts;
  MailQueue* mail;  // null if no relay is configured
  audit::AuditStore& audit;
  const session::Sealer& sealer;
  const OwnKeys& own_keys;
};

// The parts under one configuration, grouped by the folders that use them. Immutable. Everything that it refers to
// lives as long as the PartsPtr that owns it, or as long as the process, and any thread may use it.
struct Parts {
 private:
  AccessStoreInForce access_;  // made first, because `api` refers to it

 public:
  Parts(const Essentials& essentials, const Ports& ports, SharedState& shared);

  const CallerParts callers;
  const SignInParts sign_in;
  const LocalAccountParts local_accounts;
  const AccountParts accounts;  // made before `api`, which refers to it
  const OwnTokenParts own_tokens;
  const ApiParts api;
  const OperationParts operation;
  RateLimits& rate_limits;

  const Essentials& essentials() const { return callers; }
};

using PartsPtr = std::shared_ptr<const Parts>;

// The parts of the configuration in force. A reload replaces all of them in one step. A request, a task on a worker and
// an exchange with an upstream keep the parts that they began with, so that none of them mixes two configurations.
// Any thread may call any function.
class PartsInForce {
 public:
  explicit PartsInForce(PartsPtr first) : current_(std::move(first)) {}

  // Grows with each replace(). Takes no lock, so it is cheap enough for every request.
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

  PartsPtr get() const {
    const std::lock_guard lock(mutex_);
    return current_;
  }

  // Every request that begins after this returns gets the new parts.
  void replace(PartsPtr next) {
    {
      const std::lock_guard lock(mutex_);
      current_.swap(next);
    }
    version_.fetch_add(1, std::memory_order_release);
  }

 private:
  std::atomic<std::uint64_t> version_{0};
  mutable std::mutex mutex_;
  PartsPtr current_;
};

}  // namespace sallyport::gateway
