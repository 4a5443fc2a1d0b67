// The caller of a request: the person or program that the gateway has proven to be its sender. A Caller is an immutable
// snapshot, which caches hold and many requests share.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/tagged.h"
#include "crypto/digest.h"
#include "gateway/call/metrics.h"
#include "http/message.h"
#include "identity/policy/snapshot.h"
#include "identity/requirement.h"
#include "identity/tokens/token.h"
#include "oidc/common/subject_claims.h"
#include "session/session.h"

namespace sallyport::gateway {

// A token of ours for one upstream, minted once and used until shortly before it expires.
struct OwnToken {
  std::string value;
  UnixTime expires;
  std::string audience;
};

using OwnTokens = std::vector<std::shared_ptr<const OwnToken>>;  // at most one for each audience

// Who somebody is to the policies that it keeps alive.
using PrincipalPtr = std::shared_ptr<const identity::PreparedPrincipal>;

// What a token with a scope is narrowed from.
struct Narrowed {
  identity::Rights owner;  // all that the owner has
  identity::Scope scope;
};

struct CallerFacts {
  PersonId person;  // empty for a program that signs in as itself
  std::string username;
  std::string display_name;
  std::string email;
  std::vector<std::string> roles;  // our own, after the role mapping; without those that a token's scope leaves out
  bool admin = false;              // passes everything
  bool program = false;
  std::string operator_id;  // the number of the machine's user who uses the operator's socket; empty: anybody else
  std::optional<crypto::Sha256> session;     // the digest of the session's id; absent for a token
  std::optional<identity::TokenId> token;    // of the record, for a bot's token and a personal access token
  std::shared_ptr<const Narrowed> narrowed;  // null unless a token's scope narrows the caller
  UnixTime expires;                          // of the token or of the session

  PrincipalPtr principal;  // null: no route asks the policies, or they could not be read

  std::string identity_lines;  // the identity headers of /check's answer and of a proxied request
};

struct Caller : CallerFacts {
  mutable std::atomic<std::shared_ptr<const OwnTokens>> own_tokens{};  // a thread that mints replaces the whole list
};

using CallerPtr = std::shared_ptr<const Caller>;

// What the gateway found out about the sender of a request.
struct Who {
  CallerPtr caller;              // null: anonymous, or refused
  std::optional<Error> refusal;  // why the credential of the request was refused; then caller is null
  bool dead_cookie = false;      // the request has a session cookie that leads to no session, and never will again
  // What proved the caller in this request. It is not in Caller, because requests with the cookie and requests with a
  // token of ours share one snapshot.
  Credential credential = Credential::none;
};

// What only the identity headers tell of a caller. It refers to texts of the function that calls finish().
struct HeadersOnly {
  std::string_view preferred_username{};
  std::span<const std::string> groups{};  // the provider's ids; they mean nothing unless the state is complete
  oidc::GroupsState groups_state = oidc::GroupsState::complete;
};

// Fills in the identity headers. Roles and groups are lists separated by commas. A value with a comma, a control byte,
// or a leading or trailing space is left out, because a reader could take it for other values. A list is cut between
// values at 4 kB. If a list is incomplete, X-Auth-Request-Groups-Incomplete or -Roles-Incomplete says so.
// X-Auth-Request-Groups is absent if the groups are unknown.
CallerPtr finish(std::shared_ptr<Caller> caller, const HeadersOnly& more);

// The identity headers as lines of a response, which keep the caller alive: one reference count serves both.
inline http::PreparedHeaders identity_lines_of(CallerPtr caller) {
  const std::string* const lines = &caller->identity_lines;
  return {std::move(caller), lines};
}

// OpenMetadata's user name: the text before the '@', or all of it if there is none.
std::string_view local_part(std::string_view text);

// As whom the policies judge the caller: teams give nothing to a bot.
identity::PrincipalKind principal_kind(const Caller& caller);

// The rights that are left within the scope, where roles are asked for. A scope of operations alone leaves no role.
identity::Rights narrowed(identity::Rights rights, const identity::Scope& scope);

// The rights of the caller's owner, whom the policies judge together with the scope (scope_of()). A scope that names
// roles without Admin makes an administrator's token no administrator's.
identity::Rights policy_rights(const Caller& caller);
identity::Scope scope_of(const Caller& caller);  // the whole for everybody but a token with a scope

// Whether the caller may pass only where somebody asks about an operation, because their token names operations alone.
bool is_for_operations_alone(const Caller& caller);

// Makes the caller of a session.
CallerPtr caller_of(const session::Session& session, oidc::GroupsState groups_state, identity::Rights rights);

// The same caller with another principal. It mints its own tokens again.
CallerPtr with_principal(const Caller& caller, PrincipalPtr principal);

}  // namespace sallyport::gateway
