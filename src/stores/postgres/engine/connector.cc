#include <exception>

#include "stores/postgres/engine/connector_native.h"

namespace sallyport::stores {

PostgresConnector::PostgresConnector(PostgresPlace place, Password password, Prepare prepare)
    : place_(std::move(place)), password_(std::move(password)), prepare_(std::move(prepare)) {}

Result<std::unique_ptr<PostgresLink>> PostgresConnector::connect() const try {
  PostgresPlace place = place_;
  if (password_) {
    SALLYPORT_TRY(place.password, password_());
  }
  SALLYPORT_TRY(auto link, PostgresLink::connect(place));
  SALLYPORT_CHECK(prepare_(*link));
  return link;
} catch (const std::exception&) {
  return failure(Kind::unavailable, "postgres_connection");
}

}  // namespace sallyport::stores
