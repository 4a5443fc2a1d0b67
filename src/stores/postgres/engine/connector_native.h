// Makes connections that are ready for work, for the pool and for the listener. Only the sources of this folder include
// this header.
#pragma once

#include <functional>
#include <memory>

#include "base/result.h"
#include "base/secret.h"
#include "stores/postgres/engine/link_native.h"
#include "stores/postgres/engine/place.h"

namespace sallyport::stores {

class PostgresConnector {
 public:
  using Password = std::function<Result<Secret>()>;
  using Prepare = std::function<Result<void>(PostgresLink&)>;

  // `password` may be empty; then the place's counts. `prepare` makes a new link ready.
  PostgresConnector(PostgresPlace place, Password password, Prepare prepare);

  // Any thread. Asks for the password each time, so that one that was changed holds from the next connection on.
  // Errors: those of `password`, PostgresLink::connect and `prepare`; unavailable/"postgres_connection" if one of them
  // throws, usually because memory has run out.
  Result<std::unique_ptr<PostgresLink>> connect() const;

 private:
  const PostgresPlace place_;
  const Password password_;
  const Prepare prepare_;
};

}  // namespace sallyport::stores
