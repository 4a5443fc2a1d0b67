// The tables of the directory's file. Values that are only ever read whole stand in one JSON column, "body".
#pragma once

#include "stores/sqlite/database.h"

namespace sallyport::stores {

const Schema& directory_schema();

}  // namespace sallyport::stores
