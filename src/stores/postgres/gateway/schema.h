// The tables of a gateway in PostgreSQL: sessions, people, the local administrator, and the change log.
#pragma once

#include "stores/postgres/engine/database.h"

namespace sallyport::stores {

const PostgresSchema& postgres_gateway_schema();

}  // namespace sallyport::stores
