// The tests that every store of conditional access policies and named locations must pass. A test instantiates the
// suite with the factory type of directory_store_contract.h.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "stores/contract/directory_values.h"

namespace sallyport::stores::contract {

inline entra::NamedLocation location(std::string id, TenantId tenant = kHome) {
  return {entra::ObjectId(std::move(id)),
          std::move(tenant),
          "Head office",
          true,
          {*http::IpNetwork::parse("192.0.2.0/24"), *http::IpNetwork::parse("2001:db8::7")},
          kNow,
          kNow + Seconds(1)};
}

// Every field is set to something that is not its default.
inline entra::ConditionalAccessPolicy policy(std::string id, TenantId tenant = kHome) {
  using entra::ObjectId;
  entra::ConditionalAccessPolicy policy;
  policy.id = ObjectId(std::move(id));
  policy.tenant = std::move(tenant);
  policy.display_name = "Second factor outside";
  policy.state = entra::PolicyState::report_only;
  policy.include_people = {true, true, {ObjectId("u1")}, {ObjectId("g1")}, {entra::DirectoryRole::user_administrator}};
  policy.exclude_people.people = {ObjectId("u2")};
  policy.include_apps = {true, {ClientId("c1")}};
  policy.exclude_apps.apps = {ClientId("c2")};
  policy.contexts = {"c1", "c25"};
  policy.include_places = entra::PolicyPlaces{true, true, {}};
  policy.exclude_places.trusted = true;
  policy.client_kinds = {entra::ClientKind::mobile_and_desktop, entra::ClientKind::other};
  policy.grant_operator = entra::GrantOperator::all_of;
  policy.controls = {entra::GrantControl::mfa, entra::GrantControl::password_change,
                     entra::GrantControl::compliant_device, entra::GrantControl::domain_joined_device};
  policy.sign_in_frequency = entra::SignInFrequency{true, 7, entra::FrequencyUnit::days};
  policy.created = kNow;
  policy.modified = kNow + Seconds(2);
  return policy;
}

template <class Factory>
class DirectoryPolicyContract : public ::testing::Test {
 protected:
  static entra::ObjectId id(std::string text) { return entra::ObjectId(std::move(text)); }
  static Result<void> name_l1(entra::ConditionalAccessPolicy& policy) {
    policy.exclude_places.locations = {id("l1")};
    return {};
  }

  Factory factory_;
  std::unique_ptr<entra::DirectoryStore> store_ = factory_.directory();
};
TYPED_TEST_SUITE_P(DirectoryPolicyContract);

TYPED_TEST_P(DirectoryPolicyContract, PoliciesAndLocationsComeBackWholeInOrderOfCreation) {
  auto& store = *this->store_;
  for (const char* id : {"p2", "p1"}) ASSERT_TRUE(store.add_policy(policy(id)));
  ASSERT_TRUE(store.add_policy(policy("p9", TenantId("t2"))));
  for (const char* id : {"l2", "l1"}) ASSERT_TRUE(store.add_location(location(id)));
  EXPECT_EQ(*store.policies(kHome), (std::vector{policy("p2"), policy("p1")}));
  EXPECT_EQ(*store.locations(kHome), (std::vector{location("l2"), location("l1")}));
  EXPECT_EQ(**store.find_policy(this->id("p9")), policy("p9", TenantId("t2")));
  EXPECT_EQ(**store.find_location(this->id("l1")), location("l1"));
  EXPECT_FALSE(*store.find_policy(this->id("l1")));
  EXPECT_FALSE(*store.find_location(this->id("p1")));
}

TYPED_TEST_P(DirectoryPolicyContract, AnIdIsTakenOnce) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_policy(policy("p1")));
  ASSERT_TRUE(store.add_location(location("l1")));
  EXPECT_EQ(reason_of(store.add_policy(policy("p1", TenantId("t2")))), "policy_id_taken");
  EXPECT_EQ(reason_of(store.add_location(location("l1", TenantId("t2")))), "location_id_taken");
}

TYPED_TEST_P(DirectoryPolicyContract, AChangeKeepsIdAndTenant) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_policy(policy("p1")));
  ASSERT_TRUE(store.change_policy(this->id("p1"), [](entra::ConditionalAccessPolicy& each) -> Result<void> {
    each.state = entra::PolicyState::enabled;
    return {};
  }));
  EXPECT_EQ((*store.find_policy(this->id("p1")))->state, entra::PolicyState::enabled);
  const auto move = [](auto& each) -> Result<void> {
    each.tenant = TenantId("t2");
    return {};
  };
  EXPECT_EQ(reason_of(store.change_policy(this->id("p1"), move)), "id_changed");
  EXPECT_EQ(reason_of(store.change_policy(this->id("x"), move)), "no_policy");
  EXPECT_EQ(reason_of(store.change_location(this->id("x"), move)), "no_location");
}

