#include "directory/model/policies.h"

#include <gtest/gtest.h>

#include "entra/graph_application.h"
#include "entra/portal_application.h"
#include "stores/memory/directory_store.h"

namespace sallyport::directory {
namespace {

using entra::ConditionalAccessPolicy;
using entra::GrantControl;
using entra::ObjectId;

ConditionalAccessPolicy good_policy() {
  ConditionalAccessPolicy policy;
  policy.tenant = TenantId("t1");
  policy.display_name = "Second factor";
  policy.include_people.everybody = true;
  policy.include_apps.all = true;
  policy.controls = {GrantControl::mfa};
  return policy;
}

std::string_view reason(const ConditionalAccessPolicy& policy) {
  const auto checked = check_policy(policy);
  return checked ? "none" : checked.error().reason;
}

TEST(PolicyRules, ANameHas1To120CharactersWithoutControls) {
  auto policy = good_policy();
  EXPECT_EQ(reason(policy), "none");
  for (const std::string& name : {std::string(), std::string(121, 'a'), std::string("a\nb")}) {
    policy.display_name = name;
    EXPECT_EQ(reason(policy), "policy_name");
  }
}

TEST(PolicyRules, SomebodyIsIncluded) {
  auto policy = good_policy();
  policy.include_people = {};
  EXPECT_EQ(reason(policy), "policy_people");
  policy.include_people.guests = true;
  EXPECT_EQ(reason(policy), "none");
  policy.include_people = {};
  policy.include_people.roles = {entra::DirectoryRole::user_administrator};
  EXPECT_EQ(reason(policy), "none");
}

TEST(PolicyRules, ApplicationsOrContextsAreIncludedAndNotBoth) {
  auto policy = good_policy();
  policy.contexts = {"c1"};
  EXPECT_EQ(reason(policy), "policy_target");
  policy.include_apps.all = false;
  EXPECT_EQ(reason(policy), "none");
  policy.contexts.clear();
  EXPECT_EQ(reason(policy), "policy_target");
  for (const char* context : {"c0", "c100", "1", "C1", "c1x", ""}) {
    policy.contexts = {context};
    EXPECT_EQ(reason(policy), "policy_context") << context;
  }
}

TEST(PolicyRules, APlaceIsIncludedBeforeOneIsExcluded) {
  auto policy = good_policy();
  policy.exclude_places.trusted = true;
  EXPECT_EQ(reason(policy), "policy_places");
  policy.include_places.emplace();
  EXPECT_EQ(reason(policy), "policy_places");
  policy.include_places->everywhere = true;
  EXPECT_EQ(reason(policy), "none");
}

TEST(PolicyRules, BlockStandsAloneAndSomethingIsDemanded) {
  auto policy = good_policy();
  policy.controls = {GrantControl::block};
  EXPECT_EQ(reason(policy), "none");
  policy.controls = {GrantControl::mfa, GrantControl::block};
  EXPECT_EQ(reason(policy), "policy_controls");
  policy.controls.clear();
  EXPECT_EQ(reason(policy), "policy_controls");
  policy.sign_in_frequency.emplace();
  EXPECT_EQ(reason(policy), "none");
}

TEST(PolicyRules, AFrequencyIs1To23HoursOr1To365Days) {
  auto policy = good_policy();
  const auto with = [&](int value, entra::FrequencyUnit unit) {
    policy.sign_in_frequency = entra::SignInFrequency{false, value, unit};
    return reason(policy);
  };
  EXPECT_EQ(with(0, entra::FrequencyUnit::hours), "policy_frequency");
  EXPECT_EQ(with(23, entra::FrequencyUnit::hours), "none");
  EXPECT_EQ(with(24, entra::FrequencyUnit::hours), "policy_frequency");
  EXPECT_EQ(with(365, entra::FrequencyUnit::days), "none");
  EXPECT_EQ(with(366, entra::FrequencyUnit::days), "policy_frequency");
  policy.sign_in_frequency->every_time = true;
  EXPECT_EQ(reason(policy), "none");
}

TEST(LocationRules, ALocationHas1To2000NetworksOfAtMostASlash8) {
  entra::NamedLocation location;
  location.display_name = "Office";
  const auto reason = [&] {
    const auto checked = check_location(location);
    return checked ? std::string_view("none") : checked.error().reason;
  };
  EXPECT_EQ(reason(), "location_networks");
  for (const char* network : {"10.0.0.0/8", "192.0.2.7", "2001:db8::/32"})
    location.networks.push_back(*http::IpNetwork::parse(network));
  EXPECT_EQ(reason(), "none");
  for (const char* network : {"0.0.0.0/0", "10.0.0.0/7", "::/0", "2000::/7"}) {
    location.networks = {*http::IpNetwork::parse(network)};
    EXPECT_EQ(reason(), "location_networks") << network;
  }
  location.networks.assign(2001, *http::IpNetwork::parse("192.0.2.7"));
  EXPECT_EQ(reason(), "location_networks");
  location.networks.pop_back();
  location.display_name.clear();
  EXPECT_EQ(reason(), "location_name");
}

// Every name that a policy has must exist in its own tenant.
class PolicyNames : public ::testing::Test {
 protected:
  PolicyNames() {
    for (const char* id : {"t1", "t2"})
      EXPECT_TRUE(store.add_tenant({TenantId(id), "Contoso", {std::string(id) + ".example"}}));
    entra::User user;
    user.id = ObjectId("u1");
    user.tenant = TenantId("t1");
    user.user_principal_name = "u1@t1.example";
    EXPECT_TRUE(store.add_user(user));
    EXPECT_TRUE(store.add_group({ObjectId("g1"), TenantId("t1"), "Staff", "", {}}));
    EXPECT_TRUE(store.add_principal({ObjectId("p1"), TenantId("t1"), ClientId("c1"), "App", true, false, {}}));
  }
  std::string_view reason() {
    const auto checked = check_policy_names(store, policy);
    return checked ? "none" : checked.error().reason;
  }

