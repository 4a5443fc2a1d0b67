// People, and the identities that providers prove for them. A person is one human being who uses this gateway. An
// identity is one account at one provider. Names and addresses are only labels; no look-up finds a person by them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/tagged.h"
#include "identity/membership.h"

namespace sallyport::identity {

// The kind of provider that proved a subject; the first part of an IdentityKey. Equal subjects of two kinds are
// therefore different accounts, even with an equal issuer. The word does not name an entry of the configuration, so
// that renaming the entry does not turn people into new ones.
inline constexpr std::string_view kAzure = "azure";  // object ids of a tenant of Entra ID
inline constexpr std::string_view kOidc = "oidc";    // `sub` of another OpenID provider
inline constexpr std::string_view kLocal = "local";  // the local administrator, who is not stored as a person

// (provider, issuer, tid, oid), or (provider, issuer, "", sub) if the provider has no oid. Compared byte by byte.
struct IdentityKey {
  std::string provider;
  Issuer issuer;
  TenantId tenant;
  Subject subject;

  auto operator<=>(const IdentityKey&) const = default;
};

// An account that has signed in, and the person to whom it belongs. It never moves to another person.
struct Identity {
  IdentityKey key;
  PersonId person;
  UnixTime linked;        // the first sign-in
  UnixTime last_sign_in;  // of this account

  bool operator==(const Identity&) const = default;
};

// Names and addresses from the provider. Each sign-in replaces them.
struct Labels {
  std::string display_name;
  std::string email;               // empty if nobody vouches for it
  std::string preferred_username;  // may be empty
  std::string username;            // the person's name at applications; no other person gets the same

  bool operator==(const Labels&) const = default;
};

struct Person {
  PersonId id;
  Labels labels;
  std::vector<Membership> memberships;  // sorted
  bool disabled = false;
  UnixTime created;
  UnixTime last_sign_in;  // 0 if the person was invited but has not signed in yet

  bool operator==(const Person&) const = default;
};

}  // namespace sallyport::identity
