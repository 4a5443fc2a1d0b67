#include "stores/gateway/token_store.h"

#include "stores/contract/token_store_contract.h"
#include "stores/sqlite/gateway/gateway_file_fixture.h"

namespace sallyport::stores::contract::tokens {

class SqliteTokens {
 public:
  identity::TokenStore& tokens() { return *tokens_; }
  GatewayFile& file() { return file_; }

 private:
  GatewayFile file_;
  std::unique_ptr<identity::TokenStore> tokens_ = file_.tokens();
};
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, TokenStoreContract, SqliteTokens);

using SqliteTokenStore = TokenStoreContract<SqliteTokens>;

// The token might have been revoked, or be another owner's.
TEST_F(SqliteTokenStore, ADamagedRecordIsNoAnswerAndHidesNoOther) {
  for (const char* const name : {"a", "b"}) ASSERT_TRUE(tokens().create(token(name)));
  ASSERT_TRUE(tokens().revoke(kAnn, token("a").id, kNow));
  ASSERT_TRUE(factory_.file().tamper("UPDATE token SET revoked = 0 WHERE id = 'id of a'"));
  EXPECT_EQ(reason_of(tokens().find(token("a").id)), "token_store");
  EXPECT_EQ(factory_.file().events(), std::vector<std::string>{"record_damaged token"});
  EXPECT_EQ(*tokens().list_of(kAnn, {}, 1), Tokens{token("b")});
  EXPECT_EQ(*tokens().revoke_all_of(kAnn, kNow), 1U);
}

TEST_F(SqliteTokenStore, TheTokenItselfIsNotInTheFile) {
  RecordProperty("covers", "BOT-06");
  ASSERT_TRUE(tokens().create(token("one")));
  factory_.file().close();
  const std::string bytes = factory_.file().file().read();
  EXPECT_NE(bytes.find("hash of one"), std::string::npos) << "the test looks in the right place";
  EXPECT_EQ(bytes.find("eyJ"), std::string::npos);
}

// However many records of revoked tokens there are, nothing that happens while somebody waits reads them all.
TEST_F(SqliteTokenStore, NoLookUpReadsAllRecords) {
  RecordProperty("covers", "BOT-10");
  for (const char* const name : {"a", "b", "c"}) {
    ASSERT_TRUE(tokens().create(token(name)));
    ASSERT_TRUE(tokens().revoke(kAnn, token(name).id, kNow));
  }
  std::string plans;
  const auto explain = [&](const std::string& sql) {
    return factory_.file().database().read([&](Connection& connection) {
      return connection.query("EXPLAIN QUERY PLAN " + sql, {}, [&](const Row& row) -> Result<void> {
        SALLYPORT_TRY(const auto step, row.text(3));
        plans += step + "\n";
        return {};
      });
    });
  };
  ASSERT_TRUE(explain("SELECT * FROM token WHERE id = 'x'"));
  ASSERT_TRUE(explain("SELECT * FROM token WHERE owner = 'x' AND owner_kind = 'bot' AND id > '' ORDER BY id LIMIT 9"));
  ASSERT_TRUE(explain("SELECT count(*) FROM token WHERE owner = 'x' AND owner_kind = 'bot'"));
  ASSERT_TRUE(explain("UPDATE token SET last_used = 1 WHERE id = 'x' AND last_used < 1"));
  EXPECT_EQ(plans.find("SCAN"), std::string::npos) << plans;
  EXPECT_NE(plans.find("SEARCH token USING"), std::string::npos) << plans;
}

}  // namespace sallyport::stores::contract::tokens
