// Hears what other nodes change. Only the sources of this folder include this header.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "stores/postgres/engine/connector_native.h"
#include "stores/postgres/engine/server_clock.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

// Reads the change log through a link of its own, so that it waits behind nobody. A notification only wakes it: the log
// says what has changed, and is read twice a second at least, so a lost notification costs half a second, and a broken
// connection nothing but its time.
//
// The statement for the log has two parameters, a transaction id and this node's name. It returns a row for each change
// that another node made in that transaction or a later one: its number, its key, the transaction id from which to ask
// the next time, and the server's time in seconds since 1970. If there is none, it returns one row with null, null and
// the other two. The channel of notifications is "sallyport_change".
class PostgresListener {
 public:
  // The connector and the clock must outlive the listener. The clock gets the server's time with each answer.
  PostgresListener(const PostgresConnector& connector, std::string_view statement, std::string node,
                   ServerClock& server_clock)
      : connector_(connector), statement_(statement), node_(std::move(node)), server_clock_(server_clock) {}

  // One thread at a time; others wait. The first call returns nothing, because what came before is no news. A call with
  // no patience always reads the log.
  Result<LoggedChanges> hear(std::chrono::milliseconds patience);

 private:
  Result<void> connect();
  Result<LoggedChanges> read_log();

  const PostgresConnector& connector_;
  const std::string_view statement_;
  const std::string node_;
  ServerClock& server_clock_;

  std::mutex mutex_;
  std::unique_ptr<PostgresLink> link_;
  bool begun_ = false;
  std::chrono::steady_clock::time_point read_at_;
  std::int64_t from_ = 0;        // the transaction id from which to ask
  std::set<std::int64_t> told_;  // the numbers of changes from there on that were told already
};

}  // namespace sallyport::stores
