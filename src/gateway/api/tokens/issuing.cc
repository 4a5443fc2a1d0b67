#include "gateway/api/tokens/issuing.h"

#include <algorithm>

#include "gateway/api/shape/json_fields.h"

namespace sallyport::gateway {

using identity::TokenRecord;

Result<identity::TokenLifetime> read_token_lifetime(const json::Object& body) {
  SALLYPORT_TRY(const auto expiry, needed_text_field(body, "JWTTokenExpiry"));
  const auto lifetime = identity::parse_token_lifetime(expiry);
  if (lifetime) return lifetime;
  return failure(Kind::malformed, "token_lifetime", {},
                 "JWTTokenExpiry must be OneHour, 1, 7, 30, 60, 90 or Unlimited");
}

Result<MintedToken> issue_token(const ApiParts& parts, WantedToken wanted) {
  SALLYPORT_TRY(auto minted, mint_stored_token(parts.own_tokens(), std::move(wanted)));
  const auto stored = parts.tokens.create(minted.record);
  if (!stored && stored.error().reason == "token_too_many")
    return failure(Kind::conflict, "token_too_many", {}, "There are too many tokens. Revoke one first.");
  if (!stored) return Failure(stored.error());
  return minted;
}

void audit_new_token(const Call& call, const TokenRecord& record) {
  audit(call, "token_created",
        {{"user", record.created_by},
         {"person", record.owner.id},
         {"token", record.id.value},
         {"lifetime", std::string(print_token_lifetime(lifetime_of(record)))}});
}

Result<std::vector<TokenRecord>> good_tokens(const ApiParts& parts, const identity::TokenOwner& owner) {
  SALLYPORT_TRY(auto records, parts.tokens.list_of(owner, {}, identity::kMostTokenRecords));
  const UnixTime now = parts.clock.now();
  std::erase_if(records, [now](const TokenRecord& record) { return !check_token_is_good(record, now); });
  std::ranges::sort(records, [](const TokenRecord& a, const TokenRecord& b) {
    return a.created != b.created ? b.created < a.created : a.id < b.id;
  });
  return records;
}

}  // namespace sallyport::gateway
