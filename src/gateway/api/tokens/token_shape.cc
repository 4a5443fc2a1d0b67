#include "gateway/api/tokens/token_shape.h"

namespace sallyport::gateway {
namespace {

std::int64_t milliseconds(UnixTime time) {
  return time.seconds * 1000;  // as OpenMetadata counts
}

void add_ours(const identity::TokenRecord& record, json::Object& out) {
  if (!record.scope.is_whole()) out.set("scope", scope_json(record.scope));
  out.set("createdAt", milliseconds(record.created));
  if (record.last_used != UnixTime{}) out.set("lastUsed", milliseconds(record.last_used));
}

json::Array names_json(const std::vector<std::string>& names) {
  return json::Array(names.begin(), names.end());
}

}  // namespace

TokenShape token_shape_of(std::string_view path) {
  return path.starts_with("/api/sallyport/") ? TokenShape::ours : TokenShape::open_metadata;
}

json::Object scope_json(const identity::Scope& scope) {
  json::Object out;
  if (!scope.roles.empty()) out.set("roles", names_json(scope.roles));
  json::Array operations;
  for (const identity::ScopedOperations& row : scope.operations)
    operations.emplace_back(json::Object{{"resource", row.resource}, {"operations", names_json(row.operations)}});
  if (!operations.empty()) out.set("operations", std::move(operations));
  return out;
}

json::Object personal_token_json(const identity::TokenRecord& record, TokenShape shape, std::string_view token) {
  json::Object out{{"token", record.id.value},
                   {"tokenName", record.name},
                   {"userId", record.owner.id},
                   {"tokenType", "PERSONAL_ACCESS_TOKEN"},
                   {"expiryDate", milliseconds(record.expires)}};
  if (shape == TokenShape::ours) add_ours(record, out);
  if (!token.empty()) out.set("jwtToken", token);
  return out;
}

json::Object bot_token_json(const identity::TokenRecord& record, TokenShape shape, std::string_view token) {
  json::Object out{{"JWTTokenExpiry", print_token_lifetime(lifetime_of(record))}};
  if (record.expires < identity::kTokenNeverExpires) out.set("JWTTokenExpiresAt", milliseconds(record.expires));
  if (shape == TokenShape::ours) add_ours(record, out);
  if (!token.empty()) out.set("JWTToken", token);
  return out;
}

json::Object personal_token_list(const std::vector<identity::TokenRecord>& records, TokenShape shape) {
  json::Array data;
  for (const identity::TokenRecord& record : records) data.emplace_back(personal_token_json(record, shape));
  const auto total = static_cast<std::int64_t>(data.size());
  return {{"data", std::move(data)}, {"paging", json::Object{{"total", total}}}};
}

}  // namespace sallyport::gateway
