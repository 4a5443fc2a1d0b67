#include "gateway/api/tokens/token_shape.h"

namespace sallyport::gateway {

json::Object personal_token_json(const identity::TokenRecord& record, std::string_view token) {
  json::Object out{{"token", record.id.value},
                   {"tokenName", record.name},
                   {"userId", record.owner.id},
                   {"tokenType", "PERSONAL_ACCESS_TOKEN"},
                   {"expiryDate", record.expires.seconds * 1000}};  // OpenMetadata counts in milliseconds
  if (!token.empty()) out.set("jwtToken", token);
  return out;
}

json::Object bot_token_json(const identity::TokenRecord& record, std::string_view token) {
  json::Object out{{"JWTTokenExpiry", print_token_lifetime(lifetime_of(record))}};
  if (record.expires < identity::kTokenNeverExpires) out.set("JWTTokenExpiresAt", record.expires.seconds * 1000);
  if (!token.empty()) out.set("JWTToken", token);
  return out;
}

json::Object personal_token_list(const std::vector<identity::TokenRecord>& records) {
  json::Array data;
  for (const identity::TokenRecord& record : records) data.emplace_back(personal_token_json(record));
  const auto total = static_cast<std::int64_t>(data.size());
  return {{"data", std::move(data)}, {"paging", json::Object{{"total", total}}}};
}

}  // namespace sallyport::gateway
