#include "stores/sqlite/directory/sign_in_log.h"

#include "stores/contract/scratch_file.h"
#include "stores/contract/sign_in_log_contract.h"

namespace sallyport::stores::contract {
namespace {

struct SqliteLog {
  auto log(std::size_t most) { return std::make_unique<SqliteSignInLog>(*database, most); }

  ScratchFile file;
  std::unique_ptr<SqliteFile> database = SqliteFile::open({.path = file.path()}, sign_in_log_schema()).value();
};
INSTANTIATE_TYPED_TEST_SUITE_P(SqliteLog, SignInLogContract, SqliteLog);

TEST(SqliteSignInLogs, EntriesAreThereAgainAfterTheLogWasClosed) {
  SqliteLog sqlite;
  {
    const auto log = sqlite.log(100);
    ASSERT_TRUE(log->append(attempt(1)));
  }
  EXPECT_EQ(sqlite.log(100)->page(TenantId("t1"), {})->entries.front(), attempt(1));
}

TEST(SqliteSignInLogs, ABatchIsWrittenWhenItIsFullOrOld) {
  SqliteLog sqlite;
  const auto writer = sqlite.log(1000);
  const auto written = [&] {
    std::int64_t rows = -1;
    const auto read = sqlite.database->read([&](Connection& connection) {
      return connection.query("SELECT count(*) FROM attempt", {}, [&](const Row& row) -> Result<void> {
        SALLYPORT_TRY(rows, row.integer(0));
        return {};
      });
    });
    EXPECT_TRUE(read);
    return rows;
  };
  ASSERT_TRUE(writer->append(attempt(0)));
  EXPECT_EQ(written(), 0);
  auto late = attempt(1);
  late.time = late.time + Seconds(2);
  ASSERT_TRUE(writer->append(late));
  EXPECT_EQ(written(), 2);
  for (int i = 2; i < 258; ++i) ASSERT_TRUE(writer->append(attempt(i)));
  EXPECT_EQ(written(), 258);
}

}  // namespace
}  // namespace sallyport::stores::contract
