#include "stores/postgres/engine/database.h"

#include <exception>
#include <thread>

#include "base/encoding.h"
#include "stores/postgres/engine/connection_native.h"
#include "stores/postgres/engine/connector_native.h"
#include "stores/postgres/engine/listener_native.h"
#include "stores/postgres/engine/migration_native.h"
#include "stores/postgres/engine/pool_native.h"
#include "stores/postgres/engine/server_clock.h"

namespace sallyport::stores {
namespace {

using std::chrono::milliseconds;

// The server gives up first, so that its error tells why. This is how much longer we wait for it to say so.
constexpr milliseconds kGrace{1000};

// Collisions of transactions resolve within a few attempts, because at least one of those that collide commits.
constexpr int kMostAttempts = 50;

constexpr std::string_view kListenerConnectsWithin = "2";  // seconds, the fewest that libpq can wait

// Whoever stops the listener has to wait for its attempt to connect.
PostgresPlace for_listener(PostgresPlace place) {
  for (auto& [keyword, value] : place.keywords)
    if (keyword == "connect_timeout") value = std::string(kListenerConnectsWithin);
  return place;
}

std::string setting(std::string_view name, milliseconds limit) {
  return "SET " + std::string(name) + " = " + std::to_string(limit.count()) + "; ";
}

// What every new connection is told. An operator may have chosen that a commit waits for a standby, too; that stays.
std::string settings_of(const PostgresOptions& options, const std::string& node) {
  return setting("statement_timeout", options.statement_timeout) + setting("lock_timeout", options.busy_timeout) +
         setting("idle_in_transaction_session_timeout", options.statement_timeout + kGrace) +
         "SET client_min_messages = error; SET default_transaction_isolation = 'read committed'; "
         "SET application_name = '" +
         node +
         "'; SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' "
         "ELSE current_setting('synchronous_commit') END, false)";
}

constexpr std::string_view kAboutServer =
    "SELECT current_setting('server_encoding'), floor(extract(epoch FROM clock_timestamp()))::bigint";
constexpr std::string_view kTime = "SELECT floor(extract(epoch FROM clock_timestamp()))::bigint";

}  // namespace

struct PostgresDatabase::Native {
  Native(const PostgresOptions& o, const PostgresSchema& s, Random& random, const Clock& c)
      : options(o),
        schema(s),
        server_clock(c),
        node("sallyport " + hex_encode(random.bytes(8))),
        patience(o.statement_timeout + kGrace),
        for_work(o.place, o.password, [this](PostgresLink& link) { return prepare(link); }),
        for_changes(for_listener(o.place), o.password, [this](PostgresLink& link) { return prepare(link); }),
        pool(for_work, o.connections - 1, o.busy_timeout),
        listener(for_changes, s.changes, node, server_clock) {}

  const PostgresOptions options;
  const PostgresSchema& schema;
  ServerClock server_clock;
  const std::string node;  // under this name the server lists our connections, and our changes
  const milliseconds patience;
  const PostgresConnector for_work;
  const PostgresConnector for_changes;
  PostgresPool pool;
  PostgresListener listener;

  Result<void> prepare(PostgresLink& link);
  Result<void> ask_time();
  Result<void> attempt(const Task& task, std::string_view begin, bool& again);
  Result<void> run(const Task& task, std::string_view begin);
};

Result<void> PostgresDatabase::Native::prepare(PostgresLink& link) {
  SALLYPORT_CHECK(link.execute(settings_of(options, node), patience));
  PostgresConnection connection(link, patience);
  std::string encoding;
  std::int64_t server = 0;
  const auto asked = server_clock.ask();
  SALLYPORT_CHECK(connection.query(kAboutServer, {}, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(encoding, row.text(0));
    SALLYPORT_TRY(server, row.integer(1));
    return {};
  }));
  server_clock.answered(asked, server);
  if (encoding != "UTF8")
    return failure(Kind::unavailable, "postgres_encoding", {}, "the database's encoding is " + encoding + ", not UTF8");
  return {};
}

