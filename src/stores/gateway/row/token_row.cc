#include "stores/gateway/row/token_row.h"

#include "base/json.h"
#include "stores/sql/row_check.h"

namespace sallyport::stores {

using identity::Scope;
using identity::ScopedOperations;
using identity::TokenFacts;
using identity::TokenKind;
using identity::TokenRecord;

namespace {

// As large as the facts can be. The text is our own, and its row check is verified before it is parsed.
constexpr json::Limits kFactsLimits{.bytes = std::size_t{64} << 20, .depth = 3};
constexpr json::Limits kScopeLimits{.bytes = std::size_t{64} << 20, .depth = 5};

json::Array words_json(const std::vector<std::string>& words) {
  return json::Array(words.begin(), words.end());
}

// An earlier version reads `roles` alone, and refuses a scope without it. So `roles` is left out where that version
// would see no limit.
std::string print_scope(const Scope& scope) {
  json::Object printed;
  if (!scope.is_for_operations_alone()) printed.set("roles", words_json(scope.roles));
  json::Array operations;
  for (const ScopedOperations& row : scope.operations)
    operations.emplace_back(json::Object{{"resource", row.resource}, {"operations", words_json(row.operations)}});
  if (!operations.empty()) printed.set("operations", std::move(operations));
  return json::print(printed);
}

std::string print_facts(const TokenFacts& facts) {
  if (facts == TokenFacts{}) return {};
  return json::print(json::Object{{"provider", facts.provider},
                                  {"issuer", facts.issuer.value},
                                  {"tenant", facts.tenant.value},
                                  {"subject", facts.subject.value},
                                  {"claims", facts.claims},
                                  {"groups", words_json(facts.groups)}});
}

Failure damaged(std::string_view member) {
  return failure(Kind::unavailable, "sql_damaged", {}, "the token's " + std::string(member));
}

Result<std::string> text_of(const json::Object& object, std::string_view name) {
  const json::Value* const value = object.find(name);
  if (!value || !value->as_string()) return damaged(name);
  return *value->as_string();
}

Result<std::vector<std::string>> words_of(const json::Object& object, std::string_view name) {
  const json::Value* const value = object.find(name);
  if (!value || !value->as_array()) return damaged(name);
  std::vector<std::string> words;
  for (const json::Value& item : *value->as_array()) {
    if (!item.as_string()) return damaged(name);
    words.push_back(*item.as_string());
  }
  return words;
}

Result<ScopedOperations> parse_scope_row(const json::Value& value) {
  if (!value.as_object()) return damaged("scope");
  ScopedOperations row;
  SALLYPORT_TRY(row.resource, text_of(*value.as_object(), "resource"));
  SALLYPORT_TRY(row.operations, words_of(*value.as_object(), "operations"));
  return row;
}

Result<Scope> parse_scope(std::string_view text) {
  const auto object = json::parse_object(text, kScopeLimits);
  if (!object) return damaged("scope");
  Scope scope;
  const json::Value* const operations = object->find("operations");
  if (!operations || object->find("roles")) {
    SALLYPORT_TRY(scope.roles, words_of(*object, "roles"));
  }
  if (!operations) return scope;
  if (!operations->as_array() || operations->as_array()->empty()) return damaged("scope");
  for (const json::Value& value : *operations->as_array()) {
    SALLYPORT_TRY(auto row, parse_scope_row(value));
    scope.operations.push_back(std::move(row));
  }
  return scope;
}

Result<TokenFacts> parse_facts(std::string_view text) {
  if (text.empty()) return TokenFacts{};
  const auto object = json::parse_object(text, kFactsLimits);
  if (!object) return damaged("facts");
  TokenFacts facts;
  SALLYPORT_TRY(facts.provider, text_of(*object, "provider"));
  SALLYPORT_TRY(facts.issuer.value, text_of(*object, "issuer"));
  SALLYPORT_TRY(facts.tenant.value, text_of(*object, "tenant"));
  SALLYPORT_TRY(facts.subject.value, text_of(*object, "subject"));
  SALLYPORT_TRY(facts.claims, text_of(*object, "claims"));
  SALLYPORT_TRY(facts.groups, words_of(*object, "groups"));
  return facts;
}

Result<TokenKind> parse_kind(std::string_view text) {
  for (const TokenKind kind : {TokenKind::bot, TokenKind::personal})
    if (print_token_kind(kind) == text) return kind;
  return damaged("owner_kind");
}

// The values that the row check covers. It does not cover last_used, which changes often and decides nothing.
Parameters checked_values(const TokenRecord& record, std::string_view scope, std::string_view facts) {
  return {record.id,
          Blob{record.hash},
          print_token_kind(record.owner.kind),
          record.owner.id,
          record.name,
          record.created,
          record.created_by,
          record.expires,
          scope,
          facts,
          record.revoked};
}

}  // namespace

std::string_view print_token_kind(TokenKind kind) {
  return kind == TokenKind::bot ? "bot" : "personal";
}

Result<TokenRecord> parse_token(const Row& row) {
  TokenRecord record;
  SALLYPORT_TRY(record.id.value, row.text(0));
  SALLYPORT_TRY(record.hash, row.blob(1));
  SALLYPORT_TRY(const auto kind, row.text(2));
  SALLYPORT_TRY(record.owner.id, row.text(3));
  SALLYPORT_TRY(record.name, row.text(4));
  SALLYPORT_TRY(record.created, row.time(5));
  SALLYPORT_TRY(record.created_by, row.text(6));
  SALLYPORT_TRY(record.expires, row.time(7));
  SALLYPORT_TRY(const auto scope, row.text(8));
  SALLYPORT_TRY(const auto facts, row.text(9));
  SALLYPORT_TRY(record.revoked, row.time(10));
  SALLYPORT_TRY(const auto check, row.blob(11));
  SALLYPORT_TRY(record.last_used, row.time(12));
  SALLYPORT_TRY(record.owner.kind, parse_kind(kind));
  SALLYPORT_CHECK(check_row(checked_values(record, scope, facts), check));
  SALLYPORT_TRY(record.scope, parse_scope(scope));
  SALLYPORT_TRY(record.facts, parse_facts(facts));
  return record;
}

Result<void> insert_token(Connection& connection, const TokenRecord& record) {
  const std::string scope = print_scope(record.scope);
  const std::string facts = print_facts(record.facts);
  Parameters values = checked_values(record, scope, facts);
  const std::string check = row_check(values);
  values.emplace_back(Blob{check});
  values.emplace_back(record.last_used);
  SALLYPORT_CHECK(
      connection.run("INSERT INTO token (id, hash, owner_kind, owner, name, created, created_by, expires, scope, "
                     "facts, revoked, row_check, last_used) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     values));
  return {};
}

Result<void> update_token(Connection& connection, const TokenRecord& record) {
  const std::string facts = print_facts(record.facts);
  const std::string check = row_check(checked_values(record, print_scope(record.scope), facts));
  SALLYPORT_CHECK(connection.run("UPDATE token SET facts = ?, revoked = ?, row_check = ? WHERE id = ?",
                                 {facts, record.revoked, Blob{check}, record.id}));
  return {};
}

}  // namespace sallyport::stores
