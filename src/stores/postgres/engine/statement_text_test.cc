#include "stores/postgres/engine/statement_text.h"

#include <gtest/gtest.h>

namespace sallyport::stores {
namespace {

TEST(StatementText, ParametersAreNumberedInTheirOrder) {
  EXPECT_EQ(postgres_text("SELECT a FROM t WHERE b = ? AND c > ?"), "SELECT a FROM t WHERE b = $1 AND c > $2");
}

TEST(StatementText, NumberedParametersKeepTheirNumbers) {
  EXPECT_EQ(postgres_text("UPDATE t SET a = ?2 WHERE b = ?1 OR c = ?12"),
            "UPDATE t SET a = $2 WHERE b = $1 OR c = $12");
}

TEST(StatementText, AQuotedQuestionMarkIsText) {
  EXPECT_EQ(postgres_text("SELECT '?', 'it''s ?' WHERE a = ?"), "SELECT '?', 'it''s ?' WHERE a = $1");
}

}  // namespace
}  // namespace sallyport::stores
