#include "gateway/api/tokens/issuing.h"

#include <algorithm>

#include "gateway/api/shape/json_fields.h"
#include "gateway/api/tokens/token_bodies.h"
#include "gateway/api/tokens/token_shape.h"

namespace sallyport::gateway {

using identity::TokenRecord;

namespace {

constexpr std::size_t kMostTokenNames = 100;
constexpr std::size_t kMaxTokenNameBytes = 256;

Failure bad_scope(std::string_view reason, std::string detail) {
  return failure(Kind::malformed, reason, {}, std::move(detail));
}

Result<identity::ScopedOperations> read_scope_row(const json::Value& value) {
  const json::Object* const object = value.as_object();
  if (!object) return bad_scope("field_type", "scope.operations must be a list of objects");
  SALLYPORT_CHECK(check_fields(*object, kScopedOperationsShape));
  identity::ScopedOperations row;
  SALLYPORT_TRY(row.resource, needed_text_field(*object, "resource"));
  SALLYPORT_TRY(const auto operations, list_field(*object, "operations"));
  if (!operations) return bad_scope("field_missing", "scope.operations: operations is missing");
  SALLYPORT_TRY(row.operations, read_token_names(*operations, "scope.operations.operations"));
  return row;
}

}  // namespace

Result<std::vector<std::string>> read_token_names(const json::Array& values, std::string_view field) {
  if (values.size() > kMostTokenNames) return bad_scope("field_type", std::string(field) + " has too many entries");
  std::vector<std::string> names;
  for (const json::Value& value : values) {
    const std::string* const name = value.as_string();
    if (!name || name->empty() || name->size() > kMaxTokenNameBytes)
      return bad_scope("field_type", std::string(field) + " must be a list of names");
    names.push_back(*name);
  }
  return names;
}

// Stricter: a scope that names nothing would narrow nothing, which is not what somebody means who sends one.
Result<identity::Scope> read_scope(const Call& call, const json::Object& body) {
  const json::Value* const value = body.find("scope");
  if (!value || value->is_null()) return identity::Scope{};
  if (!value->as_object()) return bad_scope("field_type", "scope must be an object");
  SALLYPORT_CHECK(check_fields(*value->as_object(), kScopeShape));
  SALLYPORT_TRY(const auto roles, list_field(*value->as_object(), "roles"));
  SALLYPORT_TRY(const auto operations, list_field(*value->as_object(), "operations"));
  if ((!roles && !operations) || (roles && roles->empty()) || (operations && operations->empty()))
    return bad_scope("field_missing", "scope must name at least one role or operation");
  identity::Scope scope;
  if (roles) {
    SALLYPORT_TRY(scope.roles, read_token_names(*roles, "scope.roles"));
  }
  for (const json::Value& row : operations ? *operations : json::Array()) {
    SALLYPORT_TRY(auto read, read_scope_row(row));
    scope.operations.push_back(std::move(read));
  }
  SALLYPORT_CHECK(check_scope(scope, call.settings().vocabulary));
  return scope;
}

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
         {"scope", record.scope.is_whole() ? std::string() : json::print(scope_json(record.scope))},
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
