// One connection to a PostgreSQL server, with the statements that it has prepared. Only the sources of this folder
// include this header.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "stores/postgres/engine/failure_native.h"
#include "stores/postgres/engine/place.h"
#include "stores/sql/connection.h"

namespace sallyport::stores {

struct CloseLink {
  void operator()(PGconn* native) const { PQfinish(native); }
};

// One thread at a time. After an error, state() is the SQLSTATE, or empty if the server did not send one.
class PostgresLink {
 public:
  using Milliseconds = std::chrono::milliseconds;

  // Connects, within the place's connect_timeout for each host.
  static Result<std::unique_ptr<PostgresLink>> connect(const PostgresPlace& place);

  // Runs statements without parameters, and returns the result of the last one. The result is text.
  Result<PostgresResult> execute(const std::string& sql, Milliseconds patience);

  // Runs one statement, which is prepared at its first use. The result is binary.
  Result<PostgresResult> run(std::string_view sql, const Parameters& parameters, Milliseconds patience);

  // Runs one statement for each row, without waiting for the server between the rows.
  Result<void> run_each(std::string_view sql, const std::vector<Parameters>& rows, Milliseconds patience);

  // Waits at most so long for the server to say something unasked, and returns whether a notification came.
  Result<bool> wait_for_notification(Milliseconds patience);

  const std::string& state() const { return state_; }
  void forget_state() { state_.clear(); }
  bool is_broken() const { return broken_ || PQstatus(handle_.get()) != CONNECTION_OK; }
  bool in_transaction() const { return PQtransactionStatus(handle_.get()) != PQTRANS_IDLE; }

 private:
  explicit PostgresLink(PGconn* handle) : handle_(handle) {}

  Result<std::string> prepare(std::string_view sql, const Parameters& parameters, Milliseconds patience);
  Result<void> flush(std::chrono::steady_clock::time_point deadline);
  Result<PostgresResult> next_result(std::chrono::steady_clock::time_point deadline);
  Result<PostgresResult> last_result(Milliseconds patience);
  Result<void> collect_each(std::size_t expected, std::chrono::steady_clock::time_point deadline);
  Result<void> wait_for_socket(short events, std::chrono::steady_clock::time_point deadline);
  Failure broken();
  Failure refused(const PGresult* result);

  std::unique_ptr<PGconn, CloseLink> handle_;
  std::unordered_map<std::string, std::string> prepared_;  // the statement's name by its text and its parameters' types
  std::string state_;
  bool broken_ = false;
};

}  // namespace sallyport::stores
