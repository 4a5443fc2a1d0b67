#include "identity/invitation.h"

namespace sallyport::identity {

bool is_definite(const InvitedAccount& account) {
  const bool has_place = !account.provider.empty() && (!account.issuer.empty() || !account.tenant.empty());
  return has_place && account.address.empty() != account.subject.empty();
}

bool fits(const InvitedAccount& account, const Arrival& arrival) {
  const IdentityKey& key = arrival.key;
  if (!is_definite(account) || account.provider != key.provider || account.tenant != key.tenant) return false;
  if (!account.issuer.empty() && account.issuer != key.issuer) return false;
  if (!account.subject.empty()) return account.subject == key.subject;
  return account.address == arrival.proven_address;
}

}  // namespace sallyport::identity
