// Keeps what reads returned for as long as nothing is written to the file. A directory reads the same few applications
// and service principals with every request, and asking whether the file has changed costs less than reading them.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "stores/sqlite/engine/database.h"

namespace sallyport::stores {

// Returns a number that changes with each commit of another connection, also one of another process. The connection for
// reads never commits, so to it every commit is another's. Source: SQLite, PRAGMA data_version.
inline Result<std::int64_t> version_of_content(Connection& connection) {
  std::int64_t version = 0;
  SALLYPORT_CHECK(connection.query("PRAGMA data_version", {}, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(version, row.integer(0));
    return {};
  }));
  return version;
}

// Every thread may call it.
template <class T>
class KeptReads {
 public:
  // Returns what `read` returns, or what it returned before for the same key if the file has not changed since. `read`
  // is one statement whose result depends on the key and on the file alone. Errors: those of the database; those of
  // `read`, which are not kept.
  Result<T> get(Database& database, const std::string& key, const std::function<Result<T>(Connection&)>& read) {
    return database.read(
        [&](Connection& connection) -> Result<T> {
          // The version comes first: if another process writes now, the value is newer than its version, and the next
          // call reads again.
          SALLYPORT_TRY(const auto version, version_of_content(connection));
          if (auto kept = find(version, key)) return *std::move(kept);
          SALLYPORT_TRY(T value, read(connection));
          keep(version, key, value);
          return value;
        },
        Isolation::statement);
  }

 private:
  static constexpr std::size_t kMost = 512;  // values; all go when there would be more

  std::optional<T> find(std::int64_t version, const std::string& key) {
    const std::lock_guard lock(mutex_);
    if (version != version_) return std::nullopt;
    const auto at = kept_.find(key);
    return at == kept_.end() ? std::nullopt : std::optional<T>(at->second);
  }

  void keep(std::int64_t version, const std::string& key, const T& value) {
    const std::lock_guard lock(mutex_);
    if (version != version_ || kept_.size() >= kMost) kept_.clear();
    version_ = version;
    kept_.insert_or_assign(key, value);
  }

  std::mutex mutex_;
  std::int64_t version_ = -1;
  std::unordered_map<std::string, T> kept_;
};

}  // namespace sallyport::stores
