// A person's local account: the password with which they sign in here, without a provider. An account begins without a
// password and with a one-time link, by which its owner chooses one.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/tagged.h"

namespace sallyport::identity {

struct LocalAccount {
  PersonId person{};
  std::string password_hash{};  // Argon2id; empty until the owner has used a link
  UnixTime changed{};           // when the password was set; 0 if never
  bool must_change = false;     // somebody else has set it, so that it opens nothing but the page that changes it
  std::string link_hash{};      // hexadecimal SHA-256 of the open link; empty if none is open
  UnixTime link_expires{};

  bool operator==(const LocalAccount&) const = default;
};

// Whether this is the hash of the account's link, and the link has not expired.
bool is_open_link(const LocalAccount& account, std::string_view link_hash, UnixTime now);

// The account with a new password, which also ends its link: a link that was sent before must not set another one.
LocalAccount with_password(LocalAccount account, std::string hash, UnixTime now);

// The account with an open link in place of an earlier one.
LocalAccount with_link(LocalAccount account, std::string link_hash, UnixTime expires);

}  // namespace sallyport::identity
