// The tables of the gateway's file: sessions, people and the local administrator.
#pragma once

#include "stores/sqlite/engine/tables.h"

namespace sallyport::stores {

const Schema& gateway_schema();

}  // namespace sallyport::stores
