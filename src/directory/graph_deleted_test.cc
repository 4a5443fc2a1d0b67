// directory/deletedItems: what was deleted is kept for 30 days, restored, or removed for good.
#include "directory/graph_fixture.h"

namespace sallyport::directory {
namespace {

class GraphDeleted : public GraphTest {
 protected:
  static constexpr std::string_view kItems = "/v1.0/directory/deletedItems/";
  std::string item(std::string_view id) { return std::string(kItems) + std::string(id); }
  http::Response remove(const std::string& target) {
    auto answer = call("DELETE", target, alice);
    EXPECT_EQ(answer.status, 204) << answer.body;
    return answer;
  }
  http::Response restore(std::string_view id, std::string_view token) {
    return call("POST", item(id) + "/restore", token);
  }
  std::vector<std::string> deleted(std::string_view kind) {
    return each(get(std::string(kItems) + "microsoft.graph." + std::string(kind), alice), "id");
  }
  using Ids = std::vector<std::string>;
};

TEST_F(GraphDeleted, AnApplicationComesBackWithItsSecretsConsentsAndAssignments) {
  const auto before = app(kWeb);
  const auto principal = principal_of(kWeb);
  const auto assigned = store.assignments_to(principal.id, {}).value().rows;
  const auto consents = store.consents(TenantId(std::string(kTenant)), {.client = principal.id}, {}).value().rows;
  ASSERT_FALSE(assigned.empty());
  remove("/v1.0/applications/" + before.id.value);
  EXPECT_FALSE(store.find_app(ClientId(std::string(kWeb))).value());
  EXPECT_EQ(deleted("application"), Ids{before.id.value});
  const auto shown = get(item(before.id.value), alice);
  EXPECT_EQ(at(shown, "appId"), kWeb);
  EXPECT_NE(at(shown, "deletedDateTime"), "null");
  const auto restored = restore(before.id.value, alice);
  ASSERT_EQ(restored.status, 200) << restored.body;
  EXPECT_EQ(at(restored, "@odata.type"), "#microsoft.graph.application");
  EXPECT_EQ(app(kWeb), before);
  EXPECT_EQ(principal_of(kWeb), principal);
  EXPECT_EQ(store.assignments_to(principal.id, {}).value().rows, assigned);
  EXPECT_EQ(store.consents(TenantId(std::string(kTenant)), {.client = principal.id}, {}).value().rows, consents);
  EXPECT_TRUE(deleted("application").empty());
}

TEST_F(GraphDeleted, APersonComesBackWithTheirGroupsAndSignsInAnew) {
  const auto code = code_for(with(authorize_fields(), "scope", "openid offline_access"), "bob@contoso.example");
  const auto body = body_of(token(redemption(code)));
  const Fields renewal{{"grant_type", "refresh_token"},
                       {"client_id", std::string(kWeb)},
                       {"client_secret", std::string(kSecret)},
                       {"refresh_token", text_of(body, "refresh_token")}};
  const auto before = person("bob@contoso.example");
  const auto groups = store.groups_of(before.id).value();
  clock.advance(Seconds(1));
  remove("/v1.0/users/bob@contoso.example");
  EXPECT_EQ(get("/v1.0/users/" + before.id.value, alice).status, 404);
  EXPECT_EQ(token(renewal).status, 400);
  EXPECT_EQ(deleted("user"), Ids{before.id.value});
  ASSERT_EQ(restore(before.id.value, alice).status, 200);
  EXPECT_EQ(store.groups_of(before.id).value(), groups);
  EXPECT_EQ(person("bob@contoso.example").password_hash, before.password_hash);
  EXPECT_NE(token(renewal).body.find("AADSTS50173"), std::string::npos);
}

TEST_F(GraphDeleted, AGroupComesBackWithItsMembers) {
  const auto made = call("POST", "/v1.0/groups", alice,
                         R"({"displayName":"Team","mailEnabled":false,"mailNickname":"t","securityEnabled":true,
                             "members@odata.bind":["https://x/v1.0/users/)" +
                             std::string(kAlice) + R"("]})");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string id = at(made, "id");
  remove("/v1.0/groups/" + id);
  EXPECT_EQ(deleted("group"), Ids{id});
  ASSERT_EQ(restore(id, alice).status, 200);
  EXPECT_EQ(each(get("/v1.0/groups/" + id + "/members", alice), "id"), Ids{std::string(kAlice)});
}

TEST_F(GraphDeleted, WhatIsRemovedForGoodDoesNotComeBack) {
  const std::string id = app(kSpa).id.value;
  remove("/v1.0/applications/" + id);
  remove(item(id));
  EXPECT_EQ(get(item(id), alice).status, 404);
  EXPECT_EQ(restore(id, alice).status, 404);
}

TEST_F(GraphDeleted, After30DaysItIsGone) {
  const std::string id = app(kSpa).id.value;
  remove("/v1.0/applications/" + id);
  clock.advance(Seconds(30 * 86400));
  alice = token_of("alice@contoso.example", kEverything);
  EXPECT_EQ(get(item(id), alice).status, 200);
  clock.advance(Seconds(1));
  EXPECT_EQ(get(item(id), alice).status, 404);
  EXPECT_EQ(restore(id, alice).status, 404);
}

TEST_F(GraphDeleted, OnlyWhoMayDeleteMayRestore) {
  const std::string spa = app(kSpa).id.value;
  remove("/v1.0/applications/" + spa);
  EXPECT_EQ(get(item(spa), bob).status, 403) << "a member";
  EXPECT_EQ(restore(spa, bob).status, 403);
  EXPECT_EQ(call("DELETE", item(spa), bob).status, 403);
  EXPECT_EQ(get(item(spa), frank).status, 404) << "another tenant";
  EXPECT_EQ(restore(spa, frank).status, 404);
  EXPECT_EQ(restore(spa, token_of("alice@contoso.example", "Group.ReadWrite.All")).status, 403) << "of another kind";
  EXPECT_EQ(get(item(spa), app_token("User.Read.All")).status, 403) << "of another kind";
  EXPECT_EQ(restore(spa, app_token("Application.ReadWrite.All")).status, 200);
}

TEST_F(GraphDeleted, AnAdministratorIsRestoredByAGlobalAdministratorAlone) {
  give_role("bob@contoso.example", entra::DirectoryRole::user_administrator);
  give_role("dave@contoso.example", entra::DirectoryRole::user_administrator);
  const std::string dave = person("dave@contoso.example").id.value;
  remove("/v1.0/users/dave@contoso.example");
  EXPECT_EQ(get(item(dave), bob).status, 200);
  EXPECT_EQ(restore(dave, bob).status, 403);
  EXPECT_EQ(call("DELETE", item(dave), bob).status, 403);
  EXPECT_EQ(restore(dave, alice).status, 200);
}

TEST_F(GraphDeleted, ATakenNameStaysWithItsNewOwner) {
  const std::string bob_id = person("bob@contoso.example").id.value;
  remove("/v1.0/users/bob@contoso.example");
  auto other = person("alice@contoso.example");
  other.id = entra::ObjectId(std::string(kNowhereId));
  other.user_principal_name = "bob@contoso.example";
  ASSERT_TRUE(store.add_user(other));
  const auto refused = restore(bob_id, alice);
  EXPECT_EQ(refused.status, 400) << refused.body;
  EXPECT_EQ(deleted("user"), Ids{bob_id});
}

}  // namespace
}  // namespace sallyport::directory
