// Opens the stores of a gateway. This is the only place that knows which kinds of store there are.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "stores/gateway_stores.h"
#include "stores/when_missing.h"

namespace sallyport::stores {

// The URL of a store in this process's own memory. It is for tests: nothing survives the process, and no other process
// sees it.
inline constexpr std::string_view kMemoryUrl = "memory:";

struct GatewayStoreOptions {
  std::string path;                               // of the SQLite file
  Secret url = {};                                // of the PostgreSQL database, or kMemoryUrl; empty: the SQLite file
  std::function<Result<Secret>()> password = {};  // of the URL's user, asked before each connection; empty: the URL's
  std::size_t connections = 10;                   // to the PostgreSQL database, at most
  std::chrono::milliseconds busy_timeout{5000};   // how long a write waits for others
  WhenMissing when_missing = WhenMissing::make;
};

// Whether the server of a PostgreSQL database must prove who it is, by a certificate for its name. A server on this
// machine need not.
enum class ServerProof { demanded, waived };

// Reads the URL of a PostgreSQL database. Errors: rejected/"postgres_url"; the detail says what is wrong, and never
// quotes the URL, which may hold a password.
Result<ServerProof> check_store_url(const Secret& url);

// Opens the store and brings its tables to the newest version. Makes them if they are missing, unless `when_missing`
// is refuse. `random`, `clock` and `log` must outlive the stores; stores call `random` on any thread.
// Errors: rejected/"store_missing" (the detail names the place), "store_in_memory" (`when_missing` is refuse, and the
// store is in the memory of another process); with SQLite unavailable/"store_version" (a newer Sallyport made it),
// "store_kind" (another program made it), and the errors of stores/sqlite/engine/database.h; with PostgreSQL the
// errors of stores/postgres/engine/database.h.
Result<std::unique_ptr<GatewayStores>> open_gateway_stores(const GatewayStoreOptions& options, Random& random,
                                                           const Clock& clock, Log& log);

// What is known of a store from outside.
struct StoreStatus {
  std::string kind;                                       // "sqlite" or "postgresql"
  std::string place;                                      // the path, or hosts and database
  std::optional<std::int64_t> version;                    // of the tables; absent if there are none
  std::int64_t newest = 0;                                // the version that this program makes
  std::vector<std::pair<std::string, std::size_t>> rows;  // by table; empty unless the version is the newest
};

// Looks at a store and changes nothing. Errors: those of open_gateway_stores; rejected/"store_in_memory".
Result<StoreStatus> look_at_store(const GatewayStoreOptions& options, Random& random, const Clock& clock);

}  // namespace sallyport::stores
