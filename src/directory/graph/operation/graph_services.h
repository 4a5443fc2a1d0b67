// What the endpoints of Graph get from outside. Every thread may use it.
#pragma once

#include "base/clock.h"
#include "entra/directory_store.h"
#include "entra/sign_in_log.h"

namespace sallyport::directory {

struct GraphServices {
  entra::DirectoryStore& store;
  entra::SignInLog& sign_in_log;
};

namespace graph {
using Services = GraphServices;
}

}  // namespace sallyport::directory
