// Brings the tables of a database to the newest version. Only the sources of this folder include this header.
#pragma once

#include "stores/postgres/engine/link_native.h"
#include "stores/postgres/engine/tables.h"

namespace sallyport::stores {

// Runs the missing steps in one transaction, under a lock that one node at a time has. Errors: those of
// PostgresDatabase::open.
Result<void> bring_up_to_date(PostgresLink& link, const PostgresSchema& schema, IfEmpty if_empty,
                              std::chrono::milliseconds patience);

}  // namespace sallyport::stores