  stores::MemoryDirectoryStore store;
  ConditionalAccessPolicy policy = good_policy();
};

TEST_F(PolicyNames, OfPeople) {
  policy.exclude_people.people = {ObjectId("u1")};
  EXPECT_EQ(reason(), "none");
  policy.include_people.people = {ObjectId("nobody")};
  EXPECT_EQ(reason(), "no_user");
  policy.include_people.people = {ObjectId("g1")};
  EXPECT_EQ(reason(), "no_user") << "a group";
}

TEST_F(PolicyNames, OfGroups) {
  policy.include_people.groups = {ObjectId("g1")};
  EXPECT_EQ(reason(), "none");
  policy.exclude_people.groups = {ObjectId("u1")};
  EXPECT_EQ(reason(), "no_group");
}

TEST_F(PolicyNames, OfApplications) {
  policy.include_apps = {
      false,
      {ClientId("c1"), ClientId(std::string(entra::kGraphClientId)), ClientId(std::string(entra::kPortalClientId))}};
  EXPECT_EQ(reason(), "none");
  policy.exclude_apps.apps = {ClientId("c2")};
  EXPECT_EQ(reason(), "no_app");
}

TEST_F(PolicyNames, OfTheSameTenantAlone) {
  policy.tenant = TenantId("t2");
  policy.include_people.people = {ObjectId("u1")};
  EXPECT_EQ(reason(), "no_user");
  policy.include_people = {};
  policy.include_people.groups = {ObjectId("g1")};
  EXPECT_EQ(reason(), "no_group");
  policy.include_people = {};
  policy.include_apps = {false, {ClientId("c1")}};
  EXPECT_EQ(reason(), "no_app");
}

}  // namespace
}  // namespace sallyport::directory
