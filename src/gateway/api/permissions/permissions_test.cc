// What the policies say over HTTP: lists of permissions, answers to questions, and explanations.
#include "gateway/api/permissions/permissions.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::Reply;
using testing::World;

Headers session_of(const World& world) {
  return {{"Cookie", "__Host-sallyport=" + world.session_cookie()}, {"Content-Type", "application/json"}};
}

Reply get(World& world, std::string_view target) {
  return world.send("GET", target, session_of(world));
}

Reply post(World& world, std::string_view target, std::string body) {
  return world.send("POST", target, session_of(world), std::move(body));
}

Reply check(World& world, std::string body) {
  return post(world, "/api/v1/permissions/check", std::move(body));
}

json::Object parsed(const Reply& reply) {
  EXPECT_EQ(reply.status, 200) << reply.body;
  const auto object = json::parse_object(reply.body);
  return object ? *object : json::Object{};
}

const json::Array& list_in(const json::Object& object, std::string_view name) {
  static const json::Array none;
  const json::Value* const found = object.find(name);
  return found && found->as_array() ? *found->as_array() : none;
}

std::string text_in(const json::Object& object, std::string_view name) {
  const json::Value* const found = object.find(name);
  return found && found->as_string() ? *found->as_string() : std::string("-");
}

// The access to the operation in a list of permissions.
std::string access_to(const json::Object& listed, std::string_view operation) {
  for (const json::Value& one : list_in(listed, "permissions"))
    if (text_in(*one.as_object(), "operation") == operation) return text_in(*one.as_object(), "access");
  return "absent";
}

void administrator(Settings& settings) {
  settings.authorizer.admin_principals = {"ann"};
}

PersonId only_person(const World& world) {
  return world.identities->list({}, 10).value().front().person.id;
}

TEST(Permissions, OfOneResourceAreOpenMetadatas) {
  World world;
  world.sign_in();
  const auto listed = parsed(get(world, "/api/v1/permissions/dashboard"));
  EXPECT_EQ(text_in(listed, "resource"), "dashboard");
  EXPECT_EQ(access_to(listed, "ViewBasic"), "allow");
  EXPECT_EQ(access_to(listed, "EditTags"), "allow");
  EXPECT_EQ(access_to(listed, "Delete"), "conditionalAllow") << "if the person is an owner";
  EXPECT_EQ(access_to(listed, "Create"), "notAllow");
}

TEST(Permissions, NameTheRuleThatGivesThem) {
  World world;
  world.sign_in();
  const auto listed = parsed(get(world, "/api/v1/permissions/dashboard"));
  for (const json::Value& one : list_in(listed, "permissions")) {
    if (text_in(*one.as_object(), "operation") != "ViewBasic") continue;
    const json::Object& policy = *one.as_object()->find("policy")->as_object();
    EXPECT_EQ(text_in(policy, "name"), "DataConsumerPolicy");
    EXPECT_EQ(text_in(policy, "type"), "policy");
    EXPECT_EQ(text_in(policy, "id").size(), 36U) << "a UUID, as clients expect";
    EXPECT_EQ(text_in(*one.as_object()->find("rule")->as_object(), "name"), "DataConsumerPolicy-EditRule");
    EXPECT_EQ(text_in(*one.as_object()->find("role")->as_object(), "name"), "DataConsumer");
  }
}

TEST(Permissions, OfAllResourcesAreOneList) {
  World world;
  world.sign_in();
  const auto listed = parsed(get(world, "/api/v1/permissions"));
  EXPECT_GT(list_in(listed, "data").size(), 40U);
}

TEST(Permissions, OfAnObjectAreThoseOfItsId) {
  World world;
  world.sign_in();
  EXPECT_EQ(access_to(parsed(get(world, "/api/v1/permissions/dashboard/7")), "ViewBasic"), "allow");
  EXPECT_EQ(access_to(parsed(get(world, "/api/v1/permissions/dashboard/name/a.b")), "ViewBasic"), "allow");
}

TEST(Permissions, OfAnAdministratorAllowEverything) {
  World world(administrator);
  world.sign_in();
  EXPECT_EQ(access_to(parsed(get(world, "/api/v1/permissions/dashboard")), "Create"), "allow");
}

