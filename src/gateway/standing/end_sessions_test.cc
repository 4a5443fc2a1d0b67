#include "gateway/standing/end_sessions.h"

#include <gtest/gtest.h>

#include <new>

#include "base/reason_of.h"
#include "crypto/digest.h"
#include "gateway/stores_fixture.h"

namespace sallyport::gateway {
namespace {

class EndSessions : public ::testing::Test {
 protected:
  EndSessions() {
    for (const auto& digest : {ann_, bob_}) {
      session::Session session;
      session.digest = digest;
      session.person = PersonId("ann");
      session.created = session.last_seen = kNow;
      session.expires = UnixTime{kNow.seconds + 3600};
      EXPECT_TRUE(store_.create(session));
    }
  }

  static session::SessionDigest digest_of(std::string_view name) {
    return {std::string(crypto::view(crypto::sha256(name)))};
  }

  auto end(const session::EndOf& which) { return end_sessions(store_, revocations_, which, kNow); }
  bool is_forgotten(const session::SessionDigest& digest) { return revocations_.changed_since(0, digest); }

  static constexpr UnixTime kNow{1'000'000};
  const session::SessionDigest ann_ = digest_of("ann");
  const session::SessionDigest bob_ = digest_of("bob");
  ScriptedRandom random_;
  testing::SessionStoreWithSwitch store_{{}, random_};
  Revocations revocations_;
};

TEST_F(EndSessions, TheSessionIsForgottenAndNoOther) {
  EXPECT_EQ(end({.digest = ann_}), std::vector{ann_});
  EXPECT_TRUE(revocations_.ended_since(0, ann_));
  EXPECT_FALSE(is_forgotten(bob_));
}

TEST_F(EndSessions, AllOfAPersonAreForgotten) {
  ASSERT_TRUE(end({.person = PersonId("ann"), .except = bob_}));
  EXPECT_TRUE(is_forgotten(ann_));
  EXPECT_FALSE(is_forgotten(bob_));
}

// Somebody else may just have ended it, while a cache here still has it.
TEST_F(EndSessions, ASessionThatHasEndedIsForgottenToo) {
  ASSERT_TRUE(store_.end({.digest = ann_}, kNow));
  EXPECT_EQ(end({.digest = ann_}), std::vector<session::SessionDigest>{});
  EXPECT_TRUE(is_forgotten(ann_));
}

TEST_F(EndSessions, AnOutageMakesNoCacheForget) {
  store_.down = true;
  EXPECT_EQ(reason_of(end({.digest = ann_})), "session_store");
  EXPECT_FALSE(is_forgotten(ann_));
}

TEST_F(EndSessions, IfMemoryRunsOutAfterTheEndEverythingIsForgotten) {
  store_.out_of_memory = true;
  EXPECT_THROW((void)end({.person = PersonId("ann")}), std::bad_alloc);
  EXPECT_EQ(store_.find(ann_, kNow)->has_value(), false);
  EXPECT_TRUE(is_forgotten(ann_));
  EXPECT_TRUE(is_forgotten(bob_));
}

}  // namespace
}  // namespace sallyport::gateway
