// The tests that every store of old versions must pass, together with the store of policies, roles and teams that
// writes to it. A test instantiates the suite with a factory type:
//   struct Factory { identity::AccessStore& access(); identity::EntityVersionStore& versions(); };
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/reason_of.h"
#include "identity/access/access_store.h"
#include "stores/contract/race.h"
#include "stores/contract/skip.h"

namespace sallyport::stores::contract::entity_versions {

using identity::EntityId;
using identity::EntityVersion;

inline const EntityId kTeam{"6f1c0000-0000-4000-8000-000000000001"};
inline const EntityId kOther{"6f1c0000-0000-4000-8000-000000000002"};

inline EntityVersion version(std::int64_t number, const EntityId& entity = kTeam) {
  return {entity, number, "text " + std::to_string(number)};
}

template <class Factory>
class EntityVersionStoreContract : public testing::Test {
 protected:
  void SetUp() override { SALLYPORT_SKIP_IF_MISSING(Factory); }

  identity::EntityVersionStore& store() { return factory_.versions(); }
  identity::AccessStore& access() { return factory_.access(); }
  std::string_view put(const EntityVersion& version) { return reason_of(store().put(version)); }
  std::vector<EntityVersion> list(const EntityId& entity = kTeam, std::size_t limit = 1000) {
    return store().list(entity, limit).value();
  }

  Factory factory_;
};
TYPED_TEST_SUITE_P(EntityVersionStoreContract);

TYPED_TEST_P(EntityVersionStoreContract, ThereIsNoneAtFirst) {
  EXPECT_TRUE(this->list().empty());
  EXPECT_FALSE(this->store().find(kTeam, 1).value());
  EXPECT_TRUE(this->store().forget(kTeam));
}

TYPED_TEST_P(EntityVersionStoreContract, ListsTheNewestFirst) {
  for (const int number : {2, 1, 3}) ASSERT_EQ(this->put(version(number)), "none");
  EXPECT_EQ(this->list(), (std::vector{version(3), version(2), version(1)}));
  EXPECT_EQ(this->list(kTeam, 2), (std::vector{version(3), version(2)}));
}

TYPED_TEST_P(EntityVersionStoreContract, FindsOneByItsNumber) {
  ASSERT_EQ(this->put(version(1)), "none");
  ASSERT_EQ(this->put(version(2)), "none");
  EXPECT_EQ(this->store().find(kTeam, 1).value(), version(1));
  EXPECT_FALSE(this->store().find(kTeam, 3).value());
  EXPECT_FALSE(this->store().find(kOther, 1).value());
}

TYPED_TEST_P(EntityVersionStoreContract, AVersionNeverChanges) {
  ASSERT_EQ(this->put(version(1)), "none");
  ASSERT_EQ(this->put({kTeam, 1, "another text"}), "none");
  EXPECT_EQ(this->list(), std::vector{version(1)});
}

TYPED_TEST_P(EntityVersionStoreContract, KeepsAsManyAsItSaysOfEachEntity) {
  ASSERT_EQ(this->put(version(1, kOther)), "none");
  const std::int64_t newest = identity::kMaxVersionsKept + 3;
  for (std::int64_t number = 1; number <= newest; ++number) ASSERT_EQ(this->put(version(number)), "none");
  const auto kept = this->list();
  ASSERT_EQ(kept.size(), static_cast<std::size_t>(identity::kMaxVersionsKept));
  EXPECT_EQ(kept.front().number, newest);
  EXPECT_EQ(kept.back().number, 4);
  EXPECT_EQ(this->list(kOther).size(), 1U) << "those of others stay";
}

TYPED_TEST_P(EntityVersionStoreContract, ForgetsThoseOfOneEntity) {
  ASSERT_EQ(this->put(version(1)), "none");
  ASSERT_EQ(this->put(version(1, kOther)), "none");
  ASSERT_TRUE(this->store().forget(kTeam));
  EXPECT_TRUE(this->list().empty());
  EXPECT_EQ(this->list(kOther).size(), 1U);
}

TYPED_TEST_P(EntityVersionStoreContract, ATextMayHoldAnythingUpToItsLength) {
  std::string text = "\xC3\xA9\n'\";--\t";
  text.push_back('\0');
  text.resize(identity::kMaxVersionText, 'x');
  ASSERT_EQ(this->put({kTeam, 1, text}), "none");
  EXPECT_EQ(this->store().find(kTeam, 1).value()->text, text);
  EXPECT_EQ(this->put({kTeam, 2, text + "x"}), "version_too_long");
  EXPECT_EQ(this->list().size(), 1U);
}

TYPED_TEST_P(EntityVersionStoreContract, ACommitKeepsItsHistoryAndOneThatFailsKeepsNothing) {
  ASSERT_TRUE(this->access().commit(0, {.history = {version(1), version(2)}}));
  EXPECT_EQ(this->list(), (std::vector{version(2), version(1)}));
  EXPECT_EQ(reason_of(this->access().commit(0, {.history = {version(3)}})), "access_changed");
  const std::string too_long(identity::kMaxVersionText + 1, 'x');
  EXPECT_EQ(reason_of(this->access().commit(1, {.history = {version(3), {kTeam, 4, too_long}}})), "version_too_long");
  EXPECT_EQ(this->list().size(), 2U);
  EXPECT_EQ(this->access().revision().value(), 1);
}

TYPED_TEST_P(EntityVersionStoreContract, ARemovedEntityTakesItsVersionsAlong) {
  ASSERT_TRUE(this->access().commit(0, {.history = {version(1), version(1, kOther)}}));
  ASSERT_TRUE(this->access().commit(1, {.removed = {kTeam}}));
  EXPECT_TRUE(this->list().empty());
  EXPECT_EQ(this->list(kOther).size(), 1U);
}

TYPED_TEST_P(EntityVersionStoreContract, OfThoseWhoPutOneVersionAtOnceTheFirstStays) {
  race([&](std::size_t i) { EXPECT_TRUE(this->store().put({kTeam, 1, "racer " + std::to_string(i)})); });
  EXPECT_EQ(this->list().size(), 1U);
}

REGISTER_TYPED_TEST_SUITE_P(EntityVersionStoreContract, ThereIsNoneAtFirst, ListsTheNewestFirst, FindsOneByItsNumber,
                            AVersionNeverChanges, KeepsAsManyAsItSaysOfEachEntity, ForgetsThoseOfOneEntity,
                            ATextMayHoldAnythingUpToItsLength, ACommitKeepsItsHistoryAndOneThatFailsKeepsNothing,
                            ARemovedEntityTakesItsVersionsAlong, OfThoseWhoPutOneVersionAtOnceTheFirstStays);

}  // namespace sallyport::stores::contract::entity_versions