TYPED_TEST_P(DirectoryPolicyContract, APolicyNamesLocationsOfItsOwnTenantAlone) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_location(location("l1", TenantId("t2"))));
  auto naming = policy("p1");
  ASSERT_TRUE(this->name_l1(naming));
  EXPECT_EQ(reason_of(store.add_policy(naming)), "no_location");
  EXPECT_FALSE(*store.find_policy(this->id("p1"))) << "nothing is stored";
  ASSERT_TRUE(store.add_policy(policy("p1")));
  EXPECT_EQ(reason_of(store.change_policy(this->id("p1"), this->name_l1)), "no_location");
  EXPECT_EQ(**store.find_policy(this->id("p1")), policy("p1"));
}

TYPED_TEST_P(DirectoryPolicyContract, ALocationThatAPolicyNamesStays) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_location(location("l1")));
  ASSERT_TRUE(store.add_policy(policy("p1")));
  ASSERT_TRUE(store.change_policy(this->id("p1"), this->name_l1));
  EXPECT_EQ(reason_of(store.remove_location(this->id("l1"))), "location_used");
  EXPECT_TRUE(*store.remove_policy(this->id("p1")));
  EXPECT_FALSE(*store.remove_policy(this->id("p1")));
  EXPECT_TRUE(*store.remove_location(this->id("l1")));
  EXPECT_FALSE(*store.remove_location(this->id("l1")));
}

TYPED_TEST_P(DirectoryPolicyContract, ATenantHasALimitedNumberOfEach) {
  auto& store = *this->store_;
  entra::Batch batch;
  for (std::size_t i = 0; i < entra::kPolicies; ++i) batch.policies.push_back(policy("p" + std::to_string(i)));
  for (std::size_t i = 0; i < entra::kNamedLocations; ++i) batch.locations.push_back(location("l" + std::to_string(i)));
  ASSERT_TRUE(store.add(batch));
  EXPECT_EQ(reason_of(store.add_policy(policy("more"))), "policy_count");
  EXPECT_EQ(reason_of(store.add_location(location("more"))), "location_count");
  EXPECT_TRUE(store.add_policy(policy("other", TenantId("t2"))));
}

TYPED_TEST_P(DirectoryPolicyContract, ABatchAddsLocationsBeforeThePoliciesThatNameThem) {
  auto& store = *this->store_;
  entra::Batch batch;
  batch.policies = {policy("p1")};
  ASSERT_TRUE(this->name_l1(batch.policies[0]));
  EXPECT_EQ(reason_of(store.add(batch)), "no_location");
  batch.locations = {location("l1")};
  ASSERT_TRUE(store.add(batch));
  EXPECT_EQ(**store.find_policy(this->id("p1")), batch.policies[0]);
}

// Whichever comes first, no policy names a location that does not exist.
TYPED_TEST_P(DirectoryPolicyContract, ALocationThatIsRemovedWhileAPolicyTakesItIsNeverNamed) {
  this->RecordProperty("covers", "A19");
  auto& store = *this->store_;
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(store.add_location(location("l1")));
    ASSERT_TRUE(store.add_policy(policy("p1")));
    std::atomic<int> next{0};
    const int done = race(2, [&] {
      if (next++ == 0) return store.change_policy(this->id("p1"), this->name_l1).has_value();
      return store.remove_location(this->id("l1")).has_value();
    });
    EXPECT_EQ(done, 1);
    ASSERT_TRUE(store.remove_policy(this->id("p1")));
    ASSERT_TRUE(store.remove_location(this->id("l1")));
  }
}

REGISTER_TYPED_TEST_SUITE_P(DirectoryPolicyContract, PoliciesAndLocationsComeBackWholeInOrderOfCreation,
                            AnIdIsTakenOnce, AChangeKeepsIdAndTenant, APolicyNamesLocationsOfItsOwnTenantAlone,
                            ALocationThatAPolicyNamesStays, ATenantHasALimitedNumberOfEach,
                            ABatchAddsLocationsBeforeThePoliciesThatNameThem,
                            ALocationThatIsRemovedWhileAPolicyTakesItIsNeverNamed);

}  // namespace sallyport::stores::contract
