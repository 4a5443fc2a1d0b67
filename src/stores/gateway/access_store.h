// Policies, roles and teams in a SQL database. A damaged record makes every read fail with unavailable/"access_store",
// after an event in the log, because it may deny something.
#pragma once

#include "base/log.h"
#include "identity/access/access_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

class SqlAccessStore final : public identity::AccessStore {
 public:
  // The database must have the gateway's schema. It and `log` must outlive the store. Any thread may use the store.
  SqlAccessStore(Database& database, Log& log) : database_(database), log_(log) {}

  Result<identity::AccessState> read() override;
  Result<std::int64_t> revision() override;
  Result<std::int64_t> commit(std::int64_t at_revision, const identity::AccessChanges& changes) override;

 private:
  Database& database_;
  Log& log_;
};

}  // namespace sallyport::stores
