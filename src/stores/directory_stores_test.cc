// Opens a directory's folder of version 0.1.0 through the factory, and checks that nothing in it is lost.
#include "stores/directory_stores.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/json.h"
#include "entra/graph_application.h"
#include "stores/contract/fixture_0_1_0.h"
#include "stores/contract/scratch_file.h"

namespace sallyport::stores {
namespace {

constexpr std::int32_t kDirectoryFile = 0x53504452;
constexpr std::size_t kVersion = 1;

class DirectoryOf010 : public testing::Test {
 protected:
  void SetUp() override {
    const std::string folder = std::filesystem::path(file_.path()).parent_path();
    ASSERT_TRUE(contract::build_fixture("directory/directory.sql", folder + "/directory.db", kDirectoryFile, kVersion));
    made_ = *json::parse(contract::read_fixture("made.json")).value().as_object();
    stores_ = DirectoryStores::open({.data_dir = folder, .when_missing = WhenMissing::refuse}).value();
    tenant_ = TenantId(std::string(*made_.find("tenant")->as_string()));
  }

  ScratchFile file_;
  json::Object made_;
  TenantId tenant_;
  std::unique_ptr<DirectoryStores> stores_;
};

TEST_F(DirectoryOf010, TenantsPeopleAndGroupsAreThere) {
  entra::DirectoryStore& directory = stores_->directory();
  ASSERT_EQ(directory.tenants()->size(), 1U);
  EXPECT_TRUE(directory.find_tenant("contoso.example").value());
  EXPECT_EQ(directory.users(tenant_, {})->rows.size(), 3U);
  const auto alice = directory.find_user_by_name("alice@contoso.example").value().value();
  EXPECT_TRUE(alice.password_hash.starts_with("$argon2id$"));
  const auto groups = directory.groups(tenant_, {}).value();
  ASSERT_EQ(groups.rows.size(), 1U);
  EXPECT_EQ(directory.members_of(groups.rows[0].id, {})->rows.size(), 2U);
  EXPECT_EQ(directory.groups_of(alice.id)->size(), 1U);
  EXPECT_EQ(directory.users(tenant_, {.search = "alice"})->rows.size(), 1U);
}

TEST_F(DirectoryOf010, AppsHaveTheirSecretsRolesAndAssignments) {
  entra::DirectoryStore& directory = stores_->directory();
  EXPECT_EQ(directory.apps(tenant_, {})->rows.size(), 2U);
  const auto web = directory.find_app(ClientId(std::string(*made_.find("client")->as_string()))).value().value();
  EXPECT_EQ(web.secrets.size(), 1U);
  EXPECT_EQ(web.app_roles.size(), 2U);
  EXPECT_EQ(web.requested_access_token_version, 2) << "as it was stored";
  const auto principal = directory.find_principal_of(tenant_, web.client_id).value().value();
  EXPECT_EQ(directory.assignments_to(principal.id, {})->rows.size(), 2U);
}

// Version 0.1.0 stored the service principal's id with the app, and asked nobody for consent.
TEST_F(DirectoryOf010, AnAppKeepsItsServicePrincipalAndPeopleSignInAsBefore) {
  entra::DirectoryStore& directory = stores_->directory();
  const ClientId client(std::string(*made_.find("client")->as_string()));
  const std::string dump = contract::read_fixture("directory/directory.sql");
  const auto at = dump.find("\"service_principal\":\"", dump.find("INSERT INTO app VALUES"));
  ASSERT_NE(at, std::string::npos);
  const auto principals = directory.principals(tenant_, {}).value().rows;
  EXPECT_EQ(principals.size(), 3U) << "two apps, and Microsoft Graph";
  const std::string stored = dump.substr(at + std::string_view("\"service_principal\":\"").size(), 36);
  const auto principal = directory.find_principal(entra::ObjectId(stored)).value();
  ASSERT_TRUE(principal) << stored;
  EXPECT_TRUE(principal->enabled);
  const auto graph = directory.find_principal_of(tenant_, ClientId(std::string(entra::kGraphClientId))).value().value();
  const auto alice = directory.find_user_by_name("alice@contoso.example").value().value();
  const auto consents = directory.consents_for(principal->id, alice.id).value();
  EXPECT_EQ(entra::consented_scopes(consents, graph.id),
            (std::vector<std::string>{"openid", "profile", "email", "offline_access", "User.Read"}));
}

// Only one of the two apps names groups in its tokens.
TEST_F(DirectoryOf010, AnAppThatNamesGroupsMayStillResolveThem) {
  entra::DirectoryStore& directory = stores_->directory();
  const auto graph = directory.find_principal_of(tenant_, ClientId(std::string(entra::kGraphClientId))).value().value();
  const auto holders = directory.assignments_to(graph.id, {}).value().rows;
  ASSERT_EQ(holders.size(), 2U);
  EXPECT_EQ(holders[0].principal, holders[1].principal);
  EXPECT_EQ(holders[0].principal_kind, entra::PrincipalKind::service_principal);
  EXPECT_EQ(holders[0].role_id, entra::find_role(entra::graph_registration(), "User.Read.All")->id);
}

TEST_F(DirectoryOf010, WhatIsOpenedAgainIsTheSame) {
  const auto before = stores_->directory().principals(tenant_, {}).value().rows;
  stores_.reset();
  const std::string folder = std::filesystem::path(file_.path()).parent_path();
  stores_ = DirectoryStores::open({.data_dir = folder, .when_missing = WhenMissing::refuse}).value();
  EXPECT_EQ(stores_->directory().principals(tenant_, {}).value().rows, before);
}

TEST_F(DirectoryOf010, TheSigningKeysAreThere) {
  const auto keys = stores_->keys().load();
  ASSERT_TRUE(keys);
  EXPECT_FALSE(keys->keys.empty());
  EXPECT_GT(keys->generation, 0);
}

TEST(DirectoryStores, ACommandDoesNotMakeAStore) {
  RecordProperty("covers", "B2");
  const ScratchFile file;
  const std::string folder = std::filesystem::path(file.path()).parent_path();
  const auto opened = DirectoryStores::open({.data_dir = folder, .when_missing = WhenMissing::refuse});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, "store_missing");
  EXPECT_FALSE(std::filesystem::exists(folder + "/directory.db"));
}

}  // namespace
}  // namespace sallyport::stores
