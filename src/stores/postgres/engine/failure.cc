#include <algorithm>
#include <array>

#include "stores/postgres/engine/failure_native.h"

namespace sallyport::stores {
namespace {

struct StateRow {
  std::string_view state;  // five characters, or the two of a class
  Kind kind;
  std::string_view reason;
};

// The most exact row comes first.
constexpr std::array kStates{
    StateRow{"3D000", Kind::unavailable, "postgres_database"},    // invalid_catalog_name: there is no such database
    StateRow{"42501", Kind::unavailable, "postgres_permission"},  // insufficient_privilege
    StateRow{"53100", Kind::unavailable, "postgres_full"},        // disk_full
    StateRow{"25006", Kind::unavailable, "postgres_read_only"},   // read_only_sql_transaction
    StateRow{"57014", Kind::unavailable, "postgres_busy"},        // query_canceled: it took too long
    StateRow{"0A000", Kind::unavailable, "postgres_connection"},  // the tables changed below a prepared statement
    StateRow{"26000", Kind::unavailable, "postgres_connection"},  // a pooler lost the prepared statements
    StateRow{"XX001", Kind::unavailable, "postgres_corrupt"},     // data_corrupted
    StateRow{"XX002", Kind::unavailable, "postgres_corrupt"},     // index_corrupted
    StateRow{"08", Kind::unavailable, "postgres_connection"},     // connection exceptions
    StateRow{"57P", Kind::unavailable, "postgres_connection"},    // the server stops, starts, or ended the connection
    StateRow{"28", Kind::unavailable, "postgres_login"},          // invalid authorization
    StateRow{"40", Kind::unavailable, "postgres_busy"},           // transaction_rollback, after all attempts
    StateRow{"53", Kind::unavailable, "postgres_busy"},           // insufficient resources
    StateRow{"55", Kind::unavailable, "postgres_busy"},           // a lock was not to be had in time
    StateRow{"23", Kind::conflict, "postgres_constraint"},        // integrity constraint violations
    StateRow{"22", Kind::internal, "postgres_statement"},         // a value does not fit its type
    StateRow{"25", Kind::internal, "postgres_statement"},         // invalid transaction state
    StateRow{"42", Kind::internal, "postgres_statement"},         // syntax, unknown tables and columns
};

// libpq reports why it could not connect in words only, apart from what the server itself said. The first row that
// matches counts.
struct WordsRow {
  std::string_view words;
  std::string_view reason;
};
constexpr std::array kWords{
    WordsRow{"password authentication failed", "postgres_login"},
    WordsRow{"no password supplied", "postgres_login"},
    WordsRow{"no pg_hba.conf entry", "postgres_login"},
    WordsRow{"authentication failed", "postgres_login"},
    WordsRow{"role \"", "postgres_login"},
    WordsRow{"database \"", "postgres_database"},
    WordsRow{"SSL SYSCALL error", "postgres_connection"},  // the server went away during the handshake
    WordsRow{"certificate", "postgres_certificate"},
    WordsRow{"SSL", "postgres_certificate"},
    WordsRow{"session is read-only", "postgres_read_only"},
    WordsRow{"service file", "postgres_service"},
    WordsRow{"definition of service", "postgres_service"},
};

}  // namespace

Failure failure_of(std::string_view state, std::string detail) {
  const auto row = std::ranges::find_if(kStates, [&](const StateRow& r) { return state.starts_with(r.state); });
  if (row == kStates.end()) return failure(Kind::unavailable, "postgres", {}, std::move(detail));
  return failure(row->kind, row->reason, {}, std::move(detail));
}

Failure connection_failure(std::string_view said) {
  const auto row =
      std::ranges::find_if(kWords, [&](const WordsRow& r) { return said.find(r.words) != std::string_view::npos; });
  return failure(Kind::unavailable, row == kWords.end() ? "postgres_connection" : row->reason, {}, std::string(said));
}

bool is_collision(std::string_view state) {
  return state == "40001" || state == "40P01";  // serialization_failure, deadlock_detected
}

bool is_lost(std::string_view state) {
  return state.empty() || state.starts_with("08") || state.starts_with("57P") || state == "26000" || state == "0A000" ||
         state == "25006";
}

}  // namespace sallyport::stores
