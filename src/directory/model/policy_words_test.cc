#include "directory/model/policy_words.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "crypto/system_random.h"
#include "entra/graph_application.h"
#include "entra/portal_application.h"
#include "stores/memory/directory_store.h"

namespace sallyport::directory {
namespace {

using entra::GrantControl;
using entra::ObjectId;

class PolicyWording : public ::testing::Test {
 protected:
  PolicyWording() {
    EXPECT_TRUE(store.add_tenant({tenant, "Contoso", {"t1.example"}}));
    entra::User user;
    user.id = ObjectId("u1");
    user.tenant = tenant;
    user.user_principal_name = "ann@t1.example";
    EXPECT_TRUE(store.add_user(user));
    EXPECT_TRUE(store.add_group({ObjectId("g1"), tenant, "Staff", "", {}}));
    for (const char* id : {"1", "2", "3"})
      EXPECT_TRUE(store.add_principal({ObjectId("p" + std::string(id)),
                                       tenant,
                                       ClientId("c" + std::string(id)),
                                       std::string(id) == "1" ? "Desk" : "Twin",
                                       true,
                                       false,
                                       {}}));
    EXPECT_TRUE(store.add_location(make_location(tenant, {"Office", {"192.0.2.0/24"}, true}, now, random).value()));
    words.name = "Policy";
    words.require = {"mfa"};
  }
  Result<entra::ConditionalAccessPolicy> made() { return make_policy(store, tenant, words, now, random); }

  const UnixTime now{1'800'000'000};
  const TenantId tenant{"t1"};
  crypto::SystemRandom random;
  stores::MemoryDirectoryStore store;
  PolicyWords words;
};

TEST_F(PolicyWording, WhatIsLeftOutIsEverybodyEverywhereAtEverything) {
  const auto policy = made();
  ASSERT_TRUE(policy);
  EXPECT_TRUE(policy->include_people.everybody);
  EXPECT_TRUE(policy->include_apps.all);
  EXPECT_FALSE(policy->include_places);
  EXPECT_EQ(policy->state, entra::PolicyState::enabled);
  EXPECT_EQ(policy->controls, std::vector{GrantControl::mfa});
  EXPECT_EQ(policy->created, now);
}

TEST_F(PolicyWording, NamesBecomeIds) {
  words.users = {"guests", "ANN@t1.example"};
  words.exclude_groups = {"Staff"};
  words.exclude_roles = {"Global Administrator"};
  words.apps = {"graph", "portal", "Desk"};
  words.exclude_locations = {"trusted", "Office"};
  words.clients = {"browser"};
  words.state = "report-only";
  words.require = {"mfa", "password-change"};
  words.require_all = true;
  words.frequency = "30d";
  const auto policy = made();
  ASSERT_TRUE(policy) << policy.error().reason << policy.error().detail;
  EXPECT_TRUE(policy->include_people.guests);
  EXPECT_FALSE(policy->include_people.everybody);
  EXPECT_EQ(policy->include_people.people, std::vector{ObjectId("u1")});
  EXPECT_EQ(policy->exclude_people.groups, std::vector{ObjectId("g1")});
  EXPECT_EQ(policy->exclude_people.roles, std::vector{entra::DirectoryRole::global_administrator});
  EXPECT_EQ(policy->include_apps.apps, (std::vector{ClientId(std::string(entra::kGraphClientId)),
                                                    ClientId(std::string(entra::kPortalClientId)), ClientId("c1")}));
  EXPECT_TRUE(policy->include_places->everywhere);
  EXPECT_TRUE(policy->exclude_places.trusted);
  EXPECT_EQ(policy->exclude_places.locations.size(), 1U);
  EXPECT_EQ(policy->grant_operator, entra::GrantOperator::all_of);
  EXPECT_EQ(policy->sign_in_frequency, (entra::SignInFrequency{false, 30, entra::FrequencyUnit::days}));
}

TEST_F(PolicyWording, ContextsStandInsteadOfApplications) {
  words.contexts = {"c1"};
  EXPECT_FALSE(made()->include_apps.all);
  words.apps = {"all"};
  EXPECT_EQ(reason_of(made()), "policy_target");
}

TEST_F(PolicyWording, AWordThatMeansNothingIsRefused) {
  const auto refused = [&](auto change) {
    const PolicyWords before = words;
    change(words);
    const auto reason = reason_of(made());
    words = before;
    return reason;
  };
  EXPECT_EQ(refused([](auto& to) { to.state = "on"; }), "policy_state");
  EXPECT_EQ(refused([](auto& to) { to.clients = {"fax"}; }), "policy_client");
  EXPECT_EQ(refused([](auto& to) { to.require = {"MFA"}; }), "policy_require");
  for (const char* text : {"8", "h", "0h", "8m", "400d", "every time"})
    EXPECT_EQ(refused([&](auto& to) { to.frequency = text; }), "policy_frequency") << text;
  EXPECT_EQ(refused([](auto& to) { to.roles = {"King"}; }), "directory_role");
  EXPECT_EQ(refused([](auto& to) { to.users = {"bob@t1.example"}; }), "no_user");
  EXPECT_EQ(refused([](auto& to) { to.groups = {"Nobody"}; }), "no_group");
  EXPECT_EQ(refused([](auto& to) { to.apps = {"Nothing"}; }), "no_app");
  EXPECT_EQ(refused([](auto& to) { to.apps = {"Twin"}; }), "app_ambiguous");
  EXPECT_EQ(refused([](auto& to) { to.locations = {"Moon"}; }), "no_location");
  EXPECT_EQ(refused([](auto& to) { to.exclude_users = {"all"}; }), "no_user") << "nobody would be left";
  EXPECT_EQ(refused([](auto& to) { to.exclude_apps = {"all"}; }), "no_app");
  EXPECT_EQ(refused([](auto& to) { to.require = {"mfa", "block"}; }), "policy_controls");
}

TEST_F(PolicyWording, APersonOfAnotherTenantIsNobodyHere) {
  entra::User other;
  other.id = ObjectId("u2");
  other.tenant = TenantId("t2");
  other.user_principal_name = "eve@t2.example";
  ASSERT_TRUE(store.add_user(other));
  words.users = {"eve@t2.example"};
  EXPECT_EQ(reason_of(made()), "no_user");
}

TEST_F(PolicyWording, ALocationIsChosenByNameOrIdAndMustBeOne) {
  const auto office = choose_location(store, tenant, "Office");
  ASSERT_TRUE(office);
  EXPECT_EQ(choose_location(store, tenant, office->id.value)->id, office->id);
  ASSERT_TRUE(store.add_location(make_location(tenant, {"Office", {"198.51.100.0/24"}, false}, now, random).value()));
  EXPECT_EQ(reason_of(choose_location(store, tenant, "Office")), "location_ambiguous");
  EXPECT_EQ(reason_of(make_location(tenant, {"Bad", {"office"}, false}, now, random)), "location_networks");
}

}  // namespace
}  // namespace sallyport::directory
