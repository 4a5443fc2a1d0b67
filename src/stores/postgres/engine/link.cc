#include <poll.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>

#include "stores/postgres/engine/link_native.h"
#include "stores/postgres/engine/statement_text.h"
#include "stores/postgres/engine/types_native.h"

namespace sallyport::stores {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

constexpr int kBinary = 1;
constexpr std::size_t kMostPrepared = 200;  // our statements are fewer; a bound in case that they are not

Deadline deadline_after(std::chrono::milliseconds patience) {
  return std::chrono::steady_clock::now() + patience;
}

// For poll(). Zero or less: the deadline has passed.
int milliseconds_until(Deadline deadline) {
  const auto left = deadline - std::chrono::steady_clock::now();
  return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count());
}

// The values of one call in the form that libpq takes: integers as 8 bytes, most significant first; text and bytes as
// they are.
class BoundValues {
 public:
  explicit BoundValues(const Parameters& parameters) {
    numbers_.reserve(parameters.size());  // so that the pointers into it stay valid
    for (const Parameter& parameter : parameters)
      std::visit([this](const auto& value) { add(value); }, parameter.value());
  }

  int count() const { return static_cast<int>(types_.size()); }
  const Oid* types() const { return types_.data(); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add(std::nullptr_t) { add(0, nullptr, 0); }
  void add(std::int64_t number) {
    auto bits = static_cast<std::uint64_t>(number);
    std::array<char, 8> bytes{};
    for (auto at = bytes.rbegin(); at != bytes.rend(); ++at, bits >>= 8) *at = static_cast<char>(bits & 0xff);
    numbers_.push_back(bytes);
    add(kInt8Type, numbers_.back().data(), bytes.size());
  }
  void add(std::string_view text) { add(kByteaType, text.empty() ? "" : text.data(), text.size()); }
  void add(Blob blob) { add(blob.bytes); }
  void add(Oid type, const char* value, std::size_t length) {
    types_.push_back(type);
    values_.push_back(value);
    lengths_.push_back(static_cast<int>(length));
    formats_.push_back(kBinary);
  }

  std::vector<std::array<char, 8>> numbers_;
  std::vector<Oid> types_;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

bool is_good(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
}

// We never ask for a copy. During one, libpq returns such results without end.
bool is_copy(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

// What libpq says of a connection that was good. Its words may blame TLS where the server just went away.
Failure lost_connection(std::string_view said) {
  return failure(Kind::unavailable, "postgres_connection", {}, std::string(said));
}

}  // namespace

Result<std::unique_ptr<PostgresLink>> PostgresLink::connect(const PostgresPlace& place) {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : place.keywords) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  const std::string password(place.password.reveal());  // for libpq, which keeps a copy of its own
  if (!password.empty()) {
    keywords.push_back("password");
    values.push_back(password.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  PGconn* handle = PQconnectdbParams(keywords.data(), values.data(), 0);
  if (handle == nullptr) return connection_failure("out of memory");
  std::unique_ptr<PostgresLink> link(new PostgresLink(handle));
  if (PQstatus(handle) != CONNECTION_OK) return connection_failure(PQerrorMessage(handle));
  PQsetnonblocking(handle, 1);
  PQsetNoticeProcessor(handle, [](void*, const char*) {}, nullptr);  // libpq would print notices on stderr
  return link;
}

Failure PostgresLink::broken() {
  broken_ = true;
  state_.clear();
  return lost_connection(PQerrorMessage(handle_.get()));
}

Failure PostgresLink::refused(const PGresult* result) {
  const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  state_ = state == nullptr ? "" : state;
  if (is_lost(state_)) broken_ = true;
  if (state_.empty()) return lost_connection(PQresultErrorMessage(result));
  const char* const message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  return failure_of(state_, (message == nullptr ? std::string() : std::string(message)) + " (" + state_ + ")");
}

// After the deadline it fails even if there is something to read, because a server may go on sending for ever.
Result<void> PostgresLink::wait_for_socket(short events, Deadline deadline) {
  for (int left = milliseconds_until(deadline); left > 0; left = milliseconds_until(deadline)) {
    pollfd watched{PQsocket(handle_.get()), events, 0};
    const int ready = ::poll(&watched, 1, left);
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) break;
  }
  broken_ = true;  // an answer that comes later must not be taken for that of the next statement
  state_.clear();
  return failure(Kind::unavailable, "postgres_timeout", {}, "the database did not answer in time");
}

Result<void> PostgresLink::flush(Deadline deadline) {
  while (true) {
    const int left = PQflush(handle_.get());
    if (left < 0) return broken();
    if (left == 0) return {};
    SALLYPORT_CHECK(wait_for_socket(POLLIN | POLLOUT, deadline));
    if (PQconsumeInput(handle_.get()) == 0) return broken();
  }
}

// Null: the statement has no further result.
Result<PostgresResult> PostgresLink::next_result(Deadline deadline) {
  while (PQisBusy(handle_.get()) != 0) {
    SALLYPORT_CHECK(wait_for_socket(POLLIN, deadline));
    if (PQconsumeInput(handle_.get()) == 0) return broken();
  }
  return PostgresResult(PQgetResult(handle_.get()));
}

Result<PostgresResult> PostgresLink::last_result(Milliseconds patience) {
  const Deadline deadline = deadline_after(patience);
  SALLYPORT_CHECK(flush(deadline));
  PostgresResult last;
  while (true) {
    SALLYPORT_TRY(PostgresResult result, next_result(deadline));
    if (!result) break;
    if (is_copy(result.get())) return refused(result.get());
    if (!last || is_good(last.get())) last = std::move(result);  // the first error stays
  }
  if (!last) return broken();
  if (!is_good(last.get())) return refused(last.get());
  return last;
}

Result<PostgresResult> PostgresLink::execute(const std::string& sql, Milliseconds patience) {
  if (PQsendQuery(handle_.get(), sql.c_str()) == 0) return broken();
  return last_result(patience);
}

Result<std::string> PostgresLink::prepare(std::string_view sql, const Parameters& parameters, Milliseconds patience) {
  const BoundValues bound(parameters);
  std::string key(sql);
  key += '\0';
  for (int i = 0; i < bound.count(); ++i) key += static_cast<char>(bound.types()[i]);
  if (const auto known = prepared_.find(key); known != prepared_.end()) return known->second;
  if (prepared_.size() >= kMostPrepared) {
    SALLYPORT_CHECK(execute("DEALLOCATE ALL", patience));
    prepared_.clear();
  }
  std::string name = "s" + std::to_string(prepared_.size());
  if (PQsendPrepare(handle_.get(), name.c_str(), postgres_text(sql).c_str(), bound.count(), bound.types()) == 0)
    return broken();
  SALLYPORT_CHECK(last_result(patience));
  prepared_.emplace(std::move(key), name);
  return name;
}

Result<PostgresResult> PostgresLink::run(std::string_view sql, const Parameters& parameters, Milliseconds patience) {
  SALLYPORT_TRY(const auto name, prepare(sql, parameters, patience));
  const BoundValues bound(parameters);
  if (PQsendQueryPrepared(handle_.get(), name.c_str(), bound.count(), bound.values(), bound.lengths(), bound.formats(),
                          kBinary) == 0)
    return broken();
  return last_result(patience);
}

// Source: PostgreSQL 15, 34.5 (pipeline mode). Each row's result is followed by a null, and the last by a sync.
Result<void> PostgresLink::run_each(std::string_view sql, const std::vector<Parameters>& rows, Milliseconds patience) {
  if (rows.empty()) return {};
  SALLYPORT_TRY(const auto name, prepare(sql, rows.front(), patience));
  if (PQenterPipelineMode(handle_.get()) == 0) return broken();
  const Deadline deadline = deadline_after(patience);
  for (const Parameters& row : rows) {
    const BoundValues bound(row);
    if (PQsendQueryPrepared(handle_.get(), name.c_str(), bound.count(), bound.values(), bound.lengths(),
                            bound.formats(), kBinary) == 0)
      return broken();
    SALLYPORT_CHECK(flush(deadline));
  }
  if (PQpipelineSync(handle_.get()) == 0) return broken();
  SALLYPORT_CHECK(flush(deadline));
  auto done = collect_each(rows.size(), deadline);
  if (!broken_ && PQexitPipelineMode(handle_.get()) == 0) return broken();
  return done;
}

Result<void> PostgresLink::collect_each(std::size_t expected, Deadline deadline) {
  Result<void> outcome;
  for (std::size_t i = 0; i < expected; ++i) {
    SALLYPORT_TRY(const PostgresResult result, next_result(deadline));
    if (!result) return broken();
    const bool skipped = PQresultStatus(result.get()) == PGRES_PIPELINE_ABORTED;  // after an error in a row before
    if (outcome && !skipped && !is_good(result.get())) outcome = refused(result.get());
    SALLYPORT_TRY(const PostgresResult end, next_result(deadline));
    if (end) return broken();
  }
  SALLYPORT_TRY(const PostgresResult sync, next_result(deadline));
  if (!sync || PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) return broken();
  return outcome;
}

Result<bool> PostgresLink::wait_for_notification(Milliseconds patience) {
  const Deadline deadline = deadline_after(patience);
  bool came = false;
  while (true) {
    if (PQconsumeInput(handle_.get()) == 0) return broken();
    while (PGnotify* const notification = PQnotifies(handle_.get())) {
      PQfreemem(notification);
      came = true;
    }
    const int left = milliseconds_until(deadline);
    if (came || left <= 0) return came;
    pollfd watched{PQsocket(handle_.get()), POLLIN, 0};
    if (::poll(&watched, 1, left) < 0 && errno != EINTR) return broken();
  }
}

}  // namespace sallyport::stores
