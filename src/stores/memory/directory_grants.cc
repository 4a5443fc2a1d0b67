#include "stores/memory/directory_grants.h"

#include <algorithm>

namespace sallyport::stores {
namespace {

using namespace oidc::op;

template <class Map>
void erase_expired(Map& all, UnixTime now, std::size_t limit, auto expires_of) {
  for (auto at = all.begin(); at != all.end() && limit > 0;) {
    if (expires_of(at->second) < now) {
      at = all.erase(at);
      --limit;
    } else {
      ++at;
    }
  }
}

template <class Map>
auto copy_if_found(const Map& all, const TokenDigest& digest) -> std::optional<typename Map::mapped_type> {
  const auto at = all.find(digest);
  if (at == all.end()) return std::nullopt;
  return at->second;
}

}  // namespace

Result<void> MemoryGrantStore::add_code(const AuthorizationCode& code) {
  const std::lock_guard lock(mutex_);
  codes_[code.digest] = code;
  return {};
}

Result<std::optional<AuthorizationCode>> MemoryGrantStore::find_code(const TokenDigest& digest) {
  const std::lock_guard lock(mutex_);
  return copy_if_found(codes_, digest);
}

Result<std::optional<RefreshToken>> MemoryGrantStore::find_refresh_token(const TokenDigest& digest) {
  const std::lock_guard lock(mutex_);
  return copy_if_found(tokens_, digest);
}

Result<void> MemoryGrantStore::add_device(const DeviceRequest& request) {
  const std::lock_guard lock(mutex_);
  for (const auto& [digest, other] : devices_)
    if (other.user_code == request.user_code) return failure(Kind::conflict, "user_code_taken");
  devices_[request.digest] = request;
  return {};
}

Result<std::optional<DeviceRequest>> MemoryGrantStore::find_device(const TokenDigest& digest) {
  const std::lock_guard lock(mutex_);
  return copy_if_found(devices_, digest);
}

Result<std::optional<DeviceRequest>> MemoryGrantStore::find_device_by_user_code(const TokenDigest& user_code) {
  const std::lock_guard lock(mutex_);
  for (const auto& [digest, device] : devices_)
    if (device.user_code == user_code) return device;
  return std::nullopt;
}

Result<void> MemoryGrantStore::decide_device(const TokenDigest& user_code, DeviceState decision, const Grant& grant) {
  const std::lock_guard lock(mutex_);
  for (auto& [digest, device] : devices_) {
    if (device.user_code != user_code || device.state != DeviceState::pending) continue;
    device.state = decision;
    device.grant = grant;
    return {};
  }
  return failure(Kind::conflict, "device_decided");
}

Result<void> MemoryGrantStore::commit(const Redemption& redemption) {
  const std::lock_guard lock(mutex_);
  const auto code = redemption.consume_code ? codes_.find(*redemption.consume_code) : codes_.end();
  if (redemption.consume_code && (code == codes_.end() || code->second.consumed))
    return failure(Kind::conflict, "code_consumed");
  const auto device = redemption.consume_device ? devices_.find(*redemption.consume_device) : devices_.end();
  if (redemption.consume_device && (device == devices_.end() || device->second.state != DeviceState::approved))
    return failure(Kind::conflict, "device_consumed");
  const auto token = redemption.present_refresh_token ? tokens_.find(*redemption.present_refresh_token) : tokens_.end();
  if (redemption.present_refresh_token && (token == tokens_.end() || token->second.used))
    return failure(Kind::conflict, "refresh_token_used");
  if (redemption.assertion && assertions_.contains(redemption.assertion->digest))
    return failure(Kind::conflict, "assertion_used");

  if (redemption.consume_code) code->second.consumed = true;
  if (redemption.consume_device) device->second.state = DeviceState::redeemed;
  if (redemption.present_refresh_token && redemption.rotate) token->second.used = true;
  if (redemption.assertion) assertions_[redemption.assertion->digest] = redemption.assertion->expires;
  if (redemption.issue) tokens_[redemption.issue->digest] = *redemption.issue;
  return {};
}

Result<void> MemoryGrantStore::revoke_family(std::string_view family) {
  const std::lock_guard lock(mutex_);
  std::erase_if(tokens_, [&](const auto& each) { return each.second.family == family; });
  for (auto& [digest, code] : codes_) code.consumed = code.consumed || code.family == family;
  return {};
}

Result<void> MemoryGrantStore::sweep(UnixTime now, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  erase_expired(codes_, now, limit, [](const AuthorizationCode& code) { return code.expires; });
  erase_expired(devices_, now, limit, [](const DeviceRequest& device) { return device.expires; });
  erase_expired(tokens_, now, limit, [](const RefreshToken& token) { return token.expires; });
  erase_expired(assertions_, now, limit, [](UnixTime expires) { return expires; });
  return {};
}

Result<void> MemorySignInStore::create(const SignIn& sign_in) {
  const std::lock_guard lock(mutex_);
  sign_ins_[sign_in.digest] = sign_in;
  return {};
}

Result<std::optional<SignIn>> MemorySignInStore::find(const TokenDigest& digest, UnixTime now) {
  const std::lock_guard lock(mutex_);
  auto found = copy_if_found(sign_ins_, digest);
  if (found && now >= found->expires) return std::nullopt;
  return found;
}

Result<void> MemorySignInStore::add_client(const TokenDigest& digest, const ClientId& client) {
  const std::lock_guard lock(mutex_);
  const auto at = sign_ins_.find(digest);
  if (at == sign_ins_.end()) return {};
  auto& clients = at->second.clients;
  if (std::ranges::find(clients, client) == clients.end()) clients.push_back(client);
  return {};
}

Result<std::optional<SignIn>> MemorySignInStore::end(const TokenDigest& digest) {
  const std::lock_guard lock(mutex_);
  auto found = copy_if_found(sign_ins_, digest);
  sign_ins_.erase(digest);
  return found;
}

Result<void> MemorySignInStore::sweep(UnixTime now, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  erase_expired(sign_ins_, now, limit, [](const SignIn& sign_in) { return sign_in.expires; });
  return {};
}

Result<KeySet> MemoryKeyStore::load() {
  const std::lock_guard lock(mutex_);
  return keys_;
}

Result<void> MemoryKeyStore::replace(const KeySet& keys) {
  const std::lock_guard lock(mutex_);
  if (keys.generation != keys_.generation + 1) return failure(Kind::conflict, "keys_changed");
  keys_ = keys;
  return {};
}

}  // namespace sallyport::stores
