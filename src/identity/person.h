// People as Sallyport knows them. Keyed by what the provider vouches for, never by a name or an address.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/tagged.h"

namespace sallyport::identity {

// (issuer, tid, oid), or (issuer, "", sub) where the provider has no oid. Compared byte by byte.
struct IdentityKey {
  Issuer issuer;
  TenantId tenant;
  Subject subject;

  auto operator<=>(const IdentityKey&) const = default;
};

// What the provider last said about somebody: labels, refreshed at each sign-in.
struct Labels {
  std::string display_name;
  std::string email;               // empty where nobody vouches for it
  std::string preferred_username;  // may be empty
  std::string username;            // what applications know the person by: one person's alone

  bool operator==(const Labels&) const = default;
};

struct Person {
  PersonId id;
  IdentityKey key;
  Labels labels;
  bool admin = false;
  bool disabled = false;
  UnixTime created;
  UnixTime last_sign_in;

  bool operator==(const Person&) const = default;
};

}  // namespace sallyport::identity
