#include "directory/call/published.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "directory/call/limits.h"

namespace sallyport::directory {
namespace {

Result<void> add_key(Snapshot& snapshot, const oidc::op::StoredKey& stored) {
  SALLYPORT_TRY(const auto key, crypto::PrivateKey::from_pem(stored.private_key_pem));
  const auto public_key = key.public_key();
  snapshot.keys.push_back(
      {stored.kid, stored.kid, base64_encode(stored.certificate_der), jose::public_members(public_key)});
  snapshot.verification.keys.push_back({public_key, stored.kid, crypto::SignatureAlgorithm::rs256, ""});
  return {};
}

}  // namespace

const entra::Tenant* Snapshot::find_tenant(std::string_view id_or_domain) const {
  const auto is_named = [&](const entra::Tenant& tenant) {
    return ascii_iequals(tenant.id.value, id_or_domain) ||
           std::ranges::any_of(tenant.domains, [&](const std::string& d) { return ascii_iequals(d, id_or_domain); });
  };
  const auto at = std::ranges::find_if(tenants, is_named);
  return at == tenants.end() ? nullptr : &*at;
}

Published::Published(entra::TenantStore& tenants, oidc::op::KeyStore& keys, const Clock& clock)
    : tenants_(tenants), keys_(keys), clock_(clock) {}

std::shared_ptr<const Snapshot> Published::snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

bool Published::due() const {
  const std::lock_guard lock(mutex_);
  return snapshot_ == nullptr || clock_.monotonic() - taken_ >= limits::kSnapshotAge;
}

Result<std::shared_ptr<const Snapshot>> Published::refresh() {
  SALLYPORT_TRY(auto tenants, tenants_.tenants());
  SALLYPORT_TRY(auto stored, keys_.load());
  const auto before = snapshot();
  // Keys that were put back from a copy may have the generation of others.
  const bool same_keys =
      before != nullptr && before->generation == stored.generation && before->signing.kid == stored.signing_kid;
  if (same_keys && before->tenants == tenants) {
    const std::lock_guard lock(mutex_);
    taken_ = clock_.monotonic();
    return before;
  }
  const auto signing = std::ranges::find(stored.keys, stored.signing_kid, &oidc::op::StoredKey::kid);
  if (signing == stored.keys.end()) return failure(Kind::internal, "signing_key_missing");
  SALLYPORT_TRY(auto first, crypto::PrivateKey::from_pem(signing->private_key_pem));
  Snapshot next{.tenants = std::move(tenants),
                .keys = {},
                .signing = {std::move(first), crypto::SignatureAlgorithm::rs256, stored.signing_kid},
                .verification = {},
                .pairwise_secret = std::move(stored.pairwise_secret),
                .generation = stored.generation};
  for (const auto& key : stored.keys) SALLYPORT_CHECK(add_key(next, key));
  auto made = std::make_shared<const Snapshot>(std::move(next));
  const std::lock_guard lock(mutex_);
  snapshot_ = made;
  taken_ = clock_.monotonic();
  return made;
}

}  // namespace sallyport::directory
