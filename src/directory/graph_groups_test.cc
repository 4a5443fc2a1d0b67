// Tests of Graph's groups: members, nesting, and the questions that sign-in integrations ask about memberships.
#include "directory/graph_fixture.h"

namespace sallyport::directory {
namespace {

class GraphGroups : public GraphTest {
 protected:
  std::string make_group(std::string_view name, std::string_view token = {}) {
    const auto made = call("POST", "/v1.0/groups", token.empty() ? std::string_view(alice) : token,
                           R"({"displayName":")" + std::string(name) +
                               R"(","mailEnabled":false,"mailNickname":"x","securityEnabled":true})");
    EXPECT_EQ(made.status, 201) << made.body;
    return at(made, "id");
  }
  http::Response add(std::string_view group, std::string_view member) {
    return call("POST", "/v1.0/groups/" + std::string(group) + "/members/$ref", alice,
                R"({"@odata.id":")" + std::string(kOrigin) + "/v1.0/directoryObjects/" + std::string(member) + R"("})");
  }
  static std::vector<std::string> sorted(std::vector<std::string> ids) {
    std::ranges::sort(ids);
    return ids;
  }
};

TEST_F(GraphGroups, AGroupIsCreatedWithItsMembers) {
  const std::string bind = std::string(kOrigin) + "/v1.0/users/" + std::string(kAlice);
  const auto made = call("POST", "/v1.0/groups", alice,
                         R"({"displayName":"Team","description":"d","mailEnabled":false,"mailNickname":"t",
                             "securityEnabled":true,"members@odata.bind":[")" +
                             bind + R"("]})");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string group = at(made, "id");
  EXPECT_EQ(at(get("/v1.0/groups/" + group, bob), "description"), "d");
  EXPECT_EQ(each(get("/v1.0/groups/" + group + "/members", bob), "id"), std::vector<std::string>{std::string(kAlice)});
  EXPECT_EQ(each(get("/v1.0/groups/" + group + "/members", bob), "@odata.type"),
            std::vector<std::string>{"#microsoft.graph.user"});
}

TEST_F(GraphGroups, MembersComeAndGo) {
  const std::string group = make_group("Team");
  EXPECT_EQ(add(group, kAlice).status, 204);
  const auto twice = add(group, kAlice);
  EXPECT_EQ(twice.status, 400);
  EXPECT_EQ(at(twice, "error/message"),
            "One or more added object references already exist for the following modified properties: 'members'.");
  EXPECT_EQ(add(group, kNowhereId).status, 404);
  EXPECT_EQ(add(group, group).status, 400);
  const std::string member = "/v1.0/groups/" + group + "/members/" + std::string(kAlice) + "/$ref";
  EXPECT_EQ(call("DELETE", member, alice).status, 204);
  EXPECT_EQ(call("DELETE", member, alice).status, 404);
  EXPECT_TRUE(each(get("/v1.0/groups/" + group + "/members", alice), "id").empty());
}

TEST_F(GraphGroups, NestedGroupsAreFollowedAroundACircle) {
  const std::string inner = make_group("Inner");
  const std::string outer = make_group("Outer");
  ASSERT_EQ(add(inner, person("bob@contoso.example").id.value).status, 204);
  ASSERT_EQ(add(outer, inner).status, 204);
  ASSERT_EQ(add(inner, outer).status, 204);
  EXPECT_EQ(each(get("/v1.0/me/memberOf", bob), "id"), std::vector<std::string>{inner});
  EXPECT_EQ(sorted(each(get("/v1.0/me/transitiveMemberOf", bob), "id")), sorted({inner, outer}));
  EXPECT_EQ(sorted(each(get("/v1.0/groups/" + outer + "/transitiveMembers", alice), "id")),
            sorted({inner, person("bob@contoso.example").id.value}));
}

