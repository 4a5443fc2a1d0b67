// Creating, replacing and restoring roles, policies and teams over HTTP.
#include <gtest/gtest.h>

#include "gateway/api/entities/api_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::ApiWorld;
using testing::policy_body;
using testing::Told;

TEST(CreateEntity, AnswersWithWhatWasMade) {
  ApiWorld api;
  const Told told = api.post("/api/v1/roles",
                             R"({"name":"Reviewer","displayName":"A reviewer","description":"Looks.",
                                 "policies":["DataConsumerPolicy"]})");
  ASSERT_EQ(told.status, 201);
  EXPECT_EQ(told.text("displayName"), "A reviewer");
  EXPECT_EQ(told.text("description"), "Looks.");
  EXPECT_EQ(told.names("policies"), "DataConsumerPolicy");
  EXPECT_EQ(told.text("provider"), "user");
  EXPECT_EQ(told.text("updatedBy"), "ann");
  EXPECT_EQ(*told.body.find("version"), json::Value(0.1));
  EXPECT_EQ(api.get("/api/v1/roles/" + told.text("id")).tag, told.tag);
}

TEST(CreateEntity, IsAudited) {
  ApiWorld api;
  ASSERT_EQ(api.post("/api/v1/policies", policy_body("P")).status, 201);
  ASSERT_TRUE(api.world.log.has("entity_changed"));
  const auto& fields = api.world.log.entries.back().fields;
  const auto field = [&](std::string_view name) {
    const auto found = std::ranges::find(fields, name, &LogField::name);
    return found == fields.end() ? std::string("?") : found->value;
  };
  EXPECT_EQ(field("user"), "ann");
  EXPECT_EQ(field("change"), "created");
  EXPECT_EQ(field("type"), "policy");
  EXPECT_EQ(field("name"), "P");
}

TEST(CreateEntity, TheAuditTrailKeepsWhatDiffers) {
  ApiWorld api;
  ASSERT_EQ(api.patch("/api/v1/roles/name/DataSteward", testing::replace("/description", "\"new\"")).status, 200);
  const auto trail = api.world.log.entries.back().fields;
  const auto kept = [&](std::string_view name) {
    const auto found = std::ranges::find(trail, name, &LogField::name);
    return found == trail.end() ? json::Object{} : json::parse_object(found->value).value_or(json::Object{});
  };
  EXPECT_EQ(*kept("after").find("description"), json::Value("new"));
  EXPECT_FALSE(kept("before").contains("description")) << "there was none";
  EXPECT_EQ(*kept("before").find("version"), json::Value(0.1));
  EXPECT_FALSE(kept("after").contains("policies")) << "they are the same";
}

TEST(CreateEntity, TakesReferencesByIdNameOrObject) {
  ApiWorld api;
  const std::string id = api.get("/api/v1/policies/name/DataStewardPolicy").text("id");
  const std::string reference = R"({"id":")" + id + R"(","type":"policy"})";
  const Told told = api.post("/api/v1/roles", R"({"name":"R","policies":["DataConsumerPolicy",")" + id + "\"]}");
  EXPECT_EQ(told.names("policies"), "DataConsumerPolicy,DataStewardPolicy");
  EXPECT_EQ(api.post("/api/v1/roles", R"({"name":"S","policies":[)" + reference + "]}").names("policies"),
            "DataStewardPolicy");
}

struct Wrong {
  const char* list;
  std::string body;
  int status;
  const char* message;
};

