#include "stores/gateway/audit_store.h"

#include "stores/contract/audit_store_contract.h"
#include "stores/sqlite/gateway/gateway_file_fixture.h"

namespace sallyport::stores::contract::audits {

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, AuditStoreContract, GatewayFile);

class TamperedAudit : public testing::Test {
 protected:
  TamperedAudit() {
    for (int i = 0; i < 3; ++i) {
      const Head head = store_->append("n", {}, entries(3 * i + 1, 3 * i + 3)).value();
      EXPECT_TRUE(store_->add_checkpoint(checkpoint_of(*store_, "n", head)));
    }
  }

  // The first fault of the chain after somebody changed the file.
  audit::Fault fault_after(std::string_view sql) {
    EXPECT_TRUE(gateway_.tamper(sql));
    return check_chain(*store_, "n").fault.value_or(audit::Fault{});
  }

  GatewayFile gateway_;
  std::unique_ptr<audit::AuditStore> store_ = gateway_.audit();
};

TEST_F(TamperedAudit, AWholeFileHasNoFault) {
  EXPECT_FALSE(check_chain(*store_, "n").fault);
}

TEST_F(TamperedAudit, AChangedColumnIsFound) {
  for (const std::string column : {"time", "count"}) {
    EXPECT_EQ(fault_after("UPDATE audit_record SET " + column + " = " + column + " + 1 WHERE sequence = 5"),
              (audit::Fault{"record_changed", 5, 5}))
        << column;
    ASSERT_TRUE(gateway_.tamper("UPDATE audit_record SET " + column + " = " + column + " - 1 WHERE sequence = 5"));
  }
  for (const std::string column : {"event", "who_kind", "who_id", "who_name", "what_kind", "what_id", "what_name",
                                   "old_value", "new_value", "reason", "client", "request_id", "details"}) {
    EXPECT_EQ(fault_after("UPDATE audit_record SET " + column + " = " + column + " || 'x' WHERE sequence = 5"),
              (audit::Fault{"record_changed", 5, 5}))
        << column;
    ASSERT_TRUE(gateway_.tamper("UPDATE audit_record SET " + column + " = substr(" + column + ", 1, length(" + column +
                                ") - 1) WHERE sequence = 5"));
  }
  EXPECT_EQ(fault_after("UPDATE audit_record SET outcome = 'refused' WHERE sequence = 5"),
            (audit::Fault{"record_changed", 5, 5}));
  EXPECT_EQ(fault_after("UPDATE audit_record SET outcome = 'unknown' WHERE sequence = 4"),
            (audit::Fault{"record_changed", 4, 4}));
  EXPECT_EQ(fault_after("UPDATE audit_record SET hash = x'00' WHERE sequence = 2"),
            (audit::Fault{"record_changed", 2, 2}));
}

TEST_F(TamperedAudit, RemovedAndRenumberedRecordsAreFound) {
  EXPECT_EQ(fault_after("DELETE FROM audit_record WHERE sequence > 7"), (audit::Fault{"tail_missing", 8, 9}));
  EXPECT_EQ(fault_after("DELETE FROM audit_record WHERE sequence = 5"), (audit::Fault{"records_missing", 5, 5}));
  EXPECT_EQ(fault_after("UPDATE audit_record SET sequence = sequence - 1 WHERE sequence > 5"),
            (audit::Fault{"record_changed", 5, 5}));
  EXPECT_EQ(fault_after("DELETE FROM audit_record WHERE sequence < 3"), (audit::Fault{"head_missing", 1, 2}));
}

TEST_F(TamperedAudit, AHeadThatWasSetBackDoesNotStopTheChain) {
  ASSERT_TRUE(gateway_.tamper("UPDATE audit_chain SET sequence = 2"));
  EXPECT_EQ(store_->append("n", {}, entries(10, 10))->sequence, 10);
  EXPECT_FALSE(check_chain(*store_, "n").fault);
}

TEST_F(TamperedAudit, ACheckpointThatCannotBeReadIsSaidToBeSo) {
  ASSERT_TRUE(gateway_.tamper("UPDATE audit_checkpoint SET jws = 'x' WHERE number = 2"));
  EXPECT_EQ(reason_of(store_->checkpoints("n", 0, 10)), "audit_checkpoint");
}

TEST(SqlAuditStore, SurvivesReopening) {
  GatewayFile gateway;
  ASSERT_TRUE(gateway.audit()->append("n", {}, entries(1, 2)));
  ASSERT_TRUE(gateway.open());
  EXPECT_EQ(gateway.audit()->records("n", 0, 10)->size(), 2U);
}

}  // namespace sallyport::stores::contract::audits
