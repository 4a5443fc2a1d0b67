// A connection and its rows, as the port of stores/sql wants them. Only the sources of this folder include this header.
#pragma once

#include "stores/postgres/engine/link_native.h"

namespace sallyport::stores {

class PostgresConnection final : public Connection {
 public:
  PostgresConnection(PostgresLink& link, std::chrono::milliseconds patience) : link_(link), patience_(patience) {}

  Result<std::size_t> run(std::string_view sql, const Parameters& parameters = {}) override;
  Result<void> run_each(std::string_view sql, const std::vector<Parameters>& rows) override;
  Result<void> query(std::string_view sql, const Parameters& parameters,
                     const std::function<Result<void>(const Row&)>& each) override;

 private:
  PostgresLink& link_;
  const std::chrono::milliseconds patience_;  // for each statement
};

}  // namespace sallyport::stores