TEST(Permissions, OfAnUnknownResourceAreNotFound) {
  World world;
  world.sign_in();
  EXPECT_EQ(get(world, "/api/v1/permissions/unicorn").status, 404);
}

TEST(Permissions, OfOthersAreForAdministrators) {
  World world;
  world.sign_in();
  const std::string other = "6f1c2d3e-0000-4000-8000-00000000000a";
  const Reply refused = get(world, "/api/v1/permissions?user=" + other);
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.body.find("Principal: CatalogPrincipal{name='ann'} is not admin"), std::string::npos);
  EXPECT_EQ(get(world, "/api/v1/permissions?user=" + only_person(world).value).status, 200) << "one's own";
  World admins(administrator);
  admins.sign_in();
  EXPECT_EQ(get(admins, "/api/v1/permissions?user=" + other).status, 404);
}

TEST(PermissionCheck, AnswersQuestionsInTheirOrder) {
  World world;
  world.sign_in();
  const auto answered = parsed(check(world, R"({"questions": [{"operation": "ViewAll", "resource": "dashboard"},
      {"operation": "Delete", "resource": "dashboard"},
      {"operation": "Delete", "resource": "dashboard", "owners": [{"type": "user", "id": ")" +
                                                only_person(world).value + R"("}]}]})"));
  const auto& answers = list_in(answered, "answers");
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_EQ(text_in(*answers[0].as_object(), "verdict"), "allowed");
  EXPECT_EQ(text_in(*answers[1].as_object(), "verdict"), "notAllowed") << "who owns it is unknown";
  EXPECT_EQ(text_in(*answers[1].as_object(), "message"),
            "Principal: CatalogPrincipal{name='ann'} operations [Delete] not allowed");
  EXPECT_EQ(text_in(*answers[2].as_object(), "verdict"), "allowed") << "the owner may";
}

TEST(PermissionCheck, AnswersNothingIfAQuestionHasNoMeaning) {
  World world;
  world.sign_in();
  for (const std::string_view question :
       {R"({"operation": "Fly", "resource": "dashboard"})", R"({"operation": "ViewAll", "resource": "unicorn"})",
        R"({"operation": "ViewAll", "resource": "dashboard", "attributes": {"colour": ["red"]}})",
        R"({"operation": "ViewAll"})", "7"}) {
    const Reply reply = check(
        world, R"({"questions": [{"operation": "ViewAll", "resource": "dashboard"}, )" + std::string(question) + "]}");
    EXPECT_EQ(reply.status, 400) << question;
    EXPECT_NE(reply.body.find("question 2: "), std::string::npos) << reply.body;
  }
}

TEST(PermissionCheck, HasABound) {
  World world;
  world.sign_in();
  const auto many = [](std::size_t count) {
    std::string body = R"({"questions": [)";
    for (std::size_t i = 0; i < count; ++i)
      body += std::string(i == 0 ? "" : ",") + R"({"operation": "ViewAll", "resource": "dashboard"})";
    return body + "]}";
  };
  EXPECT_EQ(check(world, many(100)).status, 200);
  EXPECT_EQ(check(world, many(101)).status, 400);
  EXPECT_EQ(check(world, many(0)).status, 400);
}

TEST(PermissionCheck, IsJsonFromSomebodyWhoIsSignedIn) {
  World world;
  EXPECT_EQ(check(world, "{}").status, 401);
  world.sign_in();
  EXPECT_EQ(check(world, "{").status, 400);
  EXPECT_EQ(check(world, R"({"question": []})").status, 400);
  EXPECT_EQ(world
                .send("POST", "/api/v1/permissions/check",
                      {{"Cookie", "__Host-sallyport=" + world.session_cookie()}, {"Content-Type", "text/plain"}},
                      R"({"questions": [{"operation": "ViewAll", "resource": "dashboard"}]})")
                .status,
            415)
      << "a form of another site can send this type";
}

TEST(PermissionCheck, AboutOthersIsForAdministrators) {
  const auto about = [](const std::string& id) {
    return R"({"questions": [{"operation": "Create", "resource": "dashboard"}], "principal": {"id": ")" + id + R"("}})";
  };
  World world;
  world.sign_in();
  EXPECT_EQ(check(world, about("6f1c2d3e-0000-4000-8000-00000000000a")).status, 403);
  World admins(administrator);
  admins.sign_in();
  EXPECT_EQ(check(admins, about("6f1c2d3e-0000-4000-8000-00000000000a")).status, 404);
  EXPECT_EQ(check(admins, about(only_person(admins).value)).status, 200);
}

