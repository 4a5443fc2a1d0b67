#include <gtest/gtest.h>

#include "stores/postgres/engine/failure_native.h"

namespace sallyport::stores {
namespace {

TEST(PostgresFailure, AConnectionThatIsNotMadeIsToldByItsCause) {
  struct Said {
    std::string_view words;
    std::string_view reason;
  };
  for (const auto& [words, reason] : {
           Said{"connection to server at \"127.0.0.1\", port 1 failed: Connection refused", "postgres_connection"},
           Said{"server certificate for \"db.example\" does not match host name \"other\"", "postgres_certificate"},
           Said{"server does not support SSL, but SSL was required", "postgres_certificate"},
           Said{"SSL error: certificate verify failed", "postgres_certificate"},
           Said{"SSL SYSCALL error: EOF detected", "postgres_connection"},
           Said{"FATAL:  password authentication failed for user \"u\"", "postgres_login"},
           Said{"FATAL:  database \"nowhere\" does not exist", "postgres_database"},
       }) {
    const auto refused = connection_failure(words).value();
    EXPECT_EQ(refused.reason, reason) << words;
    EXPECT_EQ(refused.kind, Kind::unavailable) << words;
  }
}

TEST(PostgresFailure, AStateIsToldByTheMostExactRow) {
  EXPECT_EQ(failure_of("53100", "").value().reason, "postgres_full");
  EXPECT_EQ(failure_of("53300", "").value().reason, "postgres_busy");
  EXPECT_EQ(failure_of("23505", "").value().kind, Kind::conflict);
  EXPECT_EQ(failure_of("P0001", "words").value().reason, "postgres");
}

}  // namespace
}  // namespace sallyport::stores
