// What PostgreSQL reports as our errors. Only the sources of this folder include this header.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport::stores {

struct ClearResult {
  void operator()(PGresult* native) const { PQclear(native); }
};
using PostgresResult = std::unique_ptr<PGresult, ClearResult>;

// The error for a SQLSTATE. Source: PostgreSQL 15, Appendix A.
Failure failure_of(std::string_view state, std::string detail);

// The error of a connection that was not made, which has no SQLSTATE. `said` is libpq's message.
Failure connection_failure(std::string_view said);

// Whether the transaction failed only because of others that ran at the same time. The same work may succeed next time.
bool is_collision(std::string_view state);

// Whether the server has closed the connection, or the connection is of no use any more.
bool is_lost(std::string_view state);

}  // namespace sallyport::stores
