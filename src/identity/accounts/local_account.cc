#include "identity/accounts/local_account.h"

#include <utility>

namespace sallyport::identity {

bool is_open_link(const LocalAccount& account, std::string_view link_hash, UnixTime now) {
  return !link_hash.empty() && account.link_hash == link_hash && now < account.link_expires;
}

LocalAccount with_password(LocalAccount account, std::string hash, UnixTime now) {
  account.password_hash = std::move(hash);
  account.changed = now;
  account.must_change = false;
  account.link_hash.clear();
  account.link_expires = {};
  return account;
}

LocalAccount with_link(LocalAccount account, std::string link_hash, UnixTime expires) {
  account.link_hash = std::move(link_hash);
  account.link_expires = expires;
  return account;
}

}  // namespace sallyport::identity
