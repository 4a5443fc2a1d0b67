// Fills the tables of the schema's second step from those of version 0.1.0. A setting that an app had for its tenant
// moves to the app's service principal there, which keeps its id. Nobody was asked for consent in that version, so each
// app gets consent for everybody in its tenant to what it could ask for: people sign in as before.
#pragma once

#include "base/result.h"
#include "stores/sql/connection.h"

namespace sallyport::stores {

// Errors: unavailable/"sql_value" if a record is damaged.
Result<void> upgrade_2(Connection& connection);

}  // namespace sallyport::stores
