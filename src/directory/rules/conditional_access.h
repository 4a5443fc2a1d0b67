// Judges a request by the conditional access policies of a tenant. The judgement is pure; policy_check.h loads what it
// reads.
// Source: docs/entra.md, Conditional access; Microsoft Graph v1.0, resource type conditionalAccessPolicy.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "entra/conditional_access.h"
#include "oidc/op/grant_store.h"

namespace sallyport::directory {

// One sign-in or token request, as policies see it.
struct AccessAttempt {
  const entra::User& person;
  std::vector<entra::ObjectId> groups;           // the person's, also through other groups
  std::vector<ClientId> apps;                    // all that the request concerns: the client and the API
  std::vector<std::string> contexts;             // authentication contexts that it asks for
  std::optional<http::IpAddress> address;        // absent: unknown, which is outside of every named location
  std::optional<entra::ClientKind> client_kind;  // absent: unknown, which fits every kind
  oidc::op::Proofs proofs;
  UnixTime authenticated;  // when the password was entered
  UnixTime now;
};

// What stands between the request and its tokens. If nothing is set, the request is granted.
struct AccessVerdict {
  bool blocked = false;
  std::optional<entra::GrantControl> device;  // what a policy demands of the device; set: nothing on a page helps
  bool needs_second_factor = false;
  bool needs_new_password = false;
  std::optional<Seconds> longest_age;          // set if the sign-in is older than a policy allows
  std::vector<entra::ObjectId> deciding;       // the policies that are not satisfied
  std::vector<entra::AppliedPolicy> policies;  // every policy, for the sign-in log

  bool is_granted() const { return deciding.empty(); }
  bool is_final() const { return blocked || device.has_value(); }  // the person cannot do anything about it
};

// A policy that names several applications concerns the request if it concerns one of them. What several policies
// demand adds up; of several sign-in frequencies the shortest counts.
AccessVerdict judge_access(std::span<const entra::ConditionalAccessPolicy> policies,
                           std::span<const entra::NamedLocation> locations, const AccessAttempt& attempt);

}  // namespace sallyport::directory
