// Reading roles, policies and teams over HTTP.
#include <gtest/gtest.h>

#include "gateway/api/entities/api_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::ApiWorld;
using testing::policy_body;
using testing::replace;
using testing::Told;

constexpr std::array kLists{"roles", "policies", "teams"};

TEST(EntityShape, OfARoleIsOpenMetadatas) {
  ApiWorld api;
  const Told told = api.get("/api/v1/roles/name/DataConsumer?fields=policies,teams");
  ASSERT_EQ(told.status, 200);
  EXPECT_EQ(told.text("name"), "DataConsumer");
  EXPECT_EQ(told.text("fullyQualifiedName"), "DataConsumer");
  EXPECT_EQ(*told.body.find("version"), json::Value(0.1));
  EXPECT_EQ(*told.body.find("updatedAt"), json::Value(std::int64_t{1'790'000'000'000}));
  EXPECT_EQ(*told.body.find("deleted"), json::Value(false));
  EXPECT_EQ(told.text("provider"), "system");
  EXPECT_EQ(told.text("href"), "https://app.example/api/v1/roles/" + told.text("id"));
  EXPECT_EQ(told.names("policies"), "DataConsumerPolicy");
  EXPECT_EQ(told.names("teams"), "Organization");
  const json::Object& reference = *told.list("policies").front().as_object();
  EXPECT_EQ(*reference.find("type"), json::Value("policy"));
  EXPECT_EQ(told.tag, "\"" + told.text("id") + "/1\"");
}

TEST(EntityShape, OfAPolicyHasItsRules) {
  ApiWorld api;
  const Told told = api.get("/api/v1/policies/name/DomainOnlyAccessPolicy?fields=roles,teams");
  ASSERT_EQ(told.status, 200);
  ASSERT_EQ(told.list("rules").size(), 2U);
  const json::Object& rule = *told.list("rules").front().as_object();
  EXPECT_EQ(*rule.find("effect"), json::Value("deny"));
  EXPECT_EQ(json::print(*rule.find("operations")), R"(["All"])");
  EXPECT_EQ(*rule.find("condition"), json::Value("!hasDomain()"));
  EXPECT_EQ(*told.body.find("enabled"), json::Value(true));
  EXPECT_EQ(told.names("roles"), "DomainOnlyAccessRole");
}

TEST(EntityShape, OfATeamHasItsPlaceInTheHierarchy) {
  ApiWorld api;
  ASSERT_EQ(api.post("/api/v1/teams", R"({"name":"Sales","teamType":"Division"})").status, 201);
  ASSERT_EQ(api.post("/api/v1/teams",
                     R"({"name":"Shop","teamType":"Group","parents":["Sales"],"email":"shop@contoso.example",
                         "isJoinable":false,"defaultRoles":["DataSteward"],"policies":["TeamOnlyPolicy"]})")
                .status,
            201);
  const Told shop = api.get("/api/v1/teams/name/Shop?fields=*");
  EXPECT_EQ(shop.text("teamType"), "Group");
  EXPECT_EQ(shop.text("email"), "shop@contoso.example");
  EXPECT_EQ(*shop.body.find("isJoinable"), json::Value(false));
  EXPECT_EQ(shop.names("parents"), "Sales");
  EXPECT_EQ(shop.names("defaultRoles"), "DataSteward");
  EXPECT_EQ(shop.names("inheritedRoles"), "DataConsumer");
  EXPECT_EQ(shop.names("policies"), "TeamOnlyPolicy");
  const Told sales = api.get("/api/v1/teams/name/Sales?fields=children,childrenCount,parents");
  EXPECT_EQ(sales.names("children"), "Shop");
  EXPECT_EQ(*sales.body.find("childrenCount"), json::Value(1));
  EXPECT_EQ(sales.names("parents"), "Organization");
}

TEST(EntityShape, LeavesOutWhatNobodyAskedFor) {
  ApiWorld api;
  const Told told = api.get("/api/v1/teams/name/Organization");
  EXPECT_FALSE(told.body.contains("policies"));
  EXPECT_FALSE(told.body.contains("children"));
  EXPECT_EQ(api.get("/api/v1/teams/name/Organization?fields=password").status, 400);
}

