#include "stores/gateway/key_ring_store.h"

#include "stores/sql/row_check.h"

namespace sallyport::stores {

using session::SealedKeys;

namespace {

constexpr std::string_view kKeyRingStore = "key_ring_store";

Result<SealedKeys> parse_keys(const Row& row) {
  SealedKeys keys;
  SALLYPORT_TRY(keys.number, row.integer(0));
  SALLYPORT_TRY(keys.made, row.time(1));
  SALLYPORT_TRY(keys.salt, row.blob(2));
  SALLYPORT_TRY(keys.sealed, row.blob(3));
  return keys;
}

}  // namespace

Result<std::vector<SealedKeys>> SqlKeyRingStore::list() {
  const auto find = [](Connection& connection) -> Result<std::vector<SealedKeys>> {
    std::vector<SealedKeys> found;
    SALLYPORT_CHECK(connection.query("SELECT number, made, salt, sealed FROM shared_key ORDER BY number DESC", {},
                                     [&](const Row& row) -> Result<void> {
                                       SALLYPORT_TRY(auto keys, parse_keys(row));
                                       found.push_back(std::move(keys));
                                       return {};
                                     }));
    return found;
  };
  return rename_failure(database_.read(find, Isolation::statement), kKeyRingStore);
}

Result<void> SqlKeyRingStore::add(const std::vector<SealedKeys>& generations, std::int64_t forget) {
  std::vector<Parameters> rows;
  for (const SealedKeys& keys : generations)
    rows.push_back({keys.number, keys.made, Blob{keys.salt}, Blob{keys.sealed}});
  const auto write = [&](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(
        connection.run_each("INSERT INTO shared_key (number, made, salt, sealed) VALUES (?, ?, ?, ?)", rows));
    SALLYPORT_CHECK(connection.run("DELETE FROM shared_key WHERE number <= ?", {forget}));
    return {};
  };
  const auto written = database_.write(write);
  if (!written && written.error().kind == Kind::conflict) return failure(Kind::conflict, "keys_exist");
  return rename_failure(written, kKeyRingStore);
}

}  // namespace sallyport::stores
