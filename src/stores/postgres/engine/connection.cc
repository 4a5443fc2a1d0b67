#include <charconv>

#include "stores/postgres/engine/connection_native.h"
#include "stores/postgres/engine/types_native.h"

namespace sallyport::stores {
namespace {

// One row of a result in the binary format.
class PostgresRow final : public Row {
 public:
  PostgresRow(const PGresult* result, int row) : result_(result), row_(row) {}

  Result<std::int64_t> integer(int column) const override {
    const Oid type = PQftype(result_, column);
    if (is_null(column) || (type != kInt8Type && type != kInt4Type)) return value_failure(column);
    const std::string_view bytes = raw(column);
    if (bytes.size() != (type == kInt8Type ? 8U : 4U)) return value_failure(column);
    auto bits = static_cast<std::uint64_t>((bytes.front() & 0x80) != 0 ? -1 : 0);
    for (const char byte : bytes) bits = bits << 8 | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(bits);
  }

  // Text is kept as bytes (docs/decisions/0016-postgresql.md). Names and text come from the system's tables.
  Result<std::string> text(int column) const override {
    const Oid type = PQftype(result_, column);
    if (is_null(column) || (type != kByteaType && type != kTextType && type != kNameType)) return value_failure(column);
    return std::string(raw(column));
  }

  Result<std::string> blob(int column) const override {
    if (is_null(column) || PQftype(result_, column) != kByteaType) return value_failure(column);
    return std::string(raw(column));
  }

  bool is_null(int column) const override { return PQgetisnull(result_, row_, column) != 0; }

 private:
  std::string_view raw(int column) const {
    return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
  }

  const PGresult* result_;
  int row_;
};

}  // namespace

Result<std::size_t> PostgresConnection::run(std::string_view sql, const Parameters& parameters) {
  SALLYPORT_TRY(const PostgresResult result, link_.run(sql, parameters, patience_));
  const std::string_view count(PQcmdTuples(result.get()));
  std::size_t changed = 0;
  std::from_chars(count.data(), count.data() + count.size(), changed);  // empty for a statement that counts no rows
  return changed;
}

Result<void> PostgresConnection::run_each(std::string_view sql, const std::vector<Parameters>& rows) {
  return link_.run_each(sql, rows, patience_ + std::chrono::milliseconds(rows.size()));
}

Result<void> PostgresConnection::query(std::string_view sql, const Parameters& parameters,
                                       const std::function<Result<void>(const Row&)>& each) {
  SALLYPORT_TRY(const PostgresResult result, link_.run(sql, parameters, patience_));
  for (int row = 0; row < PQntuples(result.get()); ++row) SALLYPORT_CHECK(each(PostgresRow(result.get(), row)));
  return {};
}

}  // namespace sallyport::stores
