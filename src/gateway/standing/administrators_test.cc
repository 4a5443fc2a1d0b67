// Which people a name in adminPrincipals means, after they have signed in.
#include "gateway/standing/administrators.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using identity::Administrators;
using testing::World;

class ConfiguredAdministrators : public ::testing::Test {
 protected:
  ConfiguredAdministrators() {
    settings_.sign_in_configured = true;
    settings_.authorizer.principal_domain = "contoso.example";
  }

  PersonId arrive(const std::string& username, const std::string& email, const std::string& subject = {}) {
    const identity::IdentityKey key{"azure", Issuer("https://idp.example"), TenantId("t"),
                                    Subject(subject.empty() ? username : subject)};
    return world_.identities
        ->link_or_create({key, {username, email, "", username}, ""}, identity::CreateMissing::yes, world_.clock.now())
        .value()
        ->id;
  }
  void open_account(const PersonId& person) {
    ASSERT_TRUE(world_.accounts->change(person, [](identity::LocalAccount account) {
      account.password_hash = "a hash";
      return Result<identity::LocalAccount>(std::move(account));
    }));
  }
  Administrators found(std::vector<std::string> admins) {
    settings_.authorizer.admin_principals = std::move(admins);
    return find_administrators(settings_,
                               {*world_.identities, *world_.people_by_hand, *world_.accounts, world_.local_admin})
        .value();
  }
  using Named = std::vector<PersonId>;

  World world_;
  Settings settings_;
};

TEST_F(ConfiguredAdministrators, AreThoseWhoHaveBeenHere) {
  const PersonId ann = arrive("ann", "ann@contoso.example");
  arrive("bob", "bob@contoso.example");
  EXPECT_EQ(found({"Ann"}).named, Named{ann});
  EXPECT_EQ(found({"ANN@contoso.example"}).named, Named{ann});
  EXPECT_EQ(found({"eve", "eve@contoso.example", "oid:eve"}).named, Named{});
  EXPECT_EQ(found({}).named, Named{});
}

TEST_F(ConfiguredAdministrators, ByObjectIdIsWhoSignedInWithIt) {
  const PersonId ann = arrive("ann", "ann@contoso.example", "cccccccc-0000-4000-8000-000000000003");
  EXPECT_EQ(found({"oid:CCCCCCCC-0000-4000-8000-000000000003"}).named, Named{ann});
}

TEST_F(ConfiguredAdministrators, ABareNameMeansSomebodyOfOurOwnDomains) {
  arrive("ann@elsewhere.example", "ann@elsewhere.example");
  EXPECT_EQ(found({"ann"}).named, Named{});
  EXPECT_EQ(found({"ann@contoso.example"}).named, Named{}) << "an address is compared as a whole";
  const PersonId abroad = arrive("ann@fabrikam.example", "ann@fabrikam.example");
  settings_.authorizer.allowed_domains = {"contoso.example", "fabrikam.example"};
  EXPECT_EQ(found({"ann"}).named, Named{abroad});
  arrive("annette@fabrikam.example", "annette@fabrikam.example");
  EXPECT_EQ(found({"ann"}).named, Named{abroad});
}

TEST_F(ConfiguredAdministrators, SomebodyWithALocalAccountIsNotTheOneAtTheProvider) {
  const PersonId ann = arrive("ann", "ann@contoso.example");
  open_account(ann);
  EXPECT_EQ(found({"ann"}).named, Named{});
  settings_.sign_in_configured = false;
  EXPECT_EQ(found({"ann"}).named, Named{ann}) << "without a provider, names are those of local accounts";
  EXPECT_EQ(found({"oid:ann"}).named, Named{}) << "and object ids are nobody's";
}

TEST_F(ConfiguredAdministrators, ByAppRoleOnlyIfTheConfigurationSaysSo) {
  EXPECT_FALSE(found({}).by_app_role);
  settings_.authorizer.use_roles_from_provider = true;
  EXPECT_TRUE(found({}).by_app_role);
  settings_.sign_in_configured = false;
  EXPECT_FALSE(found({}).by_app_role);
}

TEST_F(ConfiguredAdministrators, TheLocalOneCountsIfTheyCanSignIn) {
  EXPECT_FALSE(found({"admin"}).local);
  ASSERT_TRUE(world_.local_admin.put({.password_hash = {}, .link_hash = "a link", .link_expires = {}}));
  EXPECT_FALSE(found({}).local) << "without a password";
  ASSERT_TRUE(world_.local_admin.put({.password_hash = "a hash", .link_hash = {}, .link_expires = {}}));
  EXPECT_TRUE(found({}).local);
  ASSERT_TRUE(
      world_.local_admin.put({.password_hash = "a hash", .link_hash = {}, .link_expires = {}, .retired = true}));
  EXPECT_FALSE(found({}).local);
}

}  // namespace
}  // namespace sallyport::gateway