TEST(CreateEntity, SaysWhatIsWrong) {
  ApiWorld api;
  const std::string no_rules = R"({"name":"P","rules":[]})";
  for (const Wrong& wrong : {
           Wrong{"roles", R"({"name":"R","policies":[]})", 400, "At least one policy is required in a role"},
           Wrong{"roles", R"({"name":"R"})", 400, "At least one policy is required in a role"},
           Wrong{"roles", R"({"policies":["DataConsumerPolicy"]})", 400, "name must not be empty"},
           Wrong{"roles", R"({"name":"","policies":["DataConsumerPolicy"]})", 400, "name must not be empty"},
           Wrong{"roles", R"({"name":7,"policies":["DataConsumerPolicy"]})", 400, "name must be a text"},
           Wrong{"roles", R"({"name":" R","policies":["DataConsumerPolicy"]})", 400, "A name has 1 to 128 bytes"},
           Wrong{"roles", R"({"name":"R","policies":["Nothing"]})", 404, "policy instance for Nothing not found"},
           Wrong{"roles", R"({"name":"R","policies":"DataConsumerPolicy"})", 400, "policies must be a list"},
           Wrong{"roles", R"({"name":"R","policies":[1]})", 400, "a reference must be"},
           Wrong{"roles", R"({"name":"DataSteward","policies":["DataConsumerPolicy"]})", 409, "Entity already exists"},
           Wrong{"roles", R"(["R"])", 400, "The body must be an object"},
           Wrong{"roles", R"({"name":"R","name":"S"})", 400, "json_duplicate_member"},
           Wrong{"roles", R"({"name":)", 400, "json_syntax"},
           Wrong{"policies", no_rules, 400, "At least one rule is required in a policy"},
           Wrong{"policies", R"({"name":"P","rules":[1]})", 400, "a rule must be an object"},
           Wrong{"policies", R"({"name":"P","rules":[{"name":"r","effect":"maybe"}]})", 400, "effect must be"},
           Wrong{"policies", R"({"name":"P","enabled":false,"rules":[]})", 400, "A policy is always enabled"},
           Wrong{"policies",
                 policy_body("P", R"({"name":"r","effect":"allow","operations":["Fly"],"resources":["All"]})"), 400,
                 "Fly"},
           Wrong{"policies",
                 policy_body("P", R"({"name":"r","effect":"allow","operations":["All"],"resources":["unicorn"]})"), 400,
                 "unicorn"},
           Wrong{"policies", policy_body("P", R"x({"name":"r","effect":"allow","operations":["All"],"resources":["All"],
                                      "condition":"isOwned()"})x"),
                 400, "column 1"},
           Wrong{"policies",
                 policy_body("P", R"({"name":"r","effect":"allow","operations":["All"],"resources":["All"],"x":1})"),
                 400, "Unrecognized field \"x\""},
           Wrong{"teams", R"({"name":"T","teamType":"Club"})", 400, "teamType must be"},
           Wrong{"teams", R"({"name":"T","teamType":"Organization"})", 400, "only Organization"},
           Wrong{"teams", R"({"name":"T","teamType":"Group","isJoinable":"yes"})", 400, "isJoinable must be"},
           Wrong{"teams", R"({"name":"T","teamType":"Group","email":"nobody"})", 400, "Not an email address"},
           Wrong{"teams", R"({"name":"T","teamType":"Group","parents":["Nowhere"]})", 404, "team instance for Nowhere"},
       }) {
    const Told told = api.post(std::string("/api/v1/") + wrong.list, wrong.body);
    EXPECT_EQ(told.status, wrong.status) << wrong.body;
    EXPECT_EQ(*told.body.find("code"), json::Value(wrong.status)) << wrong.body;
    EXPECT_NE(told.text("message").find(wrong.message), std::string::npos) << wrong.body << told.text("message");
  }
}

// Mass assignment: what is ours cannot be set, and what nobody knows is not ignored.
TEST(CreateEntity, RefusesFieldsThatNobodySets) {
  ApiWorld api;
  for (const char* field : {R"("id":"00000000-0000-4000-8000-000000000000")", R"("provider":"system")",
                            R"("version":7)", R"("updatedBy":"bob")", R"("deleted":true)", R"("users":["x"])",
                            R"("teams":["Organization"])", R"("isAdmin":1)"}) {
    const Told told =
        api.post("/api/v1/roles", R"({"name":"R","policies":["DataConsumerPolicy"],)" + std::string(field) + "}");
    EXPECT_EQ(told.status, 400) << field;
    EXPECT_NE(told.text("message").find("Unrecognized field"), std::string::npos) << told.text("message");
  }
  EXPECT_EQ(
      api.post("/api/v1/roles", R"({"name":"R","policies":["DataConsumerPolicy"],"owners":null,"domains":[]})").status,
      201)
      << "clients send empty members that say nothing";
}

TEST(CreateEntity, NeedsTheRightTypeOfBody) {
  ApiWorld api;
  const testing::Headers text{{"Authorization", "Bearer " + api.token("ann")}, {"Content-Type", "text/plain"}};
  EXPECT_EQ(api.world.send("POST", "/api/v1/roles", text, R"({"name":"R"})").status, 415);
  const testing::Headers none{{"Authorization", "Bearer " + api.token("ann")}};
  EXPECT_EQ(api.world.send("POST", "/api/v1/roles", none, R"({"name":"R"})").status, 415);
}

TEST(PutEntity, CreatesOrChanges) {
  ApiWorld api;
  const Told made = api.put("/api/v1/policies", policy_body("P"));
  ASSERT_EQ(made.status, 201);
  const Told same = api.put("/api/v1/policies", policy_body("P"));
  EXPECT_EQ(same.status, 200);
  EXPECT_EQ(same.tag, made.tag) << "nothing differs, so it is no new version";
  const Told changed = api.put("/api/v1/policies", R"({"name":"P","description":"new"})");
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.text("id"), made.text("id"));
  EXPECT_EQ(changed.list("rules").size(), 1U) << "what is absent stays";
  EXPECT_EQ(*changed.body.find("version"), json::Value(0.2));
}