// The requests of Dex and of oauth2-proxy, as they send them.
TEST_F(GraphGroups, SignInIntegrationsLearnTheGroupsOfAPerson) {
  RecordProperty("covers", "P7");
  const auto token = token_of("dave@contoso.example", "openid profile User.Read");
  const auto dex = call("POST", "/v1.0/me/getMemberGroups", token, R"({"securityEnabledOnly":true})");
  EXPECT_EQ(dex.status, 200);
  EXPECT_EQ(at(dex, "@odata.context"), std::string(kOrigin) + "/v1.0/$metadata#Collection(Edm.String)");
  const auto parsed = json::parse_object(dex.body).value();
  EXPECT_EQ(parsed.find("value")->as_array()->size(), 201U);
  const auto proxy = all_pages("/v1.0/me/transitiveMemberOf?$select=id&$top=100", token, "id");
  EXPECT_EQ(proxy.size(), 201U);
  EXPECT_EQ(each(get("/v1.0/me/transitiveMemberOf?$select=id&$top=100", token), "id").size(), 100U);
}

TEST_F(GraphGroups, NamesOfGroupsNeedAPermissionOfTheirOwn) {
  const auto limited = get("/v1.0/me/memberOf", token_of("dave@contoso.example", "User.Read"));
  EXPECT_EQ(at(limited, "value/0/displayName"), "null");
  EXPECT_NE(at(limited, "value/0/id"), "null");
  const auto full = get("/v1.0/me/memberOf", token_of("dave@contoso.example", "User.Read GroupMember.Read.All"));
  EXPECT_TRUE(at(full, "value/0/displayName").starts_with("G"));
}

TEST_F(GraphGroups, DirectoryRolesAreMembershipsToo) {
  EXPECT_EQ(each(get("/v1.0/me/memberOf", alice), "displayName"),
            (std::vector<std::string>{"Staff", "Global Administrator"}));
  const std::string role(entra::template_id(entra::DirectoryRole::global_administrator));
  EXPECT_NE(call("POST", "/v1.0/me/getMemberObjects", alice, R"({"securityEnabledOnly":false})").body.find(role),
            std::string::npos);
  EXPECT_EQ(call("POST", "/v1.0/me/getMemberObjects", alice, R"({"securityEnabledOnly":true})").body.find(role),
            std::string::npos);
}

TEST_F(GraphGroups, ChecksMemberships) {
  const std::string group = make_group("Team");
  ASSERT_EQ(add(group, kAlice).status, 204);
  const std::string body = R"({"groupIds":[")" + group + R"(",")" + std::string(kNowhereId) + R"("]})";
  const auto checked = call("POST", "/v1.0/users/" + std::string(kAlice) + "/checkMemberGroups", bob, body);
  EXPECT_EQ(at(checked, "value"), R"([")" + group + R"("])");
  EXPECT_EQ(call("POST", "/v1.0/me/checkMemberGroups", alice, "{}").status, 400);
}

TEST_F(GraphGroups, AnApplicationResolvesAnOverage) {
  const auto robot = app_token("User.Read.All GroupMember.Read.All");
  const auto groups =
      call("POST", "/v1.0/users/" + std::string(kDave) + "/getMemberObjects", robot, R"({"securityEnabledOnly":true})");
  EXPECT_EQ(groups.status, 200);
  EXPECT_EQ(json::parse_object(groups.body)->find("value")->as_array()->size(), 201U);
  for (const char* too_little : {"Mail.Read", "User.Read.All", "GroupMember.Read.All"})
    EXPECT_EQ(
        call("POST", "/v1.0/users/" + std::string(kDave) + "/getMemberObjects", app_token(too_little), "{}").status,
        403)
        << too_little;
}

TEST_F(GraphGroups, APatchRenamesAndADeletionRemoves) {
  const std::string group = make_group("Team");
  ASSERT_EQ(add(group, kAlice).status, 204);
  EXPECT_EQ(call("PATCH", "/v1.0/groups/" + group, alice, R"({"displayName":"Crew"})").status, 204);
  EXPECT_EQ(at(get("/v1.0/groups/" + group + "?$expand=members($select=id)", alice), "displayName"), "Crew");
  EXPECT_EQ(at(get("/v1.0/groups/" + group + "?$expand=members", alice), "members/0/id"), kAlice);
  EXPECT_EQ(call("PATCH", "/v1.0/groups/" + group, alice, R"({"displayName":""})").status, 400);
  EXPECT_EQ(call("PATCH", "/v1.0/groups/" + group, alice, R"({"securityEnabled":false})").status, 400);
  EXPECT_EQ(call("DELETE", "/v1.0/groups/" + group, alice).status, 204);
  EXPECT_EQ(get("/v1.0/groups/" + group, alice).status, 404);
}

}  // namespace
}  // namespace sallyport::directory
