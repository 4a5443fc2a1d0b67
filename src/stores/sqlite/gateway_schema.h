// The gateway's tables: sessions, people and the local admin, in one file.
#pragma once

#include "stores/sqlite/database.h"

namespace sallyport::stores {

const Schema& gateway_schema();

}  // namespace sallyport::stores