TEST(PermissionCheck, Is503WhileThePoliciesAreUnknown) {
  World world;
  world.sign_in();
  world.shared->policies.withdraw();
  EXPECT_EQ(check(world, R"({"questions": [{"operation": "ViewAll", "resource": "dashboard"}]})").status, 503);
}

TEST(PermissionCheck, IsAlwaysOursUnderOurOwnPath) {
  World world([](Settings& settings) {
    Route route;
    route.path = "/";
    route.identity = IdentityForm::jwt;  // an OpenMetadata
    route.upstream = std::make_shared<const http::Upstream>();
    settings.routes = {route};
  });
  world.sign_in();
  EXPECT_TRUE(post(world, "/api/v1/permissions/check", "{}").forward);
  EXPECT_EQ(post(world, "/api/sallyport/v1/permissions/check",
                 R"({"questions": [{"operation": "ViewAll", "resource": "dashboard"}]})")
                .status,
            200);
}

TEST(PermissionExplanation, SaysWhichRuleDecidedAndHowItCame) {
  World world;
  world.sign_in();
  const auto explained = parsed(
      post(world, "/api/v1/permissions/explain", R"({"question": {"operation": "ViewAll", "resource": "dashboard"}})"));
  EXPECT_EQ(text_in(explained, "verdict"), "allowed");
  const json::Object& rule = *explained.find("decidedBy")->as_object();
  EXPECT_EQ(text_in(rule, "policy"), "DataConsumerPolicy");
  EXPECT_EQ(text_in(rule, "role"), "DataConsumer");
  EXPECT_EQ(text_in(rule, "team"), "Organization");
}

// A bot gets nothing from teams, also if somebody else asks about it.
TEST(PermissionExplanation, IsAboutSomebodyByNameOrId) {
  World world(administrator);
  world.sign_in();
  const auto about = [&](const std::string& principal) {
    return parsed(
        post(world, "/api/v1/permissions/explain",
             R"({"question": {"operation": "ViewAll", "resource": "dashboard"}, "principal": )" + principal + "}"));
  };
  EXPECT_EQ(text_in(about(R"({"name": "ann"})"), "verdict"), "administrator");
  EXPECT_EQ(text_in(about(R"({"id": ")" + only_person(world).value + R"("})"), "verdict"), "administrator");
  EXPECT_EQ(text_in(about(R"({"name": "ingestion-bot"})"), "verdict"), "allowed");
  EXPECT_EQ(post(world, "/api/v1/permissions/explain",
                 R"({"question": {"operation": "ViewAll", "resource": "dashboard"}, "principal": {"name": "nobody"}})")
                .status,
            404);
}

TEST(PermissionExplanation, SaysWhatWouldDecideOtherwise) {
  World world;
  world.sign_in();
  const auto explained = parsed(
      post(world, "/api/v1/permissions/explain", R"({"question": {"operation": "Delete", "resource": "dashboard"}})"));
  EXPECT_EQ(text_in(explained, "verdict"), "notAllowed");
  EXPECT_EQ(list_in(explained, "unknown"), json::Array{"owners"});
  EXPECT_FALSE(list_in(explained, "change").empty());
}

TEST(PermissionExplanation, OfAnAdministratorSaysSo) {
  World world(administrator);
  world.sign_in();
  const auto explained = parsed(
      post(world, "/api/v1/permissions/explain", R"({"question": {"operation": "Delete", "resource": "dashboard"}})"));
  EXPECT_EQ(text_in(explained, "verdict"), "administrator");
}

TEST(PermissionExplanation, AboutOthersIsForAdministrators) {
  World world;
  world.sign_in();
  EXPECT_EQ(post(world, "/api/v1/permissions/explain",
                 R"({"question": {"operation": "Delete", "resource": "dashboard"}, "principal": {"id": "x"}})")
                .status,
            403);
}

}  // namespace
}  // namespace sallyport::gateway
