// The parts of a running gateway that its health listener and its regular tasks need. They own nothing; gateway/parts.h
// says how long they live. Any thread may use them.
#pragma once

#include <atomic>

#include "gateway/call/essentials.h"
#include "gateway/caller/touch_queue.h"
#include "gateway/operation/clock_watch.h"
#include "gateway/operation/store_watch.h"
#include "gateway/standing/graph_cache.h"
#include "gateway/standing/policies_in_force.h"
#include "gateway/standing/revocations.h"
#include "identity/tokens/token_store.h"
#include "oidc/rp/provider.h"
#include "session/session_store.h"
#include "session/sign_in_ledger.h"

namespace sallyport::gateway {

struct OperationParts : Essentials {
  oidc::rp::Provider* provider;  // null if sign-in is not configured
  session::SessionStore& sessions;
  session::SignInLedger& sign_ins;
  identity::TokenStore& tokens;
  Revocations& revocations;
  GraphCache& graph;
  SessionTouches& touched;
  TokenTouches& used_tokens;
  ClockWatch& clock_watch;
  StoreWatch& store_watch;
  const std::atomic<bool>& stopping;
  std::atomic<bool>& keys_changed;
  std::atomic<bool>& configuration_news;
  PoliciesInForce& policies;
  identity::AccessStore& access;
};

}  // namespace sallyport::gateway
