// Loads the conditional access policies of a person's tenant, judges a request by them, and makes the refusals.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "directory/call/exchange.h"
#include "directory/rules/conditional_access.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

// Where and how the person works. Both are what the judgement reads; absent values are unknown.
struct Seat {
  std::optional<http::IpAddress> address;
  std::optional<entra::ClientKind> client_kind;
};

// The address of the connection, which no header can change. Absent for a unix socket.
std::optional<http::IpAddress> address_of(const Exchange& exchange);

// A browser for Web and SPA, and a program for the other platform.
entra::ClientKind client_kind_of(entra::Platform platform);

struct PolicyStores {
  entra::MemberStore& members;
  entra::PolicyStore& policies;
};

struct PolicyQuestion {
  const entra::User& person;
  std::vector<ClientId> apps;
  std::vector<std::string> contexts;
  Seat seat;
  oidc::op::Proofs proofs;
  UnixTime authenticated;
};

// Also notes for the sign-in log what each policy made of the request. Blocks.
Judged<AccessVerdict> judge_policies(const PolicyStores& stores, const Exchange& exchange,
                                     const PolicyQuestion& question);

// Where the request was made. At the token endpoint, the client has to send the person to a sign-in.
enum class Asked { at_sign_in, at_token_endpoint, on_behalf_of_a_person };

// The refusal for a verdict that is not granted: 53003 (blocked), 70043 at the token endpoint and 50058 at the sign-in
// (too old), 50079 (the person has no second factor to use), 50076 at the token endpoint and 50074 at the sign-in (it
// was not used), 50142 (a new password). The refusal has the claims with which the client asks again.
Refused refuse_by_policy(const AccessVerdict& verdict, const PolicyQuestion& question, Asked asked,
                         const ClientId& api);

}  // namespace sallyport::directory
