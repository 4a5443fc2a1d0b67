// The parts that are needed to judge people and their sessions: the provider, Graph, and the stores of people and of
// sessions. They own nothing; gateway/parts.h says how long they live. Any thread may use them.
#pragma once

#include "gateway/call/essentials.h"
#include "gateway/call/places.h"
#include "gateway/standing/graph_cache.h"
#include "gateway/standing/revocations.h"
#include "gateway/standing/seen_sessions.h"
#include "http/client.h"
#include "identity/identity_store.h"
#include "identity/tokens/token_store.h"
#include "oidc/rp/provider.h"
#include "session/seal.h"
#include "session/session_store.h"

namespace sallyport::gateway {

// The parts for asking Microsoft Graph.
struct GraphParts : Essentials {
  http::HttpClient& http;
  GraphCache& graph;
};

struct StandingParts : GraphParts {
  oidc::rp::Provider* provider;  // null if sign-in is not configured
  session::SessionStore& sessions;
  identity::IdentityStore& people;
  identity::TokenStore& tokens;
  const session::Sealer& sealer;
  Revocations& revocations;
  Places& renewals;  // limits how many sessions are renewed at the same time
  SeenSessions& seen;
};

}  // namespace sallyport::gateway
