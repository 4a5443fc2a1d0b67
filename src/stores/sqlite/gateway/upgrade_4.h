// Copies people and sessions from the tables of version 3 (Sallyport 0.1.0) to those of version 4.
#pragma once

#include "stores/sqlite/engine/tables.h"

namespace sallyport::stores {

// Reads person_3 and session_3, and writes person, identity and session. Drops the stored administrator flag, because
// adminPrincipals now decides whenever rights are computed. A damaged person stays damaged, so that they cannot come
// back as a new person. A damaged session is dropped, as its next use would have done.
Result<void> upgrade_4(Connection& connection);

}  // namespace sallyport::stores
