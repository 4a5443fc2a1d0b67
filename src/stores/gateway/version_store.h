// The versions of the runtime configuration in a SQL database. A damaged record makes the call that needs it fail with
// unavailable/"version_store", after an event in the log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "configuration/version_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

// The key in the change log that says that a version was added. It is as long as a session's digest, so that nodes of
// an older version take it for a session that nobody has.
inline constexpr std::string_view kVersionAdded = "sallyport configuration version.";

class SqlVersionStore final : public configuration::VersionStore {
 public:
  // The database must have the gateway's schema. It and `log` must outlive the store. Any thread may use the store.
  SqlVersionStore(Database& database, Log& log) : database_(database), log_(log) {}

  Result<std::optional<configuration::Version>> newest() override;
  Result<std::optional<configuration::Version>> find(std::int64_t number) override;
  Result<std::vector<configuration::Version>> list(std::int64_t before, std::size_t limit) override;
  Result<configuration::Version> add(const std::string& author, const std::string& text, std::int64_t base,
                                     UnixTime now) override;

 private:
  Result<std::vector<configuration::Version>> load(Connection& connection, std::string_view where,
                                                   const Parameters& parameters);

  Database& database_;
  Log& log_;
};

}  // namespace sallyport::stores
