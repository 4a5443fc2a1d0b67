// Writes the records of tokens as rows, and reads them. Every function works within one transaction of the caller.
#pragma once

#include <string_view>

#include "identity/tokens/token.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

// The columns in the order in which parse_token() reads them.
inline constexpr std::string_view kTokenColumns =
    "id, hash, owner_kind, owner, name, created, created_by, expires, scope, facts, revoked, row_check, last_used";

std::string_view print_token_kind(identity::TokenKind kind);

// Errors: unavailable/"sql_damaged" if the row is not what was written; "sql_value".
Result<identity::TokenRecord> parse_token(const Row& row);

// Errors: of the kind conflict if the id or the hash is taken.
Result<void> insert_token(Connection& connection, const identity::TokenRecord& record);

// Writes what changes in a record after its creation, except last_used: the facts and revoked.
Result<void> update_token(Connection& connection, const identity::TokenRecord& record);

}  // namespace sallyport::stores
