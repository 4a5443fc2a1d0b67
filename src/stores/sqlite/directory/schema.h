// The tables of the directory's file. Values that are only read as a whole are JSON in a column "body".
#pragma once

#include "stores/sqlite/engine/tables.h"

namespace sallyport::stores {

const Schema& directory_schema();

}  // namespace sallyport::stores