TEST(EntityLists, GoThroughAllPagesInBothDirections) {
  ApiWorld api;
  std::string all;
  std::string path = "/api/v1/roles?limit=3";
  std::string before;
  for (int pages = 0; pages < 10; ++pages) {
    const Told page = api.get(path);
    ASSERT_EQ(page.status, 200);
    all += page.names("data") + ";";
    const json::Object& paging = *page.body.find("paging")->as_object();
    EXPECT_EQ(*paging.find("total"), json::Value(7));
    if (const json::Value* const cursor = paging.find("before")) before = *cursor->as_string();
    const json::Value* const after = paging.find("after");
    if (!after) break;
    path = "/api/v1/roles?limit=3&after=" + *after->as_string();
  }
  EXPECT_EQ(all,
            "DataConsumer,DataQualityBotRole,DataSteward;DomainOnlyAccessRole,IngestionBotRole,ProfilerBotRole;"
            "QualityBotRole;");
  EXPECT_EQ(api.get("/api/v1/roles?limit=2&before=" + before).names("data"), "IngestionBotRole,ProfilerBotRole");
}

TEST(EntityLists, RefuseWrongParameters) {
  ApiWorld api;
  for (const char* list : kLists)
    for (const char* query : {"limit=-1", "limit=1001", "after=x", "before=bnVsbA", "include=some", "fields=x",
                              "limit=1&limit=2", "after=%zz"})
      EXPECT_EQ(api.get(std::string("/api/v1/") + list + "?" + query).status, 400) << list << " " << query;
}

TEST(EntityLists, ACursorOfOneNounIsNoneOfAnother) {
  ApiWorld api;
  const Told page = api.get("/api/v1/roles?limit=1");
  const std::string cursor = *page.body.find("paging")->as_object()->find("after")->as_string();
  EXPECT_EQ(api.get("/api/v1/roles?after=" + cursor).status, 200);
  EXPECT_EQ(api.get("/api/v1/policies?after=" + cursor).status, 400);
  EXPECT_EQ(api.get("/api/v1/roles?include=all&after=" + cursor).status, 400);
}

TEST(EntityLists, IncludeWhatIsDeletedOnlyIfAsked) {
  ApiWorld api;
  ASSERT_EQ(api.post("/api/v1/policies", policy_body("P")).status, 201);
  const std::string path = api.path_of("policies", "P");
  ASSERT_EQ(api.remove(path).status, 200);
  EXPECT_EQ(api.get("/api/v1/policies?limit=100").names("data").find("P,"), std::string::npos);
  EXPECT_EQ(api.get("/api/v1/policies?include=deleted").names("data"), "P");
  EXPECT_EQ(api.get(path).status, 404);
  EXPECT_EQ(api.get("/api/v1/policies/name/P").status, 404);
  EXPECT_EQ(*api.get(path + "?include=deleted").body.find("deleted"), json::Value(true));
  EXPECT_EQ(api.get("/api/v1/policies/name/P?include=all").status, 200);
  EXPECT_EQ(api.get("/api/v1/roles/name/DataSteward?include=deleted").status, 404);
}

TEST(EntityReads, FindNothingWithTheRightMessage) {
  ApiWorld api;
  const Told told = api.get("/api/v1/teams/name/Nobody");
  EXPECT_EQ(told.status, 404);
  EXPECT_EQ(told.text("message"), "team instance for Nobody not found");
  EXPECT_EQ(*told.body.find("code"), json::Value(404));
  EXPECT_EQ(api.get("/api/v1/roles/00000000-0000-4000-8000-000000000000").status, 404);
  const std::string role = api.get("/api/v1/roles/name/DataSteward").text("id");
  EXPECT_EQ(api.get("/api/v1/policies/" + role).status, 404) << "an id of another noun";
}

TEST(EntityReads, ANameMayNeedEscapes) {
  ApiWorld api;
  ASSERT_EQ(api.post("/api/v1/policies", policy_body("R\\u00e9seau nord")).status, 201);
  EXPECT_EQ(api.get("/api/v1/policies/name/R%C3%A9seau%20nord").status, 200);
}

