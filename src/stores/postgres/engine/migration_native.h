// Brings the tables of a database to the newest version. Only the sources of this folder include this header.
#pragma once

#include <cstdint>
#include <optional>

#include "stores/postgres/engine/link_native.h"
#include "stores/postgres/engine/tables.h"

namespace sallyport::stores {

// The version of the tables; absent if there are none. Errors: unavailable/"postgres_kind".
Result<std::optional<std::int64_t>> version_of(Connection& connection, const PostgresSchema& schema);

// Runs the missing steps in one transaction, under a lock that one node at a time has. Errors: those of
// PostgresDatabase::open.
Result<void> bring_up_to_date(PostgresLink& link, const PostgresSchema& schema, Outdated outdated,
                              std::chrono::milliseconds patience);

}  // namespace sallyport::stores
