#include "directory/rules/issuer_keys.h"

#include "base/json.h"
#include "directory/call/limits.h"

namespace sallyport::directory {

Result<std::shared_ptr<const jose::JwkSet>> IssuerKeys::find(const std::string& issuer, UnixTime now) {
  return find_since(issuer, now, limits::kIssuerKeys);
}

Result<std::shared_ptr<const jose::JwkSet>> IssuerKeys::find_newer(const std::string& issuer, UnixTime now) {
  return find_since(issuer, now, limits::kIssuerKeysAgain);
}

Result<std::shared_ptr<const jose::JwkSet>> IssuerKeys::find_since(const std::string& issuer, UnixTime now,
                                                                   Seconds age) {
  {
    const std::lock_guard lock(mutex_);
    const auto at = kept_.find(issuer);
    if (at != kept_.end() && now < at->second.fetched + age) return at->second.keys;
  }
  SALLYPORT_TRY(auto fetched, fetch(issuer));
  auto keys = std::make_shared<const jose::JwkSet>(std::move(fetched));
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= limits::kIssuersKept) kept_.clear();
  kept_[issuer] = {keys, now};
  return keys;
}

Result<jose::JwkSet> IssuerKeys::fetch(const std::string& issuer) {
  const std::string base = issuer.ends_with('/') ? issuer.substr(0, issuer.size() - 1) : issuer;
  SALLYPORT_TRY(const auto text, get(base + "/.well-known/openid-configuration"));
  const auto metadata = json::parse_object(text);
  if (!metadata) return failure(Kind::rejected, "issuer_metadata");
  const auto member = [&](std::string_view name) {
    const json::Value* value = metadata->find(name);
    return value != nullptr && value->as_string() != nullptr ? *value->as_string() : std::string();
  };
  if (member("issuer") != issuer || member("jwks_uri").empty())  // OpenID Connect Discovery 1.0, 4.3
    return failure(Kind::rejected, "issuer_metadata");
  SALLYPORT_TRY(const auto set, get(member("jwks_uri")));
  SALLYPORT_TRY(auto keys, jose::parse_jwk_set(set));
  if (keys.keys.size() > limits::kKeysOfIssuer)
    keys.keys.erase(keys.keys.begin() + limits::kKeysOfIssuer, keys.keys.end());
  return keys;
}

Result<std::string> IssuerKeys::get(const std::string& url) {
  if (client_ == nullptr) return failure(Kind::forbidden, "http_destination");
  http::ClientRequest request;
  request.url = url;
  SALLYPORT_TRY(auto response, client_->send(request));
  if (response.status != 200) return failure(Kind::rejected, "issuer_status", "", std::to_string(response.status));
  return std::move(response.body);
}

}  // namespace sallyport::directory