TEST(EntityReads, NeedACallerWhoMayLook) {
  ApiWorld api;
  const std::string anybody = api.token("bob");
  EXPECT_EQ(api.as(anybody, "GET", "/api/v1/roles").status, 200) << "a DataConsumer by the organization";
  for (const char* list : kLists) {
    const auto reply = api.world.send("GET", std::string("/api/v1/") + list);
    EXPECT_EQ(reply.status, 401);
    EXPECT_NE(reply.header("WWW-Authenticate"), "");
  }
  // Deny them all.
  ASSERT_EQ(
      api.post("/api/v1/policies",
               policy_body("Blind", R"({"name":"r","effect":"deny","operations":["ViewAll"],"resources":["All"]})"))
          .status,
      201);
  const std::string organization = api.path_of("teams", "Organization");
  ASSERT_EQ(api.patch(organization, replace("/policies/-", R"({"name":"Blind"})")).status, 200);
  const std::string role = api.path_of("roles", "DataSteward");
  for (const std::string& path :
       {std::string("/api/v1/roles"), std::string("/api/v1/teams/hierarchy"), role, role + "/versions",
        role + "/versions/0.1", std::string("/api/v1/roles/name/DataSteward"),
        std::string("/api/v1/roles/00000000-0000-4000-8000-000000000000"), std::string("/api/v1/teams?fields=users")}) {
    const Told told = api.as(anybody, "GET", path);
    EXPECT_EQ(told.status, 403) << path;
    EXPECT_NE(told.text("message").find("CatalogPrincipal{name='bob'}"), std::string::npos) << told.text("message");
  }
}

TEST(EntityVersions, AreListedFromTheNewest) {
  ApiWorld api;
  ASSERT_EQ(api.post("/api/v1/policies", policy_body("P")).status, 201);
  const std::string path = api.path_of("policies", "P");
  ASSERT_EQ(api.patch(path, replace("/description", "\"one\"")).status, 200);
  ASSERT_EQ(api.patch(path, replace("/description", "\"two\"")).status, 200);
  const Told told = api.get(path + "/versions");
  EXPECT_EQ(told.text("entityType"), "policy");
  ASSERT_EQ(told.list("versions").size(), 3U);
  std::string seen;
  for (const json::Value& version : told.list("versions")) {
    const json::Object one = *json::parse_object(*version.as_string());
    seen += (one.contains("description") ? *one.find("description")->as_string() : "-") + " ";
  }
  EXPECT_EQ(seen, "two one - ");
  EXPECT_EQ(api.get(path + "/versions/0.2").text("description"), "one");
  EXPECT_EQ(api.get(path + "/versions/0.3").text("description"), "two");
  EXPECT_FALSE(api.get(path + "/versions/0.1").body.contains("description"));
  EXPECT_EQ(*api.get(path + "/versions/0.1").body.find("version"), json::Value(0.1));
}

// "<" takes six bytes where it is printed.
TEST(EntityVersions, OneThatIsTooLongToBeKeptIsInNobodysWay) {
  ApiWorld api;
  std::string rules;
  for (int i = 0; i < 100; ++i)
    rules += (i ? "," : "") + std::string(R"({"name":"r)") + std::to_string(i) + R"(","description":")" +
             std::string(3000, '<') + R"(","effect":"allow","operations":["ViewAll"],"resources":["All"]})";
  const Told made = api.post("/api/v1/policies", R"({"name":"P","rules":[)" + rules + "]}");
  ASSERT_EQ(made.status, 201) << made.text("message");
  const std::string path = "/api/v1/policies/" + made.text("id");
  EXPECT_EQ(api.patch(path, replace("/description", "\"new\"")).status, 200);
  const Told old = api.get(path + "/versions/0.1");
  EXPECT_EQ(old.text("name"), "P");
  EXPECT_EQ(old.text("description"), "This version was too long to be kept.");
}

TEST(EntityVersions, ThatNeverWereAreNotFound) {
  ApiWorld api;
  const std::string path = api.path_of("roles", "DataSteward");
  for (const char* version : {"0.2", "0.0", "9", "x", "-0.1", "0.10"})
    EXPECT_EQ(api.get(path + "/versions/" + version).status, 404) << version;
  EXPECT_EQ(api.get("/api/v1/roles/00000000-0000-4000-8000-000000000000/versions").status, 404);
}

}  // namespace
}  // namespace sallyport::gateway
