// The tests that every store of the local administrator must pass. A test instantiates the suite with a factory type:
//   struct Factory { std::unique_ptr<identity::LocalAdminStore> local_admin(); };
// The suite keeps the factory alive longer than the store.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>

#include "base/reason_of.h"
#include "identity/local_admin.h"
#include "stores/contract/race.h"
#include "stores/contract/skip.h"

namespace sallyport::stores::contract::local_admins {

using identity::LocalAdmin;

inline constexpr UnixTime kNow{1'800'000'000};

inline LocalAdmin open_link() {
  return {"", "aa00", kNow + Seconds(600), false};
}

template <class Factory>
class LocalAdminStoreContract : public testing::Test {
 protected:
  void SetUp() override {
    SALLYPORT_SKIP_IF_MISSING(Factory);
    store_ = factory_.local_admin();
  }

  void put(const LocalAdmin& admin) { ASSERT_EQ(reason_of(store_->put(admin)), "none"); }
  std::string_view consume(const std::string& link_hash, UnixTime now = kNow) {
    return reason_of(store_->consume_link(link_hash, "$argon2id$new", now));
  }

  Factory factory_;
  std::unique_ptr<identity::LocalAdminStore> store_;
};
TYPED_TEST_SUITE_P(LocalAdminStoreContract);

TYPED_TEST_P(LocalAdminStoreContract, AbsentUntilPut) {
  EXPECT_FALSE(this->store_->find().value());
  EXPECT_EQ(this->consume("aa00"), "link_used_or_expired");
  EXPECT_FALSE(this->store_->find().value());
}

TYPED_TEST_P(LocalAdminStoreContract, FoundAsItWasPutLast) {
  this->put(open_link());
  EXPECT_EQ(*this->store_->find(), open_link());
  const LocalAdmin other{"$argon2id$v=19$x", "", UnixTime{0}, true};
  this->put(other);
  EXPECT_EQ(*this->store_->find(), other);
}

TYPED_TEST_P(LocalAdminStoreContract, LinkSetsThePasswordAndIsForgotten) {
  this->put(open_link());
  EXPECT_EQ(this->consume("aa00"), "none");
  const auto admin = this->store_->find().value().value();
  EXPECT_EQ(admin.password_hash, "$argon2id$new");
  EXPECT_EQ(admin.link_hash, "");
  EXPECT_FALSE(admin.retired);
  EXPECT_EQ(this->consume("aa00"), "link_used_or_expired");
}

TYPED_TEST_P(LocalAdminStoreContract, LinkExpiresAtTheInstant) {
  this->put(open_link());
  EXPECT_EQ(this->consume("aa00", kNow + Seconds(600)), "link_used_or_expired");
  EXPECT_EQ(*this->store_->find(), open_link());
  EXPECT_EQ(this->consume("aa00", kNow + Seconds(599)), "none");
}

TYPED_TEST_P(LocalAdminStoreContract, AnotherLinkIsRefusedAndChangesNothing) {
  this->put(open_link());
  for (const char* hash : {"", "aa01", "AA00", "aa0", "aa000"})
    EXPECT_EQ(this->consume(hash), "link_used_or_expired") << hash;
  EXPECT_EQ(*this->store_->find(), open_link());
}

TYPED_TEST_P(LocalAdminStoreContract, EmptyLinkIsNoLink) {  // an admin without an open link has an empty hash
  this->put({"$argon2id$old", "", kNow + Seconds(600), false});
  EXPECT_EQ(this->consume(""), "link_used_or_expired");
  EXPECT_EQ(this->store_->find().value()->password_hash, "$argon2id$old");
}

TYPED_TEST_P(LocalAdminStoreContract, RetiredAdminTakesNoLink) {
  auto admin = open_link();
  admin.retired = true;
  this->put(admin);
  EXPECT_EQ(this->consume("aa00"), "link_used_or_expired");
  EXPECT_EQ(*this->store_->find(), admin);
}

TYPED_TEST_P(LocalAdminStoreContract, LinkIsTakenByOneAmongTwentyRacers) {
  this->RecordProperty("covers", "LOC-05");
  this->put(open_link());
  std::atomic<int> taken = 0;
  race([&](std::size_t i) {
    taken += this->store_->consume_link("aa00", "hash of " + std::to_string(i), kNow) ? 1 : 0;
  });
  EXPECT_EQ(taken, 1);
}

TYPED_TEST_P(LocalAdminStoreContract, AnUpgradeReplacesTheHashThatWasCheckedAndNoOther) {
  this->RecordProperty("covers", "A17");
  auto& store = *this->store_;
  EXPECT_TRUE(store.upgrade_password("old", "new")) << "there is nobody";
  EXPECT_FALSE(store.find().value());
  this->put({"old", "aa00", kNow + Seconds(600), false});
  ASSERT_TRUE(store.upgrade_password("another", "new"));
  EXPECT_EQ(store.find().value()->password_hash, "old") << "another password was set meanwhile";
  ASSERT_TRUE(store.upgrade_password("old", "new"));
  EXPECT_EQ(*store.find(), (LocalAdmin{"new", "aa00", kNow + Seconds(600), false}));
  this->put({"", "aa00", kNow + Seconds(600), false});
  ASSERT_TRUE(store.upgrade_password("", "new"));
  EXPECT_EQ(store.find().value()->password_hash, "") << "no password is none to upgrade";
  this->put({"old", "", UnixTime{0}, true});
  ASSERT_TRUE(store.upgrade_password("old", "new"));
  EXPECT_EQ(store.find().value()->password_hash, "old") << "retired";
}

TYPED_TEST_P(LocalAdminStoreContract, AChangeIsGivenWhatIsStoredAndMayLeaveIt) {
  auto& store = *this->store_;
  EXPECT_FALSE(store.change([](const auto&) { return std::nullopt; }).value());
  EXPECT_FALSE(store.find().value());
  EXPECT_TRUE(
      store.change([](const auto& stored) { return stored ? std::nullopt : std::optional(open_link()); }).value());
  EXPECT_EQ(*store.find(), open_link());
  EXPECT_FALSE(
      store.change([](const auto& stored) { return stored ? std::nullopt : std::optional(LocalAdmin{}); }).value());
  EXPECT_EQ(*store.find(), open_link());
}

TYPED_TEST_P(LocalAdminStoreContract, ChangesAtOnceLoseNothing) {
  this->RecordProperty("covers", "A19");
  this->put(open_link());
  race([&](std::size_t) {
    EXPECT_TRUE(this->store_->change([](std::optional<LocalAdmin> stored) {
      stored->link_expires = stored->link_expires + Seconds(1);
      return stored;
    }));
  });
  EXPECT_EQ(this->store_->find().value()->link_expires, open_link().link_expires + Seconds(kRacers));
}

REGISTER_TYPED_TEST_SUITE_P(LocalAdminStoreContract, AChangeIsGivenWhatIsStoredAndMayLeaveIt, ChangesAtOnceLoseNothing,
                            AbsentUntilPut, FoundAsItWasPutLast, LinkSetsThePasswordAndIsForgotten,
                            LinkExpiresAtTheInstant, AnotherLinkIsRefusedAndChangesNothing, EmptyLinkIsNoLink,
                            RetiredAdminTakesNoLink, LinkIsTakenByOneAmongTwentyRacers,
                            AnUpgradeReplacesTheHashThatWasCheckedAndNoOther);

}  // namespace sallyport::stores::contract::local_admins