Result<void> PostgresDatabase::Native::ask_time() {
  SALLYPORT_TRY(auto loan, pool.take());
  PostgresConnection connection(loan.link(), ServerClock::kSame);
  std::int64_t server = 0;
  const auto asked = server_clock.ask();
  SALLYPORT_CHECK(connection.query(kTime, {}, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(server, row.integer(0));
    return {};
  }));
  server_clock.answered(asked, server);
  return {};
}

PostgresDatabase::PostgresDatabase(std::unique_ptr<Native> native) : native_(std::move(native)) {}

PostgresDatabase::~PostgresDatabase() = default;

Result<std::unique_ptr<PostgresDatabase>> PostgresDatabase::open(const PostgresOptions& options,
                                                                 const PostgresSchema& schema, Outdated outdated,
                                                                 Random& random, const Clock& clock) {
  auto native = std::make_unique<Native>(options, schema, random, clock);
  {
    SALLYPORT_TRY(auto loan, native->pool.take());
    SALLYPORT_CHECK(bring_up_to_date(loan.link(), schema, outdated, native->patience));
  }
  return std::unique_ptr<PostgresDatabase>(new PostgresDatabase(std::move(native)));
}

namespace {

Result<void> run_task(const std::function<Result<void>(Connection&)>& task, PostgresLink& link, milliseconds patience) {
  try {
    PostgresConnection connection(link, patience);
    return task(connection);
  } catch (const std::exception& thrown) {
    return failure(Kind::internal, "postgres_task", {}, thrown.what());
  }
}

// A transaction that has failed answers a COMMIT with ROLLBACK, and not with an error.
Result<void> commit(PostgresLink& link, milliseconds patience) {
  SALLYPORT_TRY(const PostgresResult result, link.execute("COMMIT", patience));
  if (std::string_view(PQcmdStatus(result.get())) == "COMMIT") return {};
  return failure(Kind::internal, "postgres_task", {}, "the work went on after an error");
}

}  // namespace

// `again` tells whether the work left nothing behind and may succeed if it is run again: after a collision, or after
// finding that the server had closed a link while nobody used it.
Result<void> PostgresDatabase::Native::attempt(const Task& task, std::string_view begin, bool& again) {
  SALLYPORT_TRY(auto loan, pool.take());
  PostgresLink& link = loan.link();
  link.forget_state();
  if (begin.empty()) {  // a read of one statement needs no transaction of ours
    auto outcome = run_task(task, link, patience);
    again = !outcome && link.is_broken() && !loan.is_fresh();
    return outcome;
  }
  if (const auto begun = link.execute(std::string(begin), patience); !begun) {
    again = link.is_broken() && !loan.is_fresh();
    return Failure(begun.error());
  }
  auto outcome = run_task(task, link, patience);
  if (outcome) outcome = commit(link, patience);
  if (outcome) return outcome;
  again = is_collision(link.state());
  if (!link.is_broken() && link.in_transaction()) (void)link.execute("ROLLBACK", patience);
  return outcome;
}

Result<void> PostgresDatabase::Native::run(const Task& task, std::string_view begin) {
  for (int attempts = 1;; ++attempts) {
    bool again = false;
    auto outcome = attempt(task, begin, again);
    if (!again || attempts == kMostAttempts) return outcome;
    std::this_thread::sleep_for(std::chrono::microseconds(200 * attempts));  // lets the others finish
  }
}

Result<void> PostgresDatabase::read_task(const Task& task, Isolation isolation) {
  return native_->run(task,
                      isolation == Isolation::statement ? "" : "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
}

Result<void> PostgresDatabase::write_task(const Task& task, Isolation isolation) {
  return native_->run(task, isolation == Isolation::statement ? "BEGIN" : "BEGIN ISOLATION LEVEL SERIALIZABLE");
}

Result<std::optional<std::int64_t>> PostgresDatabase::version() {
  return read([this](Connection& connection) { return version_of(connection, native_->schema); });
}

Result<LoggedChanges> PostgresDatabase::changes_elsewhere(milliseconds patience) {
  return native_->listener.hear(patience);
}

Seconds PostgresDatabase::ahead() const {
  // Without an answer, the call that needs this fails next, or what the clock believes is the best that there is.
  if (native_->server_clock.must_ask()) (void)native_->ask_time();
  return native_->server_clock.ahead();
}

}  // namespace sallyport::stores
