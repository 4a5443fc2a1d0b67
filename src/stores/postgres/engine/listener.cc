#include "stores/postgres/engine/connection_native.h"
#include "stores/postgres/engine/listener_native.h"

namespace sallyport::stores {
namespace {

// Shorter than for other statements: who hears nothing has to know that soon.
constexpr std::chrono::milliseconds kLogAnswersWithin{3000};

// If nothing wakes us. So an idle node asks twice a second whether the server is there, and no more often.
constexpr std::chrono::milliseconds kReadsEvery{500};

}  // namespace

Result<LoggedChanges> PostgresListener::hear(std::chrono::milliseconds patience) {
  const std::lock_guard lock(mutex_);
  if (statement_.empty()) return LoggedChanges{.all = true, .keys = {}};
  const bool connected = link_ != nullptr;
  if (!connected) {
    SALLYPORT_CHECK(connect());
  } else {
    const auto woken = link_->wait_for_notification(patience);
    if (!woken) link_.reset();
    SALLYPORT_CHECK(woken);
    const bool may_wait = !*woken && patience.count() > 0;
    if (may_wait && std::chrono::steady_clock::now() < read_at_ + kReadsEvery)
      return LoggedChanges{.keys = {}, .asked = false};
  }
  read_at_ = std::chrono::steady_clock::now();
  auto changes = read_log();
  if (!changes) link_.reset();
  return changes;
}

// Listens before the log is read, so that no change falls between the two.
Result<void> PostgresListener::connect() {
  SALLYPORT_TRY(auto link, connector_.connect());
  SALLYPORT_CHECK(link->execute("LISTEN sallyport_change", kLogAnswersWithin));
  link_ = std::move(link);
  return {};
}

// A transaction that began earlier may commit later, so the log is read again from the oldest transaction that was
// under way, and what was told already is left out. After a failover that lost transactions their ids come back; then
// the database is behind what we have seen, and everything may have changed.
Result<LoggedChanges> PostgresListener::read_log() {
  PostgresConnection connection(*link_, kLogAnswersWithin);
  LoggedChanges changes;
  std::set<std::int64_t> numbers;
  std::int64_t next = 0;
  std::int64_t server = 0;
  const auto read = [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(next, row.integer(2));
    SALLYPORT_TRY(server, row.integer(3));
    if (row.is_null(0)) return {};
    SALLYPORT_TRY(const auto number, row.integer(0));
    SALLYPORT_TRY(auto key, row.blob(1));
    if (!told_.contains(number)) changes.keys.push_back(std::move(key));
    numbers.insert(number);
    return {};
  };
  const auto asked = server_clock_.ask();
  SALLYPORT_CHECK(connection.query(statement_, {from_, node_}, read));
  server_clock_.answered(asked, server);
  if (!begun_) changes = {};
  changes.all = begun_ && next < from_;
  begun_ = true;
  from_ = next;
  told_ = std::move(numbers);
  return changes;
}

}  // namespace sallyport::stores
