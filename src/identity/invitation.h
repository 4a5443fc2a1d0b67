// An invitation admits one account that otherwise could not sign in. It names the account in advance, by its object id
// or by an address in a tenant. The first sign-in that fits links the account to the invited person and ends the
// invitation.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/tagged.h"
#include "identity/person.h"

namespace sallyport::identity {

// The account that is invited: its provider, and either an address or a subject.
struct InvitedAccount {
  std::string provider;  // kAzure or kOidc of person.h
  Issuer issuer;         // if empty, any issuer of the tenant
  TenantId tenant;       // empty if the provider has no tenants; then `issuer` is required
  std::string address;   // lower case; empty if `subject` is set
  Subject subject;       // empty if `address` is set

  auto operator<=>(const InvitedAccount&) const = default;
};

struct Invitation {
  InvitedAccount account;
  UnixTime created;
  UnixTime expires;

  bool operator==(const Invitation&) const = default;
};

// An account that is signing in, as its provider describes it.
struct Arrival {
  IdentityKey key;
  Labels labels;
  std::string proven_address;  // lower case; empty if it is not proven that the account owns the address
};

// Whether the invitation can fit only one account: it has a provider, a tenant or an issuer, and either an address or a
// subject.
bool is_definite(const InvitedAccount& account);

// Whether the account that signs in is the invited one. Only a proven address counts. False if is_definite is false.
bool fits(const InvitedAccount& account, const Arrival& arrival);

}  // namespace sallyport::identity