TEST(PutEntity, ADeletedOneMustBeRestored) {
  ApiWorld api;
  ASSERT_EQ(api.put("/api/v1/policies", policy_body("P")).status, 201);
  const std::string path = api.path_of("policies", "P");
  ASSERT_EQ(api.remove(path).status, 200);
  EXPECT_EQ(api.put("/api/v1/policies", policy_body("P")).status, 409);
  EXPECT_EQ(api.post("/api/v1/policies", policy_body("P")).status, 409);
}

TEST(RestoreEntity, BringsItBack) {
  ApiWorld api;
  const std::string id = api.put("/api/v1/policies", policy_body("P")).text("id");
  const std::string body = R"({"id":")" + id + "\"}";
  EXPECT_EQ(api.put("/api/v1/policies/restore", body).status, 404) << "it is not deleted";
  ASSERT_EQ(api.remove("/api/v1/policies/" + id).status, 200);
  const Told told = api.put("/api/v1/policies/restore", body);
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(*told.body.find("deleted"), json::Value(false));
  EXPECT_EQ(api.get("/api/v1/policies/name/P").status, 200);
  EXPECT_EQ(api.put("/api/v1/policies/restore", "{}").status, 400);
  EXPECT_EQ(api.put("/api/v1/roles/restore", body).status, 404) << "an id of another noun";
}

TEST(WriteEntity, NeedsTheRight) {
  ApiWorld api;
  const std::string anybody = api.token("bob");
  const std::string role = api.path_of("roles", "DataSteward");
  const std::string id = R"({"id":")" + role.substr(role.rfind('/') + 1) + "\"}";
  for (const auto& [method, path, body] : std::vector<std::array<std::string, 3>>{
           {"POST", "/api/v1/roles", R"({"name":"R","policies":["DataConsumerPolicy"]})"},
           {"POST", "/api/v1/policies", policy_body("P")},
           {"POST", "/api/v1/teams", R"({"name":"T","teamType":"Group"})"},
           {"PUT", "/api/v1/roles", R"({"name":"R","policies":["DataConsumerPolicy"]})"},
           {"PUT", "/api/v1/roles", R"({"name":"DataSteward","policies":["DataConsumerPolicy"]})"},
           {"PATCH", role, testing::replace("/policies/-", "\"DataStewardPolicy\"")},
           {"PATCH", "/api/v1/roles/name/DataSteward", testing::replace("/displayName", "\"x\"")},
           {"DELETE", role, ""},
           {"DELETE", "/api/v1/roles/name/DataSteward", ""},
           {"PUT", "/api/v1/roles/restore", id}}) {
    EXPECT_EQ(api.as(anybody, method, path, body).status, 403) << method << path;
    EXPECT_EQ(api.world.send(method, path, {{"Content-Type", "application/json"}}, body).status, 401) << method << path;
  }
  EXPECT_TRUE(api.world.log.has("forbidden"));
  EXPECT_FALSE(api.world.log.has("entity_changed"));
}

TEST(WriteEntity, AConsumerMayDescribeAndNothingElse) {
  ApiWorld api;
  const std::string anybody = api.token("bob");
  const std::string role = api.path_of("roles", "DataSteward");
  EXPECT_EQ(api.as(anybody, "PATCH", role, testing::replace("/description", "\"text\"")).status, 200);
  EXPECT_EQ(api.as(anybody, "PATCH", role, testing::replace("/displayName", "\"text\"")).status, 403);
  EXPECT_EQ(api.as(anybody, "PUT", "/api/v1/roles", R"({"name":"DataSteward","description":"other"})").status, 403)
      << "PUT needs EditAll";
}

// A rule that denies one operation also holds for somebody who may EditAll.
TEST(WriteEntity, EditAllDoesNotGoRoundADeniedOperation) {
  ApiWorld api;
  ASSERT_EQ(api.post("/api/v1/policies",
                     R"({"name":"P","rules":[
                         {"name":"all","effect":"allow","operations":["All"],"resources":["role"]},
                         {"name":"but","effect":"deny","operations":["EditPolicy"],"resources":["role"]}]})")
                .status,
            201);
  ASSERT_EQ(api.post("/api/v1/roles", R"({"name":"Editor","policies":["P"]})").status, 201);
  const std::string editor = api.token("bob", {"Editor"});
  const std::string role = api.path_of("roles", "DataSteward");
  EXPECT_EQ(api.as(editor, "PUT", "/api/v1/roles", R"({"name":"DataSteward","displayName":"x"})").status, 200);
  EXPECT_EQ(api.as(editor, "PUT", "/api/v1/roles", R"({"name":"DataSteward","policies":["P"]})").status, 403);
  EXPECT_EQ(api.as(editor, "PATCH", role, testing::replace("/policies/-", "\"P\"")).status, 403);
  const std::string whole = json::print(api.get(role + "?fields=teams").body);
  std::string other = whole;
  other.insert(1, R"("policies":["P"],)");
  EXPECT_EQ(api.as(editor, "PATCH", role, testing::replace("", other)).status, 403);
}

}  // namespace
}  // namespace sallyport::gateway
